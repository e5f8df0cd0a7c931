#include "services/funding_ledger/rpc/funding_ledger_service.h"

#include "common/rpc/method.h"
#include "services/funding_ledger/domain/agreements.h"
#include "services/funding_ledger/domain/applications.h"
#include "services/funding_ledger/domain/budget.h"
#include "services/funding_ledger/domain/funding_ledger.h"
#include "services/funding_ledger/domain/matching.h"
#include "services/funding_ledger/domain/milestones.h"
#include "services/funding_ledger/domain/receivables.h"
#include "services/funding_ledger/domain/waits.h"

namespace zgc::funding {

std::unique_ptr<grpc::Service> MakeFundingLedgerService(rpc::Calls& calls,
                                                        resource::SourceWatch& sources) {
  return rpc::MakeService(
      calls, "zgc.funding.v1.FundingLedgerService",
      {
          rpc::Write(CreateFiscalYear),
          rpc::Write(CloseFiscalYear),
          rpc::Read(GetFiscalYear),
          rpc::List(ListFiscalYears),
          rpc::Write(CreateProgram),
          rpc::Read(GetProgram),
          rpc::List(ListPrograms),
          rpc::Write(CreateAppropriation),
          rpc::Read(GetAppropriation),
          rpc::List(ListAppropriations),
          rpc::Read(GetLot),
          rpc::Read(TraceFunds),
          rpc::Write(ApproveAppropriation),
          rpc::Write(RejectAppropriation),
          rpc::Write(CreateVirement),
          rpc::Read(GetVirement),
          rpc::List(ListVirements),
          rpc::Write(ApproveVirement),
          rpc::Write(RejectVirement),
          rpc::Write(CreateCarryOver),
          rpc::Read(GetCarryOver),
          rpc::List(ListCarryOvers),
          rpc::Write(ApproveCarryOver),
          rpc::Write(RejectCarryOver),
          rpc::Write(CreatePeriodReopening),
          rpc::Read(GetPeriodReopening),
          rpc::List(ListPeriodReopenings),
          rpc::Write(ApprovePeriodReopening),
          rpc::Write(RejectPeriodReopening),
          rpc::Write(CreateReversal),
          rpc::Read(GetReversal),
          rpc::List(ListReversals),
          rpc::Write(ClosePeriod),
          rpc::Write(CreateAllotment),
          rpc::Read(GetAllotment),
          rpc::List(ListAllotments),
          rpc::Write(CreateCeiling),
          rpc::Read(GetCeiling),
          rpc::List(ListCeilings),
          rpc::Write(CreateCeilingAmendment),
          rpc::Read(GetCeilingAmendment),
          rpc::List(ListCeilingAmendments),
          rpc::Write(ApproveCeilingAmendment),
          rpc::Write(RejectCeilingAmendment),
          rpc::Write(CreateSummaryDisbursement),
          rpc::Read(GetSummaryDisbursement),
          rpc::List(ListSummaryDisbursements),
          rpc::Write(CreateCall),
          rpc::Write(PublishCall),
          rpc::Write(WithdrawCall),
          rpc::Read(GetCall),
          rpc::List(ListCalls),
          rpc::Write(CreateApplication),
          rpc::Write(SubmitApplication),
          rpc::Write(StartReview),
          rpc::Write(RecordReview),
          rpc::Write(ConcludeReview),
          rpc::Write(DecideApplication),
          rpc::Write(WithdrawApplication),
          rpc::Read(GetApplication),
          rpc::List(ListApplications),
          rpc::Write(CreateAward),
          rpc::Write(ApproveAward),
          rpc::Write(ReduceAward),
          rpc::Write(StateAwardAmount),
          rpc::Write(SignAgreement),
          rpc::Write(RecordMatchingEvidence),
          rpc::Write(RevokeMatchingEvidence),
          rpc::Write(AcceptAward),
          rpc::Write(CancelAward),
          rpc::Read(GetAward),
          rpc::List(ListAwards),
          rpc::Write(
              [&sources](storage::Txn& txn, const base::Actor& actor,
                         const v1::CreatePaymentRequest& request) -> absl::StatusOr<v1::Payment> {
                ZGC_ASSIGN_OR_RETURN(v1::Payment payment, CreatePayment(txn, actor, request));
                ZGC_RETURN_IF_ERROR(
                    RequireCurrentMilestone(txn, payment, sources, request.max_source_age()));
                return payment;
              }),
          rpc::Read(GetPayment),
          rpc::List(ListPayments),
          rpc::Write(CreateClawback),
          rpc::Read(GetClawback),
          rpc::List(ListClawbacks),
          rpc::Write(RecordRepayment),
          rpc::Write(ProposeWriteOff),
          rpc::Write(ApproveWriteOff),
          rpc::Write(RejectWriteOff),
          rpc::Write(CarryOverClawback),
          rpc::Read(GetTaskMilestone),
          rpc::List(ListTaskMilestones),
          rpc::List(ListWaitingTranches),
          rpc::Write(CreateSubFund),
          rpc::Read(GetSubFund),
          rpc::List(ListSubFunds),
          rpc::Write(CreateLoanBatch),
          rpc::Read(GetLoanBatch),
          rpc::List(ListLoanBatches),
          rpc::Read(GetAccount),
          rpc::List(ListAccounts),
          rpc::Read(GetTransfer),
          rpc::List(ListTransfers),
          rpc::Read(GetTrialBalance),
          rpc::Read(GetBudgetExecution),
      });
}

}  // namespace zgc::funding
