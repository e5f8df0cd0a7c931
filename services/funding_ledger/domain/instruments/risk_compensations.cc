#include "services/funding_ledger/domain/instruments/risk_compensations.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/decimal/decimal.h"
#include "common/query/filter.h"
#include "common/query/list.h"
#include "common/resource/rows.h"
#include "services/funding_ledger/domain/guard/lookups.h"
#include "services/funding_ledger/domain/instruments/support.h"
#include "services/funding_ledger/store/schema.h"
#include "zgc/funding/v1/calculations.pb.h"
#include "zgc/funding/v1/rules.pb.h"
#include "zgc/funding/v1/support_items.pb.h"

namespace zgc::funding {
namespace {

InstrumentKey CompensationsKey(const std::string& loan) {
  return {InstrumentBy::kCompensations, loan};
}

// What of the losses of a loan is compensated already.
absl::StatusOr<int64_t> CompensatedLoss(const storage::Reader& reader, const std::string& loan) {
  ZGC_ASSIGN_OR_RETURN(const auto names, Found(reader, CompensationsKey(loan)));
  int64_t sum = 0;
  for (const std::string& name : names) {
    ZGC_ASSIGN_OR_RETURN(const v1::RiskCompensation other,
                         GetRow(reader, kRiskCompensations, name));
    ZGC_ASSIGN_OR_RETURN(const bool stands, StillStands(reader, other.decision()));
    if (stands) sum += other.loss_fen();
  }
  return sum;
}

void CheckCompensationTerms(const v1::RiskCompensationTerms& terms, const std::string& field,
                            Checks& checks) {
  CheckPercent(terms.share_percent(), kShareScale, field + ".share_percent", checks);
  CheckOptionalPercent(terms.max_share_of_principal_percent(), kShareScale,
                       field + ".max_share_of_principal_percent", checks);
  CheckTerm(terms.min_term_days(), terms.max_term_days(), field, checks);
}

void CheckCompensationFacts(const v1::RiskCompensationTerms& terms,
                            const v1::RiskCompensationFacts& facts, FactChecks& checks) {
  checks.Positive(facts.principal_fen(), "principal_fen");
  checks.Positive(facts.loss_fen(), "loss_fen");
  checks.Expect(facts.loss_fen() <= facts.principal_fen(), "loss_fen",
                absl::StrCat("is more than the principal of ", facts.principal_fen()));
  checks.Term(facts.start_date(), facts.end_date(), terms.min_term_days(), terms.max_term_days());
}

absl::Status ComputeCompensation(const v1::RiskCompensationTerms& terms,
                                 const v1::RiskCompensationFacts& facts, Work& work) {
  ZGC_ASSIGN_OR_RETURN(figures::Decimal part,
                       Work::Part(figures::Decimal(facts.loss_fen()), terms.share_percent()));
  std::string expression = absl::StrCat(facts.loss_fen(), " × ", terms.share_percent(), "%");
  if (!terms.max_share_of_principal_percent().empty()) {
    ZGC_ASSIGN_OR_RETURN(const figures::Decimal most,
                         Work::Part(figures::Decimal(facts.principal_fen()),
                                    terms.max_share_of_principal_percent()));
    work.Step(
        "按本金计的最高补偿",
        absl::StrCat(facts.principal_fen(), " × ", terms.max_share_of_principal_percent(), "%"),
        most.ToString(), "分");
    expression = absl::StrCat("min(", expression, ", ", most.ToString(), ")");
    part = std::min(part, most);
  }
  return work.Round("补偿额", expression, part);
}

}  // namespace

Instrument RiskCompensationInstrument() {
  return MakeInstrument<v1::RiskCompensationTerms, v1::RiskCompensationFacts>(
      RecipientKind::kOne, &CheckCompensationTerms, &CheckCompensationFacts, &ComputeCompensation);
}

absl::StatusOr<v1::RiskCompensation> CreateRiskCompensation(
    storage::Txn& txn, const base::Actor& actor, const v1::CreateRiskCompensationRequest& request) {
  constexpr char kPurpose[] = "风险补偿";
  v1::RiskCompensation row = request.risk_compensation();
  row.set_name(absl::StrCat("riskCompensations/", request.risk_compensation_id()));
  ZGC_ASSIGN_OR_RETURN(const auto existing, kRiskCompensations.Get(txn, {row.name()}));
  if (existing.has_value()) return Exists(row.name());
  Checks checks(txn, request);
  ZGC_ASSIGN_OR_RETURN(const auto loan,
                       checks.Reference(txn, kLoans, row.loan(), "risk_compensation.loan"));
  ZGC_RETURN_IF_ERROR(loan.has_value() ? absl::OkStatus() : checks.ToStatus());
  // The lender is compensated, and held against the cap.
  SupportRecord record{row.name(), {}, loan->lender(), {}};
  auto& facts = *record.facts.mutable_risk_compensation();
  facts.set_principal_fen(loan->principal_fen());
  facts.set_loss_fen(row.loss_fen());
  facts.set_start_date(loan->start_date());
  facts.set_end_date(loan->end_date());
  ZGC_ASSIGN_OR_RETURN(const auto rule, CheckDecision(txn, row.decision(), record.facts,
                                                      "risk_compensation", false, checks));
  ZGC_ASSIGN_OR_RETURN(const int64_t compensated, CompensatedLoss(txn, row.loan()));
  checks.Expect(row.loss_fen() <= loan->principal_fen() - compensated, "risk_compensation.loss_fen",
                absl::StrCat("losses of ", compensated, " fen of a principal of ",
                             loan->principal_fen(), " are compensated already"));
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  SetRecipient(loan->lender(), kPurpose, record.award);
  AddItem(v1::SUPPORT_ITEM_KIND_LOAN, loan->lender(), loan->contract_number(), kPurpose,
          record.award);
  ZGC_RETURN_IF_ERROR(Decide(txn, actor, rule, record, *row.mutable_decision()));
  kInstrumentLookups.Add(txn, CompensationsKey(row.loan()), row.name());
  return Insert(txn, kRiskCompensations, std::move(row));
}

absl::StatusOr<v1::RiskCompensation> GetRiskCompensation(
    const storage::Reader& reader, const v1::GetRiskCompensationRequest& request) {
  ZGC_RETURN_IF_ERROR(Checks(reader, request).ToStatus());
  return GetRow(reader, kRiskCompensations, request.name());
}

absl::StatusOr<std::string> ListRiskCompensations(const storage::Reader& reader,
                                                  const v1::ListRiskCompensationsRequest& request,
                                                  const storage::Page& page,
                                                  v1::ListRiskCompensationsResponse& response) {
  ZGC_RETURN_IF_ERROR(Checks(reader, request).ToStatus());
  return query::List(reader, kRiskCompensations.column(), request, page, response,
                     {query::AnyWith({"decision.program ="}, request.program())});
}

}  // namespace zgc::funding
