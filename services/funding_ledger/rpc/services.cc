#include "services/funding_ledger/rpc/services.h"

#include <vector>

#include "common/records/evidence.h"
#include "common/records/record_service.h"
#include "common/rpc/call/method.h"
#include "services/funding_ledger/domain/accounts/accounts.h"
#include "services/funding_ledger/domain/accounts/lot_stages.h"
#include "services/funding_ledger/domain/accounts/tracing.h"
#include "services/funding_ledger/domain/awards/agreements.h"
#include "services/funding_ledger/domain/awards/applications.h"
#include "services/funding_ledger/domain/awards/award_steps.h"
#include "services/funding_ledger/domain/awards/awards.h"
#include "services/funding_ledger/domain/awards/calls.h"
#include "services/funding_ledger/domain/awards/matching.h"
#include "services/funding_ledger/domain/awards/milestones.h"
#include "services/funding_ledger/domain/awards/reviews.h"
#include "services/funding_ledger/domain/awards/summaries.h"
#include "services/funding_ledger/domain/awards/waits.h"
#include "services/funding_ledger/domain/budget/allotments.h"
#include "services/funding_ledger/domain/budget/appropriations.h"
#include "services/funding_ledger/domain/budget/ceiling_amendments.h"
#include "services/funding_ledger/domain/budget/ceilings.h"
#include "services/funding_ledger/domain/budget/programs.h"
#include "services/funding_ledger/domain/budget/virements.h"
#include "services/funding_ledger/domain/guard/claims.h"
#include "services/funding_ledger/domain/guard/guard.h"
#include "services/funding_ledger/domain/guard/guard_rules.h"
#include "services/funding_ledger/domain/guard/stacking_flags.h"
#include "services/funding_ledger/domain/instruments/co_development_funds.h"
#include "services/funding_ledger/domain/instruments/instrument_table.h"
#include "services/funding_ledger/domain/instruments/insurance_subsidies.h"
#include "services/funding_ledger/domain/instruments/loan_subsidies.h"
#include "services/funding_ledger/domain/instruments/risk_compensations.h"
#include "services/funding_ledger/domain/instruments/risk_subsidies.h"
#include "services/funding_ledger/domain/instruments/rule_versions.h"
#include "services/funding_ledger/domain/instruments/talent_rounds.h"
#include "services/funding_ledger/domain/kinds.h"
#include "services/funding_ledger/domain/payments/clawbacks.h"
#include "services/funding_ledger/domain/payments/payments.h"
#include "services/funding_ledger/domain/payments/receivables.h"
#include "services/funding_ledger/domain/portfolio/fund_commitments.h"
#include "services/funding_ledger/domain/portfolio/investments.h"
#include "services/funding_ledger/domain/portfolio/loan_pool.h"
#include "services/funding_ledger/domain/portfolio/loans.h"
#include "services/funding_ledger/domain/years/carry_overs.h"
#include "services/funding_ledger/domain/years/fiscal_years.h"
#include "services/funding_ledger/domain/years/periods.h"
#include "services/funding_ledger/domain/years/reversals.h"
#include "services/funding_ledger/reports/reports.h"
#include "services/funding_ledger/rpc/journal_service.h"
#include "zgc/funding/v1/payment_service.pb.h"
#include "zgc/funding/v1/payments.pb.h"

namespace zgc::funding {
namespace {

std::vector<rpc::Method> FiscalYearMethods() {
  return {rpc::Write(CreateFiscalYear),
          rpc::Read(GetFiscalYear),
          rpc::List(ListFiscalYears),
          rpc::Write(CloseFiscalYear),
          rpc::Write(ClosePeriod),
          rpc::Write(CreatePeriodReopening),
          rpc::Read(GetPeriodReopening),
          rpc::List(ListPeriodReopenings),
          rpc::Write(ApprovePeriodReopening),
          rpc::Write(RejectPeriodReopening),
          rpc::Write(CreateCarryOver),
          rpc::Read(GetCarryOver),
          rpc::List(ListCarryOvers),
          rpc::Write(ApproveCarryOver),
          rpc::Write(RejectCarryOver)};
}

std::vector<rpc::Method> BudgetMethods() {
  return {rpc::Write(CreateProgram),
          rpc::Read(GetProgram),
          rpc::List(ListPrograms),
          rpc::Write(CreateAppropriation),
          rpc::Read(GetAppropriation),
          rpc::List(ListAppropriations),
          rpc::Write(ApproveAppropriation),
          rpc::Write(RejectAppropriation),
          rpc::Write(CreateAllotment),
          rpc::Read(GetAllotment),
          rpc::List(ListAllotments),
          rpc::Write(CreateCeiling),
          rpc::Read(GetCeiling),
          rpc::List(ListCeilings),
          rpc::Read(GetLot),
          rpc::Read(TraceFunds)};
}

std::vector<rpc::Method> AdjustmentMethods() {
  return {rpc::Write(CreateVirement),
          rpc::Read(GetVirement),
          rpc::List(ListVirements),
          rpc::Write(ApproveVirement),
          rpc::Write(RejectVirement),
          rpc::Write(CreateCeilingAmendment),
          rpc::Read(GetCeilingAmendment),
          rpc::List(ListCeilingAmendments),
          rpc::Write(ApproveCeilingAmendment),
          rpc::Write(RejectCeilingAmendment),
          rpc::Write(CreateReversal),
          rpc::Read(GetReversal),
          rpc::List(ListReversals)};
}

std::vector<rpc::Method> AccountMethods() {
  return {rpc::Read(GetAccount), rpc::List(ListAccounts), rpc::Read(GetTransfer),
          rpc::List(ListTransfers)};
}

std::vector<rpc::Method> ApplicationMethods() {
  return {rpc::Write(CreateCall),        rpc::Read(GetCall),
          rpc::List(ListCalls),          rpc::Write(PublishCall),
          rpc::Write(WithdrawCall),      rpc::Write(CreateApplication),
          rpc::Read(GetApplication),     rpc::List(ListApplications),
          rpc::Write(SubmitApplication), rpc::Write(StartReview),
          rpc::Write(RecordReview),      rpc::Write(ConcludeReview),
          rpc::Write(DecideApplication), rpc::Write(WithdrawApplication)};
}

std::vector<rpc::Method> AwardMethods() {
  return {rpc::Write(CreateAward),
          rpc::Read(GetAward),
          rpc::List(ListAwards),
          rpc::Write(ApproveAward),
          rpc::Write(ReduceAward),
          rpc::Write(StateAwardAmount),
          rpc::Write(SignAgreement),
          rpc::Write(RecordMatchingEvidence),
          rpc::Write(RevokeMatchingEvidence),
          rpc::Write(AcceptAward),
          rpc::Write(CancelAward),
          rpc::Write(CreateSummaryDisbursement),
          rpc::Read(GetSummaryDisbursement),
          rpc::List(ListSummaryDisbursements),
          rpc::Read(GetTaskMilestone),
          rpc::List(ListTaskMilestones),
          rpc::List(ListWaitingTranches)};
}

std::vector<rpc::Method> PaymentMethods(resource::SourceWatch& sources) {
  return {rpc::Write(
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
          rpc::Write(CarryOverClawback)};
}

std::vector<rpc::Method> RuleMethods() {
  return {rpc::Write(CreateRuleVersion),   rpc::Write(ApproveRuleVersion),
          rpc::Write(WithdrawRuleVersion), rpc::Write(EndRuleVersion),
          rpc::Read(GetRuleVersion),       rpc::List(ListRuleVersions),
          rpc::Read(ComputeSupport)};
}

std::vector<rpc::Method> LoanMethods() {
  return {rpc::Write(CreateLoanBatch),
          rpc::Read(GetLoanBatch),
          rpc::List(ListLoanBatches),
          rpc::Write(CreateLoan),
          rpc::Read(GetLoan),
          rpc::List(ListLoans),
          rpc::Read(GetLoanStatistics),
          rpc::Write(CreateLoanSubsidy),
          rpc::Read(GetLoanSubsidy),
          rpc::List(ListLoanSubsidies),
          rpc::Write(CreateRiskCompensation),
          rpc::Read(GetRiskCompensation),
          rpc::List(ListRiskCompensations)};
}

std::vector<rpc::Method> SupportMethods() {
  return {rpc::Write(CreateInsuranceSubsidy), rpc::Read(GetInsuranceSubsidy),
          rpc::List(ListInsuranceSubsidies),  rpc::Write(CreateRiskSubsidy),
          rpc::Read(GetRiskSubsidy),          rpc::List(ListRiskSubsidies),
          rpc::Write(CreateTalentRound),      rpc::Read(GetTalentRound),
          rpc::List(ListTalentRounds)};
}

std::vector<rpc::Method> InvestmentMethods() {
  return {rpc::Write(CreateSubFund),       rpc::Read(GetSubFund),
          rpc::List(ListSubFunds),         rpc::Write(CreateFundCommitment),
          rpc::Read(GetFundCommitment),    rpc::List(ListFundCommitments),
          rpc::Write(PayInCommitment),     rpc::Write(CreateCoDevelopmentFund),
          rpc::Read(GetCoDevelopmentFund), rpc::List(ListCoDevelopmentFunds)};
}

std::vector<rpc::Method> GuardMethods() {
  return {rpc::Write(CreateGuardRule),  rpc::Read(GetGuardRule),      rpc::List(ListGuardRules),
          rpc::Write(ApproveGuardRule), rpc::Write(EndGuardRule),     rpc::Write(CheckStacking),
          rpc::Read(GetStackingFlag),   rpc::List(ListStackingFlags), rpc::Write(ClearStackingFlag),
          rpc::Read(FindSupportClaims)};
}

std::vector<rpc::Method> FundingReportMethods() {
  return {rpc::Read(GetExecutionReport), rpc::Read(GetTrialBalanceReport),
          rpc::List(GetAccountStatement), rpc::Read(GetDecisionToCashReport),
          rpc::Read(GetAgingReport)};
}

}  // namespace

rpc::Services MakeServices(rpc::Calls& calls, resource::SourceWatch& sources) {
  // An instrument without its row ends the process before anybody is served.
  Instruments();
  rpc::Services services;
  const auto add = [&](const char* service, const std::vector<rpc::Method>& methods) {
    services.push_back(rpc::MakeService(calls, service, methods));
  };
  add("zgc.funding.v1.FiscalYearService", FiscalYearMethods());
  add("zgc.funding.v1.BudgetService", BudgetMethods());
  add("zgc.funding.v1.AdjustmentService", AdjustmentMethods());
  add("zgc.funding.v1.AccountService", AccountMethods());
  add("zgc.funding.v1.ApplicationService", ApplicationMethods());
  add("zgc.funding.v1.AwardService", AwardMethods());
  add("zgc.funding.v1.PaymentService", PaymentMethods(sources));
  add("zgc.funding.v1.RuleService", RuleMethods());
  add("zgc.funding.v1.LoanService", LoanMethods());
  add("zgc.funding.v1.SupportService", SupportMethods());
  add("zgc.funding.v1.InvestmentService", InvestmentMethods());
  add("zgc.funding.v1.GuardService", GuardMethods());
  add("zgc.funding.v1.FundingReportService", FundingReportMethods());
  services.push_back(MakeJournalService(calls));
  services.push_back(records::MakeRecordService(calls, FundingKinds()));
  services.push_back(records::MakeEvidenceService(calls));
  return services;
}

}  // namespace zgc::funding
