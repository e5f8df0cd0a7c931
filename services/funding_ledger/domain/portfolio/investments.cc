#include "services/funding_ledger/domain/portfolio/investments.h"

#include "absl/strings/match.h"
#include "common/decimal/decimal.h"
#include "common/query/list.h"
#include "common/resource/checks.h"
#include "common/resource/rows.h"
#include "services/funding_ledger/domain/accounts/field_checks.h"
#include "services/funding_ledger/domain/accounts/fiscal_days.h"
#include "services/funding_ledger/domain/guard/lookups.h"
#include "services/funding_ledger/store/schema.h"
#include "zgc/common/v1/amount.pb.h"
#include "zgc/funding/v1/investment_service.pb.h"
#include "zgc/funding/v1/investments.pb.h"
#include "zgc/funding/v1/loan_service.pb.h"
#include "zgc/funding/v1/loans.pb.h"

// Sub-funds and loans: what the fund brings about without paying for it itself.
namespace zgc::funding {
namespace {

void CheckYear(const std::string& year, const std::string& day, const std::string& row,
               Checks& checks) {
  checks.Expect(IsYear(year), absl::StrCat(row, ".year"), "must be a year, four digits");
  if (IsYear(year)) CheckDayInYear(day, year, absl::StrCat(row, ".date"), checks);
}

void CheckRate(const std::string& percent, Checks& checks) {
  if (percent.empty()) return;
  const auto rate = figures::Decimal::Parse(percent);
  checks.Expect(rate.ok() && !rate->IsNegative(), "loan_batch.weighted_rate_percent",
                absl::StrCat("\"", percent, "\" is no plain decimal from zero on"));
}

// What was committed to it fits, and what the fund itself pays is of its program.
absl::Status CheckCommitments(const storage::Reader& reader, const v1::SubFund& before,
                              const v1::SubFund& row, Checks& checks) {
  ZGC_ASSIGN_OR_RETURN(const auto names, Found(reader, {InstrumentBy::kCommitments, row.name()}));
  int64_t committed = 0;
  for (const std::string& name : names) {
    ZGC_ASSIGN_OR_RETURN(const v1::FundCommitment one, GetRow(reader, kFundCommitments, name));
    committed += one.committed_fen();
    checks.Expect(one.award().empty() || row.fund() == before.fund(), "sub_fund.fund",
                  absl::StrCat(name, " is paid by ", one.award()));
  }
  checks.Expect(row.size_state() != common::v1::AMOUNT_STATE_KNOWN || committed <= row.size_fen(),
                "sub_fund.size_fen", absl::StrCat(committed, " fen are committed to it"));
  return absl::OkStatus();
}

absl::Status CheckSubFund(const storage::Reader& reader, const v1::SubFund* before,
                          v1::SubFund& row, Checks& checks) {
  if (row.item_count() == 0) row.set_item_count(1);
  CheckCount(row.item_count(), 1, "sub_fund.item_count", checks);
  CheckStatedAmount(row.size_fen(), row.size_state(), "sub_fund.size_fen", checks);
  CheckYear(row.year(), row.date(), "sub_fund", checks);
  return before == nullptr ? absl::OkStatus() : CheckCommitments(reader, *before, row, checks);
}

// The loans that are recorded of it are of its program and year, and fit into it.
absl::Status CheckLoans(const storage::Reader& reader, const v1::LoanBatch& row, Checks& checks) {
  ZGC_ASSIGN_OR_RETURN(const auto names, Found(reader, {InstrumentBy::kBatch, row.name()}));
  int64_t lent = 0;
  for (const std::string& name : names) {
    ZGC_ASSIGN_OR_RETURN(const v1::Loan loan, GetRow(reader, kLoans, name));
    lent += loan.principal_fen();
    checks.Expect(loan.program() == row.program(), "loan_batch.program",
                  absl::StrCat(name, " is of ", loan.program()));
    checks.Expect(absl::StartsWith(loan.start_date(), row.year() + "-"), "loan_batch.year",
                  absl::StrCat(name, " starts on ", loan.start_date()));
  }
  checks.Expect(static_cast<int64_t>(names.size()) <= row.loan_times(), "loan_batch.loan_times",
                absl::StrCat(names.size(), " loans of it are recorded"));
  checks.Expect(row.amount_state() != common::v1::AMOUNT_STATE_KNOWN || lent <= row.amount_fen(),
                "loan_batch.amount_fen", absl::StrCat("its loans are of ", lent, " fen"));
  return absl::OkStatus();
}

absl::Status CheckLoanBatch(const storage::Reader& reader, const v1::LoanBatch* before,
                            v1::LoanBatch& row, Checks& checks) {
  CheckYear(row.year(), row.date(), "loan_batch", checks);
  CheckCount(row.loan_times(), 1, "loan_batch.loan_times", checks);
  CheckRate(row.weighted_rate_percent(), checks);
  CheckStatedAmount(row.amount_fen(), row.amount_state(), "loan_batch.amount_fen", checks);
  return before == nullptr ? absl::OkStatus() : CheckLoans(reader, row, checks);
}

}  // namespace

const records::KindOf<v1::SubFund>& SubFundKind() {
  static const auto* const kind = new records::KindOf<v1::SubFund>(
      kSubFunds, {.created_by = "/zgc.funding.v1.InvestmentService/CreateSubFund",
                  .field = "sub_fund",
                  .check = &CheckSubFund,
                  .rested_on = true});
  return *kind;
}

const records::KindOf<v1::LoanBatch>& LoanBatchKind() {
  static const auto* const kind = new records::KindOf<v1::LoanBatch>(
      kLoanBatches, {.created_by = "/zgc.funding.v1.LoanService/CreateLoanBatch",
                     .field = "loan_batch",
                     .check = &CheckLoanBatch,
                     .rested_on = true});
  return *kind;
}

absl::StatusOr<v1::SubFund> CreateSubFund(storage::Txn& txn, const base::Actor&,
                                          const v1::CreateSubFundRequest& request) {
  v1::SubFund row = request.sub_fund();
  row.set_name(absl::StrCat("subFunds/", request.sub_fund_id()));
  Checks checks(txn, request);
  ZGC_RETURN_IF_ERROR(SubFundKind().Hold(txn, nullptr, row, checks));
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  return SubFundKind().Create(txn, std::move(row));
}

absl::StatusOr<v1::SubFund> GetSubFund(const storage::Reader& reader,
                                       const v1::GetSubFundRequest& request) {
  ZGC_RETURN_IF_ERROR(Checks(reader, request).ToStatus());
  return GetRow(reader, kSubFunds, request.name());
}

absl::StatusOr<std::string> ListSubFunds(const storage::Reader& reader,
                                         const v1::ListSubFundsRequest& request,
                                         const storage::Page& page,
                                         v1::ListSubFundsResponse& response) {
  return query::List(reader, kSubFunds.column(), request, page, response);
}

absl::StatusOr<v1::LoanBatch> CreateLoanBatch(storage::Txn& txn, const base::Actor&,
                                              const v1::CreateLoanBatchRequest& request) {
  v1::LoanBatch row = request.loan_batch();
  row.set_name(absl::StrCat("loanBatches/", request.loan_batch_id()));
  Checks checks(txn, request);
  ZGC_RETURN_IF_ERROR(LoanBatchKind().Hold(txn, nullptr, row, checks));
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  return LoanBatchKind().Create(txn, std::move(row));
}

absl::StatusOr<v1::LoanBatch> GetLoanBatch(const storage::Reader& reader,
                                           const v1::GetLoanBatchRequest& request) {
  ZGC_RETURN_IF_ERROR(Checks(reader, request).ToStatus());
  return GetRow(reader, kLoanBatches, request.name());
}

absl::StatusOr<std::string> ListLoanBatches(const storage::Reader& reader,
                                            const v1::ListLoanBatchesRequest& request,
                                            const storage::Page& page,
                                            v1::ListLoanBatchesResponse& response) {
  return query::List(reader, kLoanBatches.column(), request, page, response);
}

}  // namespace zgc::funding
