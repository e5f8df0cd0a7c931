#include <string>

#include "services/funding_ledger/rpc/test_services.h"
#include "zgc/funding/v1/application_service.grpc.pb.h"
#include "zgc/funding/v1/payment_service.grpc.pb.h"

namespace zgc::funding {
namespace {

using ::zgc::testing::HasReason;
using namespace ::zgc::common::v1;  // NOLINT: the reasons

// Up to the draft award "w" of unknown amount.
class ApplicationServiceTest : public FundingServicesTest {
 protected:
  void ApplyAndDecide() {
    ZGC_EXPECT_OK(Call(&v1::FiscalYearService::Stub::CreateFiscalYear, "fiscal_year_id: '2019'"));
    ZGC_EXPECT_OK(Call(&v1::BudgetService::Stub::CreateProgram,
                       "program_id: 'f' program { display_name: 'f' }"));
    ZGC_EXPECT_OK(
        Call(&v1::BudgetService::Stub::CreateAppropriation,
             "appropriation_id: 'a' appropriation { fiscal_year: 'fiscalYears/2019' program: "
             "'programs/f' amount_fen: 500 kind: APPROPRIATION_KIND_ORIGINAL document: 'd' }"));
    ZGC_EXPECT_OK(Call(&v1::ApplicationService::Stub::CreateCall,
                       "call_id: 'c' call { display_name: 'c' program: 'programs/f' fiscal_year: "
                       "'fiscalYears/2019' opens_date: '2019-01-01' closes_date: '2019-01-31' "
                       "document: 'd' }"));
    ZGC_EXPECT_OK(Call(&v1::ApplicationService::Stub::PublishCall,
                       "name: 'calls/c' date: '2019-01-01'", "publisher"));
    const std::string name = "name: 'applications/x' ";
    ZGC_EXPECT_OK(
        Call(&v1::ApplicationService::Stub::CreateApplication,
             "application_id: 'x' application { display_name: 'x' call: 'calls/c' "
             "enterprise: '//park_region/enterprises/e' document: 'd' requested_state: "
             "AMOUNT_STATE_UNKNOWN matching_state: AMOUNT_STATE_KNOWN matching_fen: 9 }"));
    ZGC_EXPECT_OK(
        Call(&v1::ApplicationService::Stub::SubmitApplication, name + "date: '2019-01-31'"));
    ZGC_EXPECT_OK(
        Call(&v1::ApplicationService::Stub::StartReview, name + "date: '2019-02-01'", "officer"));
    ZGC_EXPECT_OK(Call(&v1::ApplicationService::Stub::RecordReview,
                       name +
                           "date: '2019-02-02' reviewer_role: '专家' score_tenths: 900 document: "
                           "'d' recommendation: REVIEW_RECOMMENDATION_SUPPORT",
                       "expert"));
    ZGC_EXPECT_OK(Call(&v1::ApplicationService::Stub::ConcludeReview,
                       name + "date: '2019-02-03' recommended: true document: 'd'", "chair"));
    ZGC_EXPECT_OK(Call(&v1::ApplicationService::Stub::DecideApplication,
                       name + "date: '2019-02-04' granted: true document: 'd' award_id: 'w' "
                              "amount_state: AMOUNT_STATE_UNKNOWN",
                       "decider"));
    EXPECT_THAT(Call(&v1::ApplicationService::Stub::WithdrawApplication, name + "reason: 'r'"),
                HasReason(ERROR_REASON_ILLEGAL_TRANSITION));
  }
};

// The whole way of an award that is applied for, through every method of it.
TEST_F(ApplicationServiceTest, AnAwardIsCalledForAppliedForReviewedSignedPaidAndSettled) {
  ApplyAndDecide();
  const std::string award = "name: 'awards/w' ";
  ZGC_ASSERT_OK(
      Call(&v1::AwardService::Stub::ApproveAward, award + "date: '2019-02-05'", "checker"));
  ZGC_ASSERT_OK(Call(&v1::AwardService::Stub::StateAwardAmount,
                     award + "date: '2019-02-06' amount_fen: 100 document: 'd'", "stater"));
  ZGC_ASSERT_OK(Call(&v1::AwardService::Stub::SignAgreement,
                     award + "date: '2019-02-07' document: 'd' tranches { amount_fen: 100 "
                             "condition: TRANCHE_CONDITION_MATCHING matching_fen: 9 }",
                     "signer"));
  const std::string pay =
      "payment_id: 'p' payment { award: 'awards/w' document: 'd' amount_fen: "
      "100 tranche: 1 }";
  EXPECT_THAT(Call(&v1::PaymentService::Stub::CreatePayment, pay, "payer"),
              HasReason(ERROR_REASON_TRANCHE_WAITING));
  const auto waiting = Call(&v1::AwardService::Stub::ListWaitingTranches, "award: 'awards/w'");
  ZGC_ASSERT_OK(waiting);
  ASSERT_EQ(waiting->waiting_tranches_size(), 1);
  EXPECT_EQ(waiting->waiting_tranches(0).open_fen(), 100);
  EXPECT_GT(waiting->revision(), 0);
  for (int i = 0; i < 2; ++i) {
    ZGC_ASSERT_OK(Call(&v1::AwardService::Stub::RecordMatchingEvidence,
                       award + "date: '2019-02-08' document: 'd' amount_fen: 9", "recorder"));
  }
  ZGC_ASSERT_OK(Call(&v1::AwardService::Stub::RevokeMatchingEvidence,
                     award + "date: '2019-02-09' number: 1 reason: 'r'", "checker"));
  ZGC_ASSERT_OK(Call(&v1::PaymentService::Stub::CreatePayment, pay, "payer"));
  ZGC_ASSERT_OK(Call(&v1::PaymentService::Stub::CreateClawback,
                     "clawback_id: 'b' clawback { payment: 'payments/p' amount_fen: 50 reason: 'r' "
                     "document: 'd' }"));
  const std::string clawback = "name: 'clawbacks/b' ";
  ZGC_ASSERT_OK(Call(&v1::PaymentService::Stub::RecordRepayment,
                     clawback + "amount_fen: 20 document: 'd'", "cashier"));
  const std::string proposal = clawback + "amount_fen: 30 reason: 'r' document: 'd'";
  ZGC_ASSERT_OK(Call(&v1::PaymentService::Stub::ProposeWriteOff, proposal));
  ZGC_ASSERT_OK(
      Call(&v1::PaymentService::Stub::RejectWriteOff, clawback + "reason: 'r'", "approver"));
  ZGC_ASSERT_OK(Call(&v1::PaymentService::Stub::ProposeWriteOff, proposal, "proposer"));
  ZGC_ASSERT_OK(Call(&v1::PaymentService::Stub::ApproveWriteOff, clawback, "approver"));
  const auto settled = Call(&v1::PaymentService::Stub::ListClawbacks,
                            "state: CLAWBACK_STATE_SETTLED award: 'awards/w'");
  ZGC_ASSERT_OK(settled);
  EXPECT_EQ(settled->clawbacks_size(), 1);
  const auto granted = Call(&v1::ApplicationService::Stub::ListApplications,
                            "state: APPLICATION_STATE_DECIDED_GRANTED");
  ZGC_ASSERT_OK(granted);
  EXPECT_EQ(granted->applications_size(), 1);
  ZGC_ASSERT_OK(Call(&v1::ApplicationService::Stub::GetApplication, "name: 'applications/x'"));
  ZGC_ASSERT_OK(Call(&v1::ApplicationService::Stub::GetCall, "name: 'calls/c'"));
  ZGC_ASSERT_OK(Call(&v1::ApplicationService::Stub::WithdrawCall, "name: 'calls/c' reason: 'r'",
                     "publisher"));
  const auto calls = Call(&v1::ApplicationService::Stub::ListCalls, "state: CALL_STATE_WITHDRAWN");
  ZGC_ASSERT_OK(calls);
  EXPECT_EQ(calls->calls_size(), 1);
  const auto milestones = Call(&v1::AwardService::Stub::ListTaskMilestones, "");
  ZGC_ASSERT_OK(milestones);
  EXPECT_EQ(milestones->task_milestones_size(), 0);
  EXPECT_THAT(
      Call(&v1::AwardService::Stub::GetTaskMilestone, "name: '//task_registry/milestones/m'"),
      HasReason(ERROR_REASON_RESOURCE_NOT_FOUND));
}

}  // namespace
}  // namespace zgc::funding
