#include "services/funding_ledger/rpc/instrument_service.h"

#include "common/rpc/method.h"
#include "services/funding_ledger/domain/guard.h"
#include "services/funding_ledger/domain/loans.h"
#include "services/funding_ledger/domain/rule_versions.h"
#include "services/funding_ledger/domain/ventures.h"

namespace zgc::funding {

std::unique_ptr<grpc::Service> MakeInstrumentService(rpc::Calls& calls) {
  return rpc::MakeService(calls, "zgc.funding.v1.InstrumentService",
                          {
                              rpc::Write(CreateRuleVersion),
                              rpc::Write(ApproveRuleVersion),
                              rpc::Write(WithdrawRuleVersion),
                              rpc::Write(EndRuleVersion),
                              rpc::Read(GetRuleVersion),
                              rpc::List(ListRuleVersions),
                              rpc::Read(ComputeSupport),
                              rpc::Write(CreateLoan),
                              rpc::Read(GetLoan),
                              rpc::List(ListLoans),
                              rpc::Read(GetLoanStatistics),
                              rpc::Write(CreateLoanSubsidy),
                              rpc::Read(GetLoanSubsidy),
                              rpc::List(ListLoanSubsidies),
                              rpc::Write(CreateRiskCompensation),
                              rpc::Read(GetRiskCompensation),
                              rpc::List(ListRiskCompensations),
                              rpc::Write(CreateInsuranceSubsidy),
                              rpc::Read(GetInsuranceSubsidy),
                              rpc::List(ListInsuranceSubsidies),
                              rpc::Write(CreateRiskSubsidy),
                              rpc::Read(GetRiskSubsidy),
                              rpc::List(ListRiskSubsidies),
                              rpc::Write(CreateFundCommitment),
                              rpc::Read(GetFundCommitment),
                              rpc::List(ListFundCommitments),
                              rpc::Write(PayInCommitment),
                              rpc::Write(CreateTalentRound),
                              rpc::Read(GetTalentRound),
                              rpc::List(ListTalentRounds),
                              rpc::Write(CreateCoDevelopmentFund),
                              rpc::Read(GetCoDevelopmentFund),
                              rpc::List(ListCoDevelopmentFunds),
                              rpc::Write(CreateGuardRule),
                              rpc::Read(GetGuardRule),
                              rpc::List(ListGuardRules),
                              rpc::Write(ApproveGuardRule),
                              rpc::Write(EndGuardRule),
                              rpc::Write(CheckStacking),
                              rpc::Read(GetStackingFlag),
                              rpc::List(ListStackingFlags),
                              rpc::Write(ClearStackingFlag),
                              rpc::Read(FindSupportClaims),
                          });
}

}  // namespace zgc::funding
