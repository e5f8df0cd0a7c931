#include "services/funding_ledger/domain/portfolio/investments.h"

#include "common/decimal/decimal.h"
#include "common/query/list.h"
#include "common/resource/checks.h"
#include "common/resource/rows.h"
#include "services/funding_ledger/domain/accounts/field_checks.h"
#include "services/funding_ledger/domain/accounts/fiscal_days.h"
#include "services/funding_ledger/store/schema.h"
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

}  // namespace

absl::StatusOr<v1::SubFund> CreateSubFund(storage::Txn& txn, const base::Actor&,
                                          const v1::CreateSubFundRequest& request) {
  v1::SubFund row = request.sub_fund();
  row.set_name(absl::StrCat("subFunds/", request.sub_fund_id()));
  if (row.item_count() == 0) row.set_item_count(1);
  Checks checks(txn, request);
  CheckCount(row.item_count(), 1, "sub_fund.item_count", checks);
  CheckStatedAmount(row.size_fen(), row.size_state(), "sub_fund.size_fen", checks);
  CheckYear(row.year(), row.date(), "sub_fund", checks);
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  return Insert(txn, kSubFunds, std::move(row));
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
  CheckYear(row.year(), row.date(), "loan_batch", checks);
  CheckCount(row.loan_times(), 1, "loan_batch.loan_times", checks);
  CheckRate(row.weighted_rate_percent(), checks);
  CheckStatedAmount(row.amount_fen(), row.amount_state(), "loan_batch.amount_fen", checks);
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  return Insert(txn, kLoanBatches, std::move(row));
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
