#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "common/base/actor.h"
#include "common/storage/page.h"
#include "common/storage/txn.h"
#include "zgc/funding/v1/funding.pb.h"

// The methods of FundingLedgerService without gRPC. A request with wrong fields
// is refused with every violation; references that do not exist are
// REFERENCE_NOT_FOUND, steps that the state does not allow ILLEGAL_TRANSITION,
// the wrong person SEPARATION_OF_DUTIES, too little money INSUFFICIENT_FUNDS, a
// closed year PERIOD_CLOSED. Lists return the key of the next page. Thread-safe
// as the reader is.
namespace zgc::funding {

absl::StatusOr<v1::FiscalYear> CreateFiscalYear(storage::Txn& txn, const base::Actor& actor,
                                                const v1::CreateFiscalYearRequest& request);
absl::StatusOr<v1::FiscalYear> CloseFiscalYear(storage::Txn& txn, const base::Actor& actor,
                                               const v1::CloseFiscalYearRequest& request);
absl::StatusOr<v1::FiscalYear> GetFiscalYear(const storage::Reader& reader,
                                             const v1::GetFiscalYearRequest& request);
absl::StatusOr<std::string> ListFiscalYears(const storage::Reader& reader,
                                            const v1::ListFiscalYearsRequest& request,
                                            const storage::Page& page,
                                            v1::ListFiscalYearsResponse& response);

absl::StatusOr<v1::Program> CreateProgram(storage::Txn& txn, const base::Actor& actor,
                                          const v1::CreateProgramRequest& request);
absl::StatusOr<v1::Program> GetProgram(const storage::Reader& reader,
                                       const v1::GetProgramRequest& request);
absl::StatusOr<std::string> ListPrograms(const storage::Reader& reader,
                                         const v1::ListProgramsRequest& request,
                                         const storage::Page& page,
                                         v1::ListProgramsResponse& response);

absl::StatusOr<v1::Appropriation> CreateAppropriation(
    storage::Txn& txn, const base::Actor& actor, const v1::CreateAppropriationRequest& request);
absl::StatusOr<v1::Appropriation> GetAppropriation(const storage::Reader& reader,
                                                   const v1::GetAppropriationRequest& request);
absl::StatusOr<std::string> ListAppropriations(const storage::Reader& reader,
                                               const v1::ListAppropriationsRequest& request,
                                               const storage::Page& page,
                                               v1::ListAppropriationsResponse& response);

absl::StatusOr<v1::Allotment> CreateAllotment(storage::Txn& txn, const base::Actor& actor,
                                              const v1::CreateAllotmentRequest& request);
absl::StatusOr<v1::Allotment> GetAllotment(const storage::Reader& reader,
                                           const v1::GetAllotmentRequest& request);
absl::StatusOr<std::string> ListAllotments(const storage::Reader& reader,
                                           const v1::ListAllotmentsRequest& request,
                                           const storage::Page& page,
                                           v1::ListAllotmentsResponse& response);

absl::StatusOr<v1::Ceiling> CreateCeiling(storage::Txn& txn, const base::Actor& actor,
                                          const v1::CreateCeilingRequest& request);
absl::StatusOr<v1::Ceiling> GetCeiling(const storage::Reader& reader,
                                       const v1::GetCeilingRequest& request);
absl::StatusOr<std::string> ListCeilings(const storage::Reader& reader,
                                         const v1::ListCeilingsRequest& request,
                                         const storage::Page& page,
                                         v1::ListCeilingsResponse& response);

absl::StatusOr<v1::SummaryDisbursement> CreateSummaryDisbursement(
    storage::Txn& txn, const base::Actor& actor,
    const v1::CreateSummaryDisbursementRequest& request);
absl::StatusOr<v1::SummaryDisbursement> GetSummaryDisbursement(
    const storage::Reader& reader, const v1::GetSummaryDisbursementRequest& request);
absl::StatusOr<std::string> ListSummaryDisbursements(
    const storage::Reader& reader, const v1::ListSummaryDisbursementsRequest& request,
    const storage::Page& page, v1::ListSummaryDisbursementsResponse& response);

absl::StatusOr<v1::Award> CreateAward(storage::Txn& txn, const base::Actor& actor,
                                      const v1::CreateAwardRequest& request);
absl::StatusOr<v1::Award> ApproveAward(storage::Txn& txn, const base::Actor& actor,
                                       const v1::ApproveAwardRequest& request);
absl::StatusOr<v1::Award> StateAwardAmount(storage::Txn& txn, const base::Actor& actor,
                                           const v1::StateAwardAmountRequest& request);
absl::StatusOr<v1::Award> ReduceAward(storage::Txn& txn, const base::Actor& actor,
                                      const v1::ReduceAwardRequest& request);
absl::StatusOr<v1::Award> AcceptAward(storage::Txn& txn, const base::Actor& actor,
                                      const v1::AcceptAwardRequest& request);
absl::StatusOr<v1::Award> CancelAward(storage::Txn& txn, const base::Actor& actor,
                                      const v1::CancelAwardRequest& request);
absl::StatusOr<v1::Award> GetAward(const storage::Reader& reader,
                                   const v1::GetAwardRequest& request);
absl::StatusOr<std::string> ListAwards(const storage::Reader& reader,
                                       const v1::ListAwardsRequest& request,
                                       const storage::Page& page, v1::ListAwardsResponse& response);

absl::StatusOr<v1::Payment> CreatePayment(storage::Txn& txn, const base::Actor& actor,
                                          const v1::CreatePaymentRequest& request);
absl::StatusOr<v1::Payment> GetPayment(const storage::Reader& reader,
                                       const v1::GetPaymentRequest& request);
absl::StatusOr<std::string> ListPayments(const storage::Reader& reader,
                                         const v1::ListPaymentsRequest& request,
                                         const storage::Page& page,
                                         v1::ListPaymentsResponse& response);

absl::StatusOr<v1::Clawback> CreateClawback(storage::Txn& txn, const base::Actor& actor,
                                            const v1::CreateClawbackRequest& request);
absl::StatusOr<v1::Clawback> GetClawback(const storage::Reader& reader,
                                         const v1::GetClawbackRequest& request);
absl::StatusOr<std::string> ListClawbacks(const storage::Reader& reader,
                                          const v1::ListClawbacksRequest& request,
                                          const storage::Page& page,
                                          v1::ListClawbacksResponse& response);

absl::StatusOr<v1::SubFund> CreateSubFund(storage::Txn& txn, const base::Actor& actor,
                                          const v1::CreateSubFundRequest& request);
absl::StatusOr<v1::SubFund> GetSubFund(const storage::Reader& reader,
                                       const v1::GetSubFundRequest& request);
absl::StatusOr<std::string> ListSubFunds(const storage::Reader& reader,
                                         const v1::ListSubFundsRequest& request,
                                         const storage::Page& page,
                                         v1::ListSubFundsResponse& response);

absl::StatusOr<v1::LoanBatch> CreateLoanBatch(storage::Txn& txn, const base::Actor& actor,
                                              const v1::CreateLoanBatchRequest& request);
absl::StatusOr<v1::LoanBatch> GetLoanBatch(const storage::Reader& reader,
                                           const v1::GetLoanBatchRequest& request);
absl::StatusOr<std::string> ListLoanBatches(const storage::Reader& reader,
                                            const v1::ListLoanBatchesRequest& request,
                                            const storage::Page& page,
                                            v1::ListLoanBatchesResponse& response);

absl::StatusOr<v1::Account> GetAccount(const storage::Reader& reader,
                                       const v1::GetAccountRequest& request);
absl::StatusOr<std::string> ListAccounts(const storage::Reader& reader,
                                         const v1::ListAccountsRequest& request,
                                         const storage::Page& page,
                                         v1::ListAccountsResponse& response);
absl::StatusOr<v1::Transfer> GetTransfer(const storage::Reader& reader,
                                         const v1::GetTransferRequest& request);
absl::StatusOr<std::string> ListTransfers(const storage::Reader& reader,
                                          const v1::ListTransfersRequest& request,
                                          const storage::Page& page,
                                          v1::ListTransfersResponse& response);
absl::StatusOr<v1::TrialBalance> GetTrialBalance(const storage::Reader& reader,
                                                 const v1::GetTrialBalanceRequest& request);
absl::StatusOr<v1::BudgetExecution> GetBudgetExecution(
    const storage::Reader& reader, const v1::GetBudgetExecutionRequest& request);

}  // namespace zgc::funding
