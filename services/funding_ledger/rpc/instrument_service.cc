#include "services/funding_ledger/rpc/instrument_service.h"

#include "common/rpc/calls.h"
#include "services/funding_ledger/domain/guard.h"
#include "services/funding_ledger/domain/loans.h"
#include "services/funding_ledger/domain/rule_versions.h"
#include "services/funding_ledger/domain/ventures.h"
#include "zgc/funding/v1/instruments.grpc.pb.h"

namespace zgc::funding {
namespace {

class InstrumentServiceImpl final : public v1::InstrumentService::CallbackService {
 public:
  explicit InstrumentServiceImpl(rpc::Calls& calls) : calls_(calls) {}

  using Context = grpc::CallbackServerContext;
  using Unary = grpc::ServerUnaryReactor;
  Unary* CreateRuleVersion(Context* context, const v1::CreateRuleVersionRequest* request,
                           v1::RuleVersion* response) override {
    return calls_.Write(context, request, response, funding::CreateRuleVersion);
  }
  Unary* ApproveRuleVersion(Context* context, const v1::ApproveRuleVersionRequest* request,
                            v1::RuleVersion* response) override {
    return calls_.Write(context, request, response, funding::ApproveRuleVersion);
  }
  Unary* WithdrawRuleVersion(Context* context, const v1::WithdrawRuleVersionRequest* request,
                             v1::RuleVersion* response) override {
    return calls_.Write(context, request, response, funding::WithdrawRuleVersion);
  }
  Unary* EndRuleVersion(Context* context, const v1::EndRuleVersionRequest* request,
                        v1::RuleVersion* response) override {
    return calls_.Write(context, request, response, funding::EndRuleVersion);
  }
  Unary* GetRuleVersion(Context* context, const v1::GetRuleVersionRequest* request,
                        v1::RuleVersion* response) override {
    return calls_.Read(context, request, response, funding::GetRuleVersion);
  }
  Unary* ListRuleVersions(Context* context, const v1::ListRuleVersionsRequest* request,
                          v1::ListRuleVersionsResponse* response) override {
    return calls_.List(context, request, response, funding::ListRuleVersions);
  }
  Unary* ComputeSupport(Context* context, const v1::ComputeSupportRequest* request,
                        v1::Calculation* response) override {
    return calls_.Read(context, request, response, funding::ComputeSupport);
  }
  Unary* CreateLoan(Context* context, const v1::CreateLoanRequest* request,
                    v1::Loan* response) override {
    return calls_.Write(context, request, response, funding::CreateLoan);
  }
  Unary* GetLoan(Context* context, const v1::GetLoanRequest* request, v1::Loan* response) override {
    return calls_.Read(context, request, response, funding::GetLoan);
  }
  Unary* ListLoans(Context* context, const v1::ListLoansRequest* request,
                   v1::ListLoansResponse* response) override {
    return calls_.List(context, request, response, funding::ListLoans);
  }
  Unary* GetLoanStatistics(Context* context, const v1::GetLoanStatisticsRequest* request,
                           v1::LoanStatistics* response) override {
    return calls_.Read(context, request, response, funding::GetLoanStatistics);
  }
  Unary* CreateLoanSubsidy(Context* context, const v1::CreateLoanSubsidyRequest* request,
                           v1::LoanSubsidy* response) override {
    return calls_.Write(context, request, response, funding::CreateLoanSubsidy);
  }
  Unary* GetLoanSubsidy(Context* context, const v1::GetLoanSubsidyRequest* request,
                        v1::LoanSubsidy* response) override {
    return calls_.Read(context, request, response, funding::GetLoanSubsidy);
  }
  Unary* ListLoanSubsidies(Context* context, const v1::ListLoanSubsidiesRequest* request,
                           v1::ListLoanSubsidiesResponse* response) override {
    return calls_.List(context, request, response, funding::ListLoanSubsidies);
  }
  Unary* CreateRiskCompensation(Context* context, const v1::CreateRiskCompensationRequest* request,
                                v1::RiskCompensation* response) override {
    return calls_.Write(context, request, response, funding::CreateRiskCompensation);
  }
  Unary* GetRiskCompensation(Context* context, const v1::GetRiskCompensationRequest* request,
                             v1::RiskCompensation* response) override {
    return calls_.Read(context, request, response, funding::GetRiskCompensation);
  }
  Unary* ListRiskCompensations(Context* context, const v1::ListRiskCompensationsRequest* request,
                               v1::ListRiskCompensationsResponse* response) override {
    return calls_.List(context, request, response, funding::ListRiskCompensations);
  }
  Unary* CreateInsuranceSubsidy(Context* context, const v1::CreateInsuranceSubsidyRequest* request,
                                v1::InsuranceSubsidy* response) override {
    return calls_.Write(context, request, response, funding::CreateInsuranceSubsidy);
  }
  Unary* GetInsuranceSubsidy(Context* context, const v1::GetInsuranceSubsidyRequest* request,
                             v1::InsuranceSubsidy* response) override {
    return calls_.Read(context, request, response, funding::GetInsuranceSubsidy);
  }
  Unary* ListInsuranceSubsidies(Context* context, const v1::ListInsuranceSubsidiesRequest* request,
                                v1::ListInsuranceSubsidiesResponse* response) override {
    return calls_.List(context, request, response, funding::ListInsuranceSubsidies);
  }
  Unary* CreateRiskSubsidy(Context* context, const v1::CreateRiskSubsidyRequest* request,
                           v1::RiskSubsidy* response) override {
    return calls_.Write(context, request, response, funding::CreateRiskSubsidy);
  }
  Unary* GetRiskSubsidy(Context* context, const v1::GetRiskSubsidyRequest* request,
                        v1::RiskSubsidy* response) override {
    return calls_.Read(context, request, response, funding::GetRiskSubsidy);
  }
  Unary* ListRiskSubsidies(Context* context, const v1::ListRiskSubsidiesRequest* request,
                           v1::ListRiskSubsidiesResponse* response) override {
    return calls_.List(context, request, response, funding::ListRiskSubsidies);
  }
  Unary* CreateFundCommitment(Context* context, const v1::CreateFundCommitmentRequest* request,
                              v1::FundCommitment* response) override {
    return calls_.Write(context, request, response, funding::CreateFundCommitment);
  }
  Unary* GetFundCommitment(Context* context, const v1::GetFundCommitmentRequest* request,
                           v1::FundCommitment* response) override {
    return calls_.Read(context, request, response, funding::GetFundCommitment);
  }
  Unary* ListFundCommitments(Context* context, const v1::ListFundCommitmentsRequest* request,
                             v1::ListFundCommitmentsResponse* response) override {
    return calls_.List(context, request, response, funding::ListFundCommitments);
  }
  Unary* PayInCommitment(Context* context, const v1::PayInCommitmentRequest* request,
                         v1::FundCommitment* response) override {
    return calls_.Write(context, request, response, funding::PayInCommitment);
  }
  Unary* CreateTalentRound(Context* context, const v1::CreateTalentRoundRequest* request,
                           v1::TalentRound* response) override {
    return calls_.Write(context, request, response, funding::CreateTalentRound);
  }
  Unary* GetTalentRound(Context* context, const v1::GetTalentRoundRequest* request,
                        v1::TalentRound* response) override {
    return calls_.Read(context, request, response, funding::GetTalentRound);
  }
  Unary* ListTalentRounds(Context* context, const v1::ListTalentRoundsRequest* request,
                          v1::ListTalentRoundsResponse* response) override {
    return calls_.List(context, request, response, funding::ListTalentRounds);
  }
  Unary* CreateCoDevelopmentFund(Context* context,
                                 const v1::CreateCoDevelopmentFundRequest* request,
                                 v1::CoDevelopmentFund* response) override {
    return calls_.Write(context, request, response, funding::CreateCoDevelopmentFund);
  }
  Unary* GetCoDevelopmentFund(Context* context, const v1::GetCoDevelopmentFundRequest* request,
                              v1::CoDevelopmentFund* response) override {
    return calls_.Read(context, request, response, funding::GetCoDevelopmentFund);
  }
  Unary* ListCoDevelopmentFunds(Context* context, const v1::ListCoDevelopmentFundsRequest* request,
                                v1::ListCoDevelopmentFundsResponse* response) override {
    return calls_.List(context, request, response, funding::ListCoDevelopmentFunds);
  }
  Unary* CreateGuardRule(Context* context, const v1::CreateGuardRuleRequest* request,
                         v1::GuardRule* response) override {
    return calls_.Write(context, request, response, funding::CreateGuardRule);
  }
  Unary* GetGuardRule(Context* context, const v1::GetGuardRuleRequest* request,
                      v1::GuardRule* response) override {
    return calls_.Read(context, request, response, funding::GetGuardRule);
  }
  Unary* ListGuardRules(Context* context, const v1::ListGuardRulesRequest* request,
                        v1::ListGuardRulesResponse* response) override {
    return calls_.List(context, request, response, funding::ListGuardRules);
  }
  Unary* ApproveGuardRule(Context* context, const v1::ApproveGuardRuleRequest* request,
                          v1::GuardRule* response) override {
    return calls_.Write(context, request, response, funding::ApproveGuardRule);
  }
  Unary* EndGuardRule(Context* context, const v1::EndGuardRuleRequest* request,
                      v1::GuardRule* response) override {
    return calls_.Write(context, request, response, funding::EndGuardRule);
  }
  Unary* CheckStacking(Context* context, const v1::CheckStackingRequest* request,
                       v1::CheckStackingResponse* response) override {
    return calls_.Write(context, request, response, funding::CheckStacking);
  }
  Unary* GetStackingFlag(Context* context, const v1::GetStackingFlagRequest* request,
                         v1::StackingFlag* response) override {
    return calls_.Read(context, request, response, funding::GetStackingFlag);
  }
  Unary* ListStackingFlags(Context* context, const v1::ListStackingFlagsRequest* request,
                           v1::ListStackingFlagsResponse* response) override {
    return calls_.List(context, request, response, funding::ListStackingFlags);
  }
  Unary* ClearStackingFlag(Context* context, const v1::ClearStackingFlagRequest* request,
                           v1::StackingFlag* response) override {
    return calls_.Write(context, request, response, funding::ClearStackingFlag);
  }
  Unary* FindSupportClaims(Context* context, const v1::FindSupportClaimsRequest* request,
                           v1::FindSupportClaimsResponse* response) override {
    return calls_.Read(context, request, response, funding::FindSupportClaims);
  }

 private:
  rpc::Calls& calls_;
};

}  // namespace

std::unique_ptr<grpc::Service> MakeInstrumentService(rpc::Calls& calls) {
  return std::make_unique<InstrumentServiceImpl>(calls);
}

}  // namespace zgc::funding
