#include "services/funding_ledger/domain/instruments/loan_supports.h"

#include "common/base/error.h"
#include "common/resource/rows.h"
#include "services/funding_ledger/domain/guard/lookups.h"
#include "services/funding_ledger/domain/instruments/support.h"
#include "zgc/common/v1/error_reason.pb.h"
#include "zgc/funding/v1/loan_service.pb.h"
#include "zgc/funding/v1/loans.pb.h"
#include "zgc/funding/v1/support_items.pb.h"

// Interest subsidies and risk compensations: what is paid on loans.
namespace zgc::funding {
namespace {

InstrumentKey SubsidiesKey(const std::string& loan) { return {InstrumentBy::kSubsidies, loan}; }
InstrumentKey CompensationsKey(const std::string& loan) {
  return {InstrumentBy::kCompensations, loan};
}

// DUPLICATE_PAYMENT if a part of the time is subsidised already.
absl::Status RequireApart(const storage::Reader& reader, const v1::LoanSubsidy& row) {
  ZGC_ASSIGN_OR_RETURN(const auto names, Found(reader, SubsidiesKey(row.loan())));
  for (const std::string& name : names) {
    ZGC_ASSIGN_OR_RETURN(const v1::LoanSubsidy other, GetRow(reader, kLoanSubsidies, name));
    if (row.to_date() <= other.from_date() || other.to_date() <= row.from_date()) continue;
    ZGC_ASSIGN_OR_RETURN(const bool stands, StillStands(reader, other.decision()));
    if (!stands) continue;
    return base::MakeError(absl::StatusCode::kFailedPrecondition,
                           common::v1::ERROR_REASON_DUPLICATE_PAYMENT,
                           absl::StrCat("interest of ", row.loan(), " from ", other.from_date(),
                                        " to ", other.to_date(), " is subsidised by ", other.name(),
                                        " (", other.decision().award(), ")"),
                           {{"earlier", other.decision().award()}});
  }
  return absl::OkStatus();
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

}  // namespace

absl::StatusOr<v1::LoanSubsidy> CreateLoanSubsidy(storage::Txn& txn, const base::Actor& actor,
                                                  const v1::CreateLoanSubsidyRequest& request) {
  constexpr char kPurpose[] = "贷款贴息";
  v1::LoanSubsidy row = request.loan_subsidy();
  row.set_name(absl::StrCat("loanSubsidies/", request.loan_subsidy_id()));
  ZGC_ASSIGN_OR_RETURN(const auto existing, kLoanSubsidies.Get(txn, {row.name()}));
  if (existing.has_value()) return Exists(row.name());
  Checks checks;
  checks.Id(request.loan_subsidy_id(), "loan_subsidy_id");
  ZGC_ASSIGN_OR_RETURN(const auto loan,
                       checks.Reference(txn, kLoans, row.loan(), "loan_subsidy.loan"));
  ZGC_RETURN_IF_ERROR(loan.has_value() ? absl::OkStatus() : checks.ToStatus());
  SupportRecord record{row.name(), {}, loan->borrower(), {}};
  auto& facts = *record.facts.mutable_interest();
  facts.set_principal_fen(loan->principal_fen());
  facts.set_annual_rate_percent(loan->annual_rate_percent());
  facts.set_start_date(loan->start_date());
  facts.set_end_date(loan->end_date());
  facts.set_from_date(row.from_date());
  facts.set_to_date(row.to_date());
  ZGC_ASSIGN_OR_RETURN(const auto rule, CheckDecision(txn, row.decision(), record.facts,
                                                      "loan_subsidy", false, checks));
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  ZGC_RETURN_IF_ERROR(RequireApart(txn, row));
  SetRecipient(loan->borrower(), kPurpose, record.award);
  AddItem(v1::SUPPORT_ITEM_KIND_LOAN, loan->lender(), loan->contract_number(),
          absl::StrCat(kPurpose, " ", row.from_date(), "/", row.to_date()), record.award);
  ZGC_RETURN_IF_ERROR(Decide(txn, actor, rule, record, *row.mutable_decision()));
  kInstrumentLookups.Add(txn, SubsidiesKey(row.loan()), row.name());
  return Insert(txn, kLoanSubsidies, std::move(row));
}

absl::StatusOr<v1::RiskCompensation> CreateRiskCompensation(
    storage::Txn& txn, const base::Actor& actor, const v1::CreateRiskCompensationRequest& request) {
  constexpr char kPurpose[] = "风险补偿";
  v1::RiskCompensation row = request.risk_compensation();
  row.set_name(absl::StrCat("riskCompensations/", request.risk_compensation_id()));
  ZGC_ASSIGN_OR_RETURN(const auto existing, kRiskCompensations.Get(txn, {row.name()}));
  if (existing.has_value()) return Exists(row.name());
  Checks checks;
  checks.Id(request.risk_compensation_id(), "risk_compensation_id");
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

absl::StatusOr<v1::LoanSubsidy> GetLoanSubsidy(const storage::Reader& reader,
                                               const v1::GetLoanSubsidyRequest& request) {
  return GetRow(reader, kLoanSubsidies, request.name());
}

absl::StatusOr<std::string> ListLoanSubsidies(const storage::Reader& reader,
                                              const v1::ListLoanSubsidiesRequest& request,
                                              const storage::Page& page,
                                              v1::ListLoanSubsidiesResponse& response) {
  return ListRows(reader, kLoanSubsidies, page, response.mutable_loan_subsidies(),
                  [&](const v1::LoanSubsidy& row) {
                    return Takes(request.program(), row.decision().program()) &&
                           Takes(request.loan(), row.loan());
                  });
}

absl::StatusOr<v1::RiskCompensation> GetRiskCompensation(
    const storage::Reader& reader, const v1::GetRiskCompensationRequest& request) {
  return GetRow(reader, kRiskCompensations, request.name());
}

absl::StatusOr<std::string> ListRiskCompensations(const storage::Reader& reader,
                                                  const v1::ListRiskCompensationsRequest& request,
                                                  const storage::Page& page,
                                                  v1::ListRiskCompensationsResponse& response) {
  return ListRows(reader, kRiskCompensations, page, response.mutable_risk_compensations(),
                  [&](const v1::RiskCompensation& row) {
                    return Takes(request.program(), row.decision().program()) &&
                           Takes(request.loan(), row.loan());
                  });
}

}  // namespace zgc::funding
