#include "services/funding_ledger/rpc/funding_ledger_service.h"

#include "common/rpc/calls.h"
#include "services/funding_ledger/domain/agreements.h"
#include "services/funding_ledger/domain/applications.h"
#include "services/funding_ledger/domain/budget.h"
#include "services/funding_ledger/domain/funding_ledger.h"
#include "services/funding_ledger/domain/matching.h"
#include "services/funding_ledger/domain/milestones.h"
#include "services/funding_ledger/domain/receivables.h"
#include "services/funding_ledger/domain/waits.h"
#include "services/funding_ledger/rpc/budget_handlers.h"
#include "zgc/funding/v1/funding.grpc.pb.h"

namespace zgc::funding {
namespace {

class FundingLedgerServiceImpl final : public BudgetHandlers {
 public:
  FundingLedgerServiceImpl(rpc::Calls& calls, resource::SourceWatch& sources)
      : BudgetHandlers(calls), sources_(sources) {}

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
    return calls_.Write(
        context, request, response,
        [this](auto& txn, const auto& actor, const auto& asked) -> absl::StatusOr<v1::Payment> {
          ZGC_ASSIGN_OR_RETURN(v1::Payment payment, funding::CreatePayment(txn, actor, asked));
          ZGC_RETURN_IF_ERROR(
              RequireCurrentMilestone(txn, payment, sources_, asked.max_source_age()));
          return payment;
        });
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
  Unary* ListWaitingTranches(Context* context, const v1::ListWaitingTranchesRequest* request,
                             v1::ListWaitingTranchesResponse* response) override {
    return calls_.List(context, request, response, funding::ListWaitingTranches);
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
  resource::SourceWatch& sources_;
};

}  // namespace

std::unique_ptr<grpc::Service> MakeFundingLedgerService(rpc::Calls& calls,
                                                        resource::SourceWatch& sources) {
  return std::make_unique<FundingLedgerServiceImpl>(calls, sources);
}

}  // namespace zgc::funding
