#include "services/funding_ledger/domain/instruments/risk_subsidies.h"

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/decimal/decimal.h"
#include "common/query/filter.h"
#include "common/query/list.h"
#include "common/resource/foreign.h"
#include "common/resource/rows.h"
#include "services/funding_ledger/domain/guard/lookups.h"
#include "services/funding_ledger/domain/instruments/support.h"
#include "services/funding_ledger/store/schema.h"
#include "zgc/funding/v1/calculations.pb.h"
#include "zgc/funding/v1/rules.pb.h"
#include "zgc/funding/v1/support_items.pb.h"

namespace zgc::funding {
namespace {

void CheckRiskSubsidyTerms(const v1::RiskSubsidyTerms& terms, const std::string& field,
                           Checks& checks) {
  CheckOptionalPercent(terms.share_of_investment_percent(), kShareScale,
                       field + ".share_of_investment_percent", checks);
  CheckOptionalPercent(terms.share_of_loss_percent(), kShareScale, field + ".share_of_loss_percent",
                       checks);
  checks.Expect(
      !terms.share_of_investment_percent().empty() || !terms.share_of_loss_percent().empty(), field,
      "must support investments or losses");
  checks.Expect(terms.min_invested_fen() >= 0, field + ".min_invested_fen", "is negative");
}

void CheckRiskSubsidyFacts(const v1::RiskSubsidyTerms& terms, const v1::RiskSubsidyFacts& facts,
                           FactChecks& checks) {
  checks.Positive(facts.invested_fen(), "invested_fen");
  checks.Expect(
      facts.invested_fen() >= terms.min_invested_fen(), "invested_fen",
      absl::StrCat("is less than the ", terms.min_invested_fen(), " fen that the rule asks for"));
  if (facts.basis() == v1::RISK_SUBSIDY_BASIS_LOSS) {
    checks.Expect(facts.loss_fen() > 0 && facts.loss_fen() <= facts.invested_fen(), "loss_fen",
                  "must be above zero and at most the investment");
    checks.Expect(!terms.share_of_loss_percent().empty(), "basis",
                  "the rule does not support losses");
  } else {
    checks.Expect(facts.basis() == v1::RISK_SUBSIDY_BASIS_INVESTMENT, "basis",
                  "must be INVESTMENT or LOSS");
    checks.Expect(facts.loss_fen() == 0, "loss_fen", "goes with the basis LOSS only");
    checks.Expect(!terms.share_of_investment_percent().empty(), "basis",
                  "the rule does not support investments as such");
  }
}

absl::Status ComputeRiskSubsidy(const v1::RiskSubsidyTerms& terms,
                                const v1::RiskSubsidyFacts& facts, Work& work) {
  const bool loss = facts.basis() == v1::RISK_SUBSIDY_BASIS_LOSS;
  const int64_t base = loss ? facts.loss_fen() : facts.invested_fen();
  const std::string& share =
      loss ? terms.share_of_loss_percent() : terms.share_of_investment_percent();
  ZGC_ASSIGN_OR_RETURN(const figures::Decimal part, Work::Part(figures::Decimal(base), share));
  return work.Round(loss ? "损失补贴" : "投资补贴", absl::StrCat(base, " × ", share, "%"), part);
}

}  // namespace

Instrument RiskSubsidyInstrument() {
  return MakeInstrument<v1::RiskSubsidyTerms, v1::RiskSubsidyFacts>(
      RecipientKind::kOne, &CheckRiskSubsidyTerms, &CheckRiskSubsidyFacts, &ComputeRiskSubsidy);
}

absl::StatusOr<v1::RiskSubsidy> CreateRiskSubsidy(storage::Txn& txn, const base::Actor& actor,
                                                  const v1::CreateRiskSubsidyRequest& request) {
  constexpr char kPurpose[] = "投资风险补贴";
  v1::RiskSubsidy row = request.risk_subsidy();
  row.set_name(absl::StrCat("riskSubsidies/", request.risk_subsidy_id()));
  ZGC_ASSIGN_OR_RETURN(const auto existing, kRiskSubsidies.Get(txn, {row.name()}));
  if (existing.has_value()) return Exists(row.name());
  Checks checks(txn, request);
  CheckKey(row.investor(), "risk_subsidy.investor", checks);
  resource::CheckForeign(row.investee(), resource::kEnterprisePrefix, "risk_subsidy.investee",
                         checks);
  checks.Expect(row.investee() != row.investor(), "risk_subsidy.investee", "is the investor");
  CheckKey(row.agreement_number(), "risk_subsidy.agreement_number", checks);
  checks.Expect(row.invested_date() <= row.decision().date(), "risk_subsidy.invested_date",
                "is after the decision");
  SupportRecord record{row.name(), {}, row.investor(), {}};
  record.facts.mutable_risk_subsidy()->set_basis(row.basis());
  record.facts.mutable_risk_subsidy()->set_invested_fen(row.invested_fen());
  record.facts.mutable_risk_subsidy()->set_loss_fen(row.loss_fen());
  ZGC_ASSIGN_OR_RETURN(const auto rule, CheckDecision(txn, row.decision(), record.facts,
                                                      "risk_subsidy", false, checks));
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  SetRecipient(row.investor(), kPurpose, record.award);
  AddItem(v1::SUPPORT_ITEM_KIND_CONTRACT, row.investor(), row.agreement_number(), kPurpose,
          record.award);
  ZGC_RETURN_IF_ERROR(Decide(txn, actor, rule, record, *row.mutable_decision()));
  return Insert(txn, kRiskSubsidies, std::move(row));
}

absl::StatusOr<v1::RiskSubsidy> GetRiskSubsidy(const storage::Reader& reader,
                                               const v1::GetRiskSubsidyRequest& request) {
  ZGC_RETURN_IF_ERROR(Checks(reader, request).ToStatus());
  return GetRow(reader, kRiskSubsidies, request.name());
}

absl::StatusOr<std::string> ListRiskSubsidies(const storage::Reader& reader,
                                              const v1::ListRiskSubsidiesRequest& request,
                                              const storage::Page& page,
                                              v1::ListRiskSubsidiesResponse& response) {
  ZGC_RETURN_IF_ERROR(Checks(reader, request).ToStatus());
  return query::List(reader, kRiskSubsidies.column(), request, page, response,
                     {query::AnyWith({"decision.program ="}, request.program())});
}

}  // namespace zgc::funding
