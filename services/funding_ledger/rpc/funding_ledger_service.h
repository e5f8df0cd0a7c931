#pragma once

#include "common/rpc/calls.h"
#include "services/funding_ledger/domain/agreements.h"
#include "services/funding_ledger/domain/applications.h"
#include "services/funding_ledger/domain/budget.h"
#include "services/funding_ledger/domain/funding_ledger.h"
#include "services/funding_ledger/domain/matching.h"
#include "services/funding_ledger/domain/milestones.h"
#include "services/funding_ledger/domain/receivables.h"
#include "zgc/funding/v1/funding.grpc.pb.h"

namespace zgc::funding {

// FundingLedgerService over the store of `calls`, which outlives it. Thread-safe.
class FundingLedgerServiceImpl final : public v1::FundingLedgerService::CallbackService {
 public:
  explicit FundingLedgerServiceImpl(rpc::Calls& calls) : calls_(calls) {}

  using Context = grpc::CallbackServerContext;
  using Unary = grpc::ServerUnaryReactor;
  Unary* CreateFiscalYear(Context* context, const v1::CreateFiscalYearRequest* request,
                          v1::FiscalYear* response) override {
    return calls_.Write(context, request, response, funding::CreateFiscalYear);
  }
  Unary* CloseFiscalYear(Context* context, const v1::CloseFiscalYearRequest* request,
                         v1::FiscalYear* response) override {
    return calls_.Write(context, request, response, funding::CloseFiscalYear);
  }
  Unary* GetFiscalYear(Context* context, const v1::GetFiscalYearRequest* request,
                       v1::FiscalYear* response) override {
    return calls_.Read(context, request, response, funding::GetFiscalYear);
  }
  Unary* ListFiscalYears(Context* context, const v1::ListFiscalYearsRequest* request,
                         v1::ListFiscalYearsResponse* response) override {
    return calls_.List(context, request, response, funding::ListFiscalYears);
  }
  Unary* CreateProgram(Context* context, const v1::CreateProgramRequest* request,
                       v1::Program* response) override {
    return calls_.Write(context, request, response, funding::CreateProgram);
  }
  Unary* GetProgram(Context* context, const v1::GetProgramRequest* request,
                    v1::Program* response) override {
    return calls_.Read(context, request, response, funding::GetProgram);
  }
  Unary* ListPrograms(Context* context, const v1::ListProgramsRequest* request,
                      v1::ListProgramsResponse* response) override {
    return calls_.List(context, request, response, funding::ListPrograms);
  }
  Unary* CreateAppropriation(Context* context, const v1::CreateAppropriationRequest* request,
                             v1::Appropriation* response) override {
    return calls_.Write(context, request, response, funding::CreateAppropriation);
  }
  Unary* GetAppropriation(Context* context, const v1::GetAppropriationRequest* request,
                          v1::Appropriation* response) override {
    return calls_.Read(context, request, response, funding::GetAppropriation);
  }
  Unary* ListAppropriations(Context* context, const v1::ListAppropriationsRequest* request,
                            v1::ListAppropriationsResponse* response) override {
    return calls_.List(context, request, response, funding::ListAppropriations);
  }
  Unary* GetLot(Context* context, const v1::GetLotRequest* request, v1::Lot* response) override {
    return calls_.Read(context, request, response, funding::GetLot);
  }
  Unary* TraceFunds(Context* context, const v1::TraceFundsRequest* request,
                    v1::FundsTrace* response) override {
    return calls_.Read(context, request, response, funding::TraceFunds);
  }
  Unary* ApproveAppropriation(Context* context, const v1::ApproveAppropriationRequest* request,
                              v1::Appropriation* response) override {
    return calls_.Write(context, request, response, funding::ApproveAppropriation);
  }
  Unary* RejectAppropriation(Context* context, const v1::RejectAppropriationRequest* request,
                             v1::Appropriation* response) override {
    return calls_.Write(context, request, response, funding::RejectAppropriation);
  }
  Unary* CreateVirement(Context* context, const v1::CreateVirementRequest* request,
                        v1::Virement* response) override {
    return calls_.Write(context, request, response, funding::CreateVirement);
  }
  Unary* GetVirement(Context* context, const v1::GetVirementRequest* request,
                     v1::Virement* response) override {
    return calls_.Read(context, request, response, funding::GetVirement);
  }
  Unary* ListVirements(Context* context, const v1::ListVirementsRequest* request,
                       v1::ListVirementsResponse* response) override {
    return calls_.List(context, request, response, funding::ListVirements);
  }
  Unary* ApproveVirement(Context* context, const v1::ApproveVirementRequest* request,
                         v1::Virement* response) override {
    return calls_.Write(context, request, response, funding::ApproveVirement);
  }
  Unary* RejectVirement(Context* context, const v1::RejectVirementRequest* request,
                        v1::Virement* response) override {
    return calls_.Write(context, request, response, funding::RejectVirement);
  }
  Unary* CreateCarryOver(Context* context, const v1::CreateCarryOverRequest* request,
                         v1::CarryOver* response) override {
    return calls_.Write(context, request, response, funding::CreateCarryOver);
  }
  Unary* GetCarryOver(Context* context, const v1::GetCarryOverRequest* request,
                      v1::CarryOver* response) override {
    return calls_.Read(context, request, response, funding::GetCarryOver);
  }
  Unary* ListCarryOvers(Context* context, const v1::ListCarryOversRequest* request,
                        v1::ListCarryOversResponse* response) override {
    return calls_.List(context, request, response, funding::ListCarryOvers);
  }
  Unary* ApproveCarryOver(Context* context, const v1::ApproveCarryOverRequest* request,
                          v1::CarryOver* response) override {
    return calls_.Write(context, request, response, funding::ApproveCarryOver);
  }
  Unary* RejectCarryOver(Context* context, const v1::RejectCarryOverRequest* request,
                         v1::CarryOver* response) override {
    return calls_.Write(context, request, response, funding::RejectCarryOver);
  }
  Unary* CreatePeriodReopening(Context* context, const v1::CreatePeriodReopeningRequest* request,
                               v1::PeriodReopening* response) override {
    return calls_.Write(context, request, response, funding::CreatePeriodReopening);
  }
  Unary* GetPeriodReopening(Context* context, const v1::GetPeriodReopeningRequest* request,
                            v1::PeriodReopening* response) override {
    return calls_.Read(context, request, response, funding::GetPeriodReopening);
  }
  Unary* ListPeriodReopenings(Context* context, const v1::ListPeriodReopeningsRequest* request,
                              v1::ListPeriodReopeningsResponse* response) override {
    return calls_.List(context, request, response, funding::ListPeriodReopenings);
  }
  Unary* ApprovePeriodReopening(Context* context, const v1::ApprovePeriodReopeningRequest* request,
                                v1::PeriodReopening* response) override {
    return calls_.Write(context, request, response, funding::ApprovePeriodReopening);
  }
  Unary* RejectPeriodReopening(Context* context, const v1::RejectPeriodReopeningRequest* request,
                               v1::PeriodReopening* response) override {
    return calls_.Write(context, request, response, funding::RejectPeriodReopening);
  }
  Unary* CreateReversal(Context* context, const v1::CreateReversalRequest* request,
                        v1::Reversal* response) override {
    return calls_.Write(context, request, response, funding::CreateReversal);
  }
  Unary* GetReversal(Context* context, const v1::GetReversalRequest* request,
                     v1::Reversal* response) override {
    return calls_.Read(context, request, response, funding::GetReversal);
  }
  Unary* ListReversals(Context* context, const v1::ListReversalsRequest* request,
                       v1::ListReversalsResponse* response) override {
    return calls_.List(context, request, response, funding::ListReversals);
  }
  Unary* ClosePeriod(Context* context, const v1::ClosePeriodRequest* request,
                     v1::FiscalYear* response) override {
    return calls_.Write(context, request, response, funding::ClosePeriod);
  }
  Unary* CreateAllotment(Context* context, const v1::CreateAllotmentRequest* request,
                         v1::Allotment* response) override {
    return calls_.Write(context, request, response, funding::CreateAllotment);
  }
  Unary* GetAllotment(Context* context, const v1::GetAllotmentRequest* request,
                      v1::Allotment* response) override {
    return calls_.Read(context, request, response, funding::GetAllotment);
  }
  Unary* ListAllotments(Context* context, const v1::ListAllotmentsRequest* request,
                        v1::ListAllotmentsResponse* response) override {
    return calls_.List(context, request, response, funding::ListAllotments);
  }
  Unary* CreateCeiling(Context* context, const v1::CreateCeilingRequest* request,
                       v1::Ceiling* response) override {
    return calls_.Write(context, request, response, funding::CreateCeiling);
  }
  Unary* GetCeiling(Context* context, const v1::GetCeilingRequest* request,
                    v1::Ceiling* response) override {
    return calls_.Read(context, request, response, funding::GetCeiling);
  }
  Unary* ListCeilings(Context* context, const v1::ListCeilingsRequest* request,
                      v1::ListCeilingsResponse* response) override {
    return calls_.List(context, request, response, funding::ListCeilings);
  }
  Unary* CreateSummaryDisbursement(Context* context,
                                   const v1::CreateSummaryDisbursementRequest* request,
                                   v1::SummaryDisbursement* response) override {
    return calls_.Write(context, request, response, funding::CreateSummaryDisbursement);
  }
  Unary* GetSummaryDisbursement(Context* context, const v1::GetSummaryDisbursementRequest* request,
                                v1::SummaryDisbursement* response) override {
    return calls_.Read(context, request, response, funding::GetSummaryDisbursement);
  }
  Unary* ListSummaryDisbursements(Context* context,
                                  const v1::ListSummaryDisbursementsRequest* request,
                                  v1::ListSummaryDisbursementsResponse* response) override {
    return calls_.List(context, request, response, funding::ListSummaryDisbursements);
  }
  Unary* CreateCall(Context* context, const v1::CreateCallRequest* request,
                    v1::Call* response) override {
    return calls_.Write(context, request, response, funding::CreateCall);
  }
  Unary* PublishCall(Context* context, const v1::PublishCallRequest* request,
                     v1::Call* response) override {
    return calls_.Write(context, request, response, funding::PublishCall);
  }
  Unary* WithdrawCall(Context* context, const v1::WithdrawCallRequest* request,
                      v1::Call* response) override {
    return calls_.Write(context, request, response, funding::WithdrawCall);
  }
  Unary* GetCall(Context* context, const v1::GetCallRequest* request, v1::Call* response) override {
    return calls_.Read(context, request, response, funding::GetCall);
  }
  Unary* ListCalls(Context* context, const v1::ListCallsRequest* request,
                   v1::ListCallsResponse* response) override {
    return calls_.List(context, request, response, funding::ListCalls);
  }
  Unary* CreateApplication(Context* context, const v1::CreateApplicationRequest* request,
                           v1::Application* response) override {
    return calls_.Write(context, request, response, funding::CreateApplication);
  }
  Unary* SubmitApplication(Context* context, const v1::SubmitApplicationRequest* request,
                           v1::Application* response) override {
    return calls_.Write(context, request, response, funding::SubmitApplication);
  }
  Unary* StartReview(Context* context, const v1::StartReviewRequest* request,
                     v1::Application* response) override {
    return calls_.Write(context, request, response, funding::StartReview);
  }
  Unary* RecordReview(Context* context, const v1::RecordReviewRequest* request,
                      v1::Application* response) override {
    return calls_.Write(context, request, response, funding::RecordReview);
  }
  Unary* ConcludeReview(Context* context, const v1::ConcludeReviewRequest* request,
                        v1::Application* response) override {
    return calls_.Write(context, request, response, funding::ConcludeReview);
  }
  Unary* DecideApplication(Context* context, const v1::DecideApplicationRequest* request,
                           v1::Application* response) override {
    return calls_.Write(context, request, response, funding::DecideApplication);
  }
  Unary* WithdrawApplication(Context* context, const v1::WithdrawApplicationRequest* request,
                             v1::Application* response) override {
    return calls_.Write(context, request, response, funding::WithdrawApplication);
  }
  Unary* GetApplication(Context* context, const v1::GetApplicationRequest* request,
                        v1::Application* response) override {
    return calls_.Read(context, request, response, funding::GetApplication);
  }
  Unary* ListApplications(Context* context, const v1::ListApplicationsRequest* request,
                          v1::ListApplicationsResponse* response) override {
    return calls_.List(context, request, response, funding::ListApplications);
  }
  Unary* CreateAward(Context* context, const v1::CreateAwardRequest* request,
                     v1::Award* response) override {
    return calls_.Write(context, request, response, funding::CreateAward);
  }
  Unary* ApproveAward(Context* context, const v1::ApproveAwardRequest* request,
                      v1::Award* response) override {
    return calls_.Write(context, request, response, funding::ApproveAward);
  }
  Unary* ReduceAward(Context* context, const v1::ReduceAwardRequest* request,
                     v1::Award* response) override {
    return calls_.Write(context, request, response, funding::ReduceAward);
  }
  Unary* StateAwardAmount(Context* context, const v1::StateAwardAmountRequest* request,
                          v1::Award* response) override {
    return calls_.Write(context, request, response, funding::StateAwardAmount);
  }
  Unary* SignAgreement(Context* context, const v1::SignAgreementRequest* request,
                       v1::Award* response) override {
    return calls_.Write(context, request, response, funding::SignAgreement);
  }
  Unary* RecordMatchingEvidence(Context* context, const v1::RecordMatchingEvidenceRequest* request,
                                v1::Award* response) override {
    return calls_.Write(context, request, response, funding::RecordMatchingEvidence);
  }
  Unary* RevokeMatchingEvidence(Context* context, const v1::RevokeMatchingEvidenceRequest* request,
                                v1::Award* response) override {
    return calls_.Write(context, request, response, funding::RevokeMatchingEvidence);
  }
  Unary* AcceptAward(Context* context, const v1::AcceptAwardRequest* request,
                     v1::Award* response) override {
    return calls_.Write(context, request, response, funding::AcceptAward);
  }
  Unary* CancelAward(Context* context, const v1::CancelAwardRequest* request,
                     v1::Award* response) override {
    return calls_.Write(context, request, response, funding::CancelAward);
  }
  Unary* GetAward(Context* context, const v1::GetAwardRequest* request,
                  v1::Award* response) override {
    return calls_.Read(context, request, response, funding::GetAward);
  }
  Unary* ListAwards(Context* context, const v1::ListAwardsRequest* request,
                    v1::ListAwardsResponse* response) override {
    return calls_.List(context, request, response, funding::ListAwards);
  }
  Unary* CreatePayment(Context* context, const v1::CreatePaymentRequest* request,
                       v1::Payment* response) override {
    return calls_.Write(context, request, response, funding::CreatePayment);
  }
  Unary* GetPayment(Context* context, const v1::GetPaymentRequest* request,
                    v1::Payment* response) override {
    return calls_.Read(context, request, response, funding::GetPayment);
  }
  Unary* ListPayments(Context* context, const v1::ListPaymentsRequest* request,
                      v1::ListPaymentsResponse* response) override {
    return calls_.List(context, request, response, funding::ListPayments);
  }
  Unary* CreateClawback(Context* context, const v1::CreateClawbackRequest* request,
                        v1::Clawback* response) override {
    return calls_.Write(context, request, response, funding::CreateClawback);
  }
  Unary* GetClawback(Context* context, const v1::GetClawbackRequest* request,
                     v1::Clawback* response) override {
    return calls_.Read(context, request, response, funding::GetClawback);
  }
  Unary* ListClawbacks(Context* context, const v1::ListClawbacksRequest* request,
                       v1::ListClawbacksResponse* response) override {
    return calls_.List(context, request, response, funding::ListClawbacks);
  }
  Unary* RecordRepayment(Context* context, const v1::RecordRepaymentRequest* request,
                         v1::Clawback* response) override {
    return calls_.Write(context, request, response, funding::RecordRepayment);
  }
  Unary* ProposeWriteOff(Context* context, const v1::ProposeWriteOffRequest* request,
                         v1::Clawback* response) override {
    return calls_.Write(context, request, response, funding::ProposeWriteOff);
  }
  Unary* ApproveWriteOff(Context* context, const v1::ApproveWriteOffRequest* request,
                         v1::Clawback* response) override {
    return calls_.Write(context, request, response, funding::ApproveWriteOff);
  }
  Unary* RejectWriteOff(Context* context, const v1::RejectWriteOffRequest* request,
                        v1::Clawback* response) override {
    return calls_.Write(context, request, response, funding::RejectWriteOff);
  }
  Unary* CarryOverClawback(Context* context, const v1::CarryOverClawbackRequest* request,
                           v1::Clawback* response) override {
    return calls_.Write(context, request, response, funding::CarryOverClawback);
  }
  Unary* GetTaskMilestone(Context* context, const v1::GetTaskMilestoneRequest* request,
                          v1::TaskMilestone* response) override {
    return calls_.Read(context, request, response, funding::GetTaskMilestone);
  }
  Unary* ListTaskMilestones(Context* context, const v1::ListTaskMilestonesRequest* request,
                            v1::ListTaskMilestonesResponse* response) override {
    return calls_.List(context, request, response, funding::ListTaskMilestones);
  }
  Unary* CreateSubFund(Context* context, const v1::CreateSubFundRequest* request,
                       v1::SubFund* response) override {
    return calls_.Write(context, request, response, funding::CreateSubFund);
  }
  Unary* GetSubFund(Context* context, const v1::GetSubFundRequest* request,
                    v1::SubFund* response) override {
    return calls_.Read(context, request, response, funding::GetSubFund);
  }
  Unary* ListSubFunds(Context* context, const v1::ListSubFundsRequest* request,
                      v1::ListSubFundsResponse* response) override {
    return calls_.List(context, request, response, funding::ListSubFunds);
  }
  Unary* CreateLoanBatch(Context* context, const v1::CreateLoanBatchRequest* request,
                         v1::LoanBatch* response) override {
    return calls_.Write(context, request, response, funding::CreateLoanBatch);
  }
  Unary* GetLoanBatch(Context* context, const v1::GetLoanBatchRequest* request,
                      v1::LoanBatch* response) override {
    return calls_.Read(context, request, response, funding::GetLoanBatch);
  }
  Unary* ListLoanBatches(Context* context, const v1::ListLoanBatchesRequest* request,
                         v1::ListLoanBatchesResponse* response) override {
    return calls_.List(context, request, response, funding::ListLoanBatches);
  }
  Unary* GetAccount(Context* context, const v1::GetAccountRequest* request,
                    v1::Account* response) override {
    return calls_.Read(context, request, response, funding::GetAccount);
  }
  Unary* ListAccounts(Context* context, const v1::ListAccountsRequest* request,
                      v1::ListAccountsResponse* response) override {
    return calls_.List(context, request, response, funding::ListAccounts);
  }
  Unary* GetTransfer(Context* context, const v1::GetTransferRequest* request,
                     v1::Transfer* response) override {
    return calls_.Read(context, request, response, funding::GetTransfer);
  }
  Unary* ListTransfers(Context* context, const v1::ListTransfersRequest* request,
                       v1::ListTransfersResponse* response) override {
    return calls_.List(context, request, response, funding::ListTransfers);
  }
  Unary* GetTrialBalance(Context* context, const v1::GetTrialBalanceRequest* request,
                         v1::TrialBalance* response) override {
    return calls_.Read(context, request, response, funding::GetTrialBalance);
  }
  Unary* GetBudgetExecution(Context* context, const v1::GetBudgetExecutionRequest* request,
                            v1::BudgetExecution* response) override {
    return calls_.Read(context, request, response, funding::GetBudgetExecution);
  }

 private:
  rpc::Calls& calls_;
};

}  // namespace zgc::funding
