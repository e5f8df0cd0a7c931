#include "services/funding_ledger/domain/awards/award_steps.h"

#include "services/funding_ledger/domain/awards/awards.h"
#include "services/funding_ledger/testing/fixture/fixture.h"
#include "services/funding_ledger/testing/fixture/refusal.h"

namespace zgc::funding {
namespace {

using ::testing::HasSubstr;
using ::zgc::testing::HasReason;
using namespace ::zgc::common::v1;  // NOLINT: the reasons

using AwardStepsTest = FundingFixture;

TEST_F(AwardStepsTest, AnotherPersonApprovesAndTheAmountIsReserved) {
  ZGC_ASSERT_OK(Draft("a", "ic", Known(300)));
  EXPECT_THAT(Approve("a", "maker"), HasReason(ERROR_REASON_SEPARATION_OF_DUTIES));
  EXPECT_EQ(BalanceOf("committed-ic"), 0);
  const auto award = Approve("a");
  ZGC_ASSERT_OK(award);
  EXPECT_EQ(award->checker(), "checker");
  EXPECT_EQ(award->reserved_from(), "accounts/2019-available-fund");
  EXPECT_EQ(BalanceOf("committed-ic"), 300);
  EXPECT_EQ(BalanceOf("available-fund"), 700);
  EXPECT_THAT(Approve("a"), HasReason(ERROR_REASON_ILLEGAL_TRANSITION));
}

TEST_F(AwardStepsTest, AnUnknownAmountReservesNothingAndCannotBePaid) {
  const auto award = Grant("u", "ic", Unknown() + "recipient_count: 49");
  ZGC_ASSERT_OK(award);
  EXPECT_EQ(award->state(), v1::AWARD_STATE_APPROVED);
  EXPECT_EQ(award->reserved_from(), "");
  EXPECT_EQ(BalanceOf("available-fund"), 1000);
  EXPECT_THAT(Pay("p", "u", 1), HasReason(ERROR_REASON_ILLEGAL_TRANSITION));
  EXPECT_THAT(std::string(Pay("p", "u", 1).status().message()),
              HasSubstr("amount is unknown; open: StateAwardAmount, SignAgreement, AcceptAward, "
                        "CloseFiscalYear, CancelAward"));
  EXPECT_THAT(Do(ReduceAward, "name: 'awards/u' amount_fen: 1 reason: 'r'"),
              HasReason(ERROR_REASON_ILLEGAL_TRANSITION));
  const auto accepted = Do(AcceptAward, "name: 'awards/u' document: 'd'", "checker");
  ZGC_ASSERT_OK(accepted);
  EXPECT_EQ(accepted->state(), v1::AWARD_STATE_ACCEPTED);
}

TEST_F(AwardStepsTest, ACancelledAwardGivesBackWhatItReserved) {
  ZGC_ASSERT_OK(Grant("a", "ic", Known(300)));
  EXPECT_THAT(Do(CancelAward, "name: 'awards/a'"), HasReason(ERROR_REASON_INVALID_FIELD));
  EXPECT_THAT(Do(CancelAward, "name: 'awards/a' reason: 'r'", "maker"),
              HasReason(ERROR_REASON_SEPARATION_OF_DUTIES));
  ZGC_ASSERT_OK(Do(CancelAward, "name: 'awards/a' reason: '企业放弃'"));
  EXPECT_EQ(BalanceOf("committed-ic"), 0);
  EXPECT_EQ(BalanceOf("available-fund"), 1000);
  EXPECT_THAT(Do(CancelAward, "name: 'awards/a' reason: 'r'"),
              HasReason(ERROR_REASON_ILLEGAL_TRANSITION));
  ZGC_ASSERT_OK(Draft("draft", "ic", Known(1)));
  ZGC_EXPECT_OK(Do(CancelAward, "name: 'awards/draft' reason: 'r'", "maker"));
  EXPECT_EQ(BalanceOf("available-fund"), 1000);
}

TEST_F(AwardStepsTest, AReleaseGoesBackToWhereTheReservationCameFrom) {
  ZGC_ASSERT_OK(Grant("a", "ic", Known(300)));
  ZGC_ASSERT_OK(Allot("later", "ic", 100));
  ZGC_ASSERT_OK(Do(CancelAward, "name: 'awards/a' reason: 'r'"));
  EXPECT_EQ(BalanceOf("available-ic"), 100);
  EXPECT_EQ(BalanceOf("available-fund"), 900);
}

TEST_F(AwardStepsTest, AReductionStaysAboveWhatWasPaid) {
  ZGC_ASSERT_OK(Grant("a", "ic", Known(300)));
  ZGC_ASSERT_OK(Pay("p", "a", 100));
  const auto reduce = [&](int64_t fen, const char* person) {
    return Do(ReduceAward, absl::StrCat("name: 'awards/a' reason: 'r' amount_fen: ", fen), person);
  };
  EXPECT_THAT(reduce(99, "checker"), HasReason(ERROR_REASON_INVALID_FIELD));
  EXPECT_THAT(reduce(300, "checker"), HasReason(ERROR_REASON_INVALID_FIELD));
  EXPECT_THAT(reduce(200, "maker"), HasReason(ERROR_REASON_SEPARATION_OF_DUTIES));
  ZGC_ASSERT_OK(reduce(200, "checker"));
  EXPECT_EQ(BalanceOf("committed-ic"), 100);
  EXPECT_EQ(BalanceOf("available-fund"), 800);
  const auto done = reduce(100, "checker");
  ZGC_ASSERT_OK(done);
  EXPECT_EQ(done->state(), v1::AWARD_STATE_PAID);
  EXPECT_EQ(BalanceOf("committed-ic"), 0);
  EXPECT_EQ(BalanceOf("available-fund"), 900);
}

TEST_F(AwardStepsTest, WhatWasPaidInFullIsAccepted) {
  ZGC_ASSERT_OK(Grant("a", "ic", Known(10)));
  EXPECT_THAT(Do(AcceptAward, "name: 'awards/a' document: 'd'", "checker"),
              HasReason(ERROR_REASON_ILLEGAL_TRANSITION));
  ZGC_ASSERT_OK(Pay("p", "a", 10));
  EXPECT_THAT(Do(AcceptAward, "name: 'awards/a'", "checker"),
              HasReason(ERROR_REASON_INVALID_FIELD));
  EXPECT_THAT(Do(AcceptAward, "name: 'awards/a' document: 'd'", "maker"),
              HasReason(ERROR_REASON_SEPARATION_OF_DUTIES));
  EXPECT_THAT(Do(AcceptAward, "name: 'awards/a' document: 'd' etag: 'old'", "checker"),
              HasReason(ERROR_REASON_ETAG_MISMATCH));
  const auto accepted = Do(AcceptAward, "name: 'awards/a' document: '验收意见'", "checker");
  ZGC_ASSERT_OK(accepted);
  EXPECT_EQ(accepted->acceptance_document(), "验收意见");
  EXPECT_THAT(Do(CancelAward, "name: 'awards/a' reason: 'r'"),
              HasReason(ERROR_REASON_ILLEGAL_TRANSITION));
}

TEST_F(AwardStepsTest, ApprovalAndAcceptanceKeepTheirTimes) {
  const auto drafted = Draft("a", "ic", Known(1));
  EXPECT_FALSE(drafted->has_approve_time());
  const auto approved = Approve("a");
  EXPECT_GE(approved->approve_time().seconds(), drafted->create_time().seconds());
  ZGC_ASSERT_OK(Pay("p", "a", 1));
  const auto accepted = Do(AcceptAward, "name: 'awards/a' document: 'd'", "checker");
  ZGC_ASSERT_OK(accepted);
  EXPECT_GE(accepted->accept_time().seconds(), approved->approve_time().seconds());
  EXPECT_EQ(accepted->approve_time().seconds(), approved->approve_time().seconds());
}

TEST_F(AwardStepsTest, AStepMayLeaveAnAwardWhereItStands) {
  ZGC_ASSERT_OK(Grant("a", "ic", Known(5)));
  const auto reduced = Do(ReduceAward, "name: 'awards/a' amount_fen: 4 reason: 'why'", "clerk");
  ZGC_ASSERT_OK(reduced);
  const common::v1::Step& step = *reduced->steps().rbegin();
  EXPECT_EQ(step.method(), "ReduceAward");
  EXPECT_EQ(step.from_state(), "AWARD_STATE_APPROVED");
  EXPECT_EQ(step.to_state(), "AWARD_STATE_APPROVED");
}

TEST_F(AwardStepsTest, AnUnknownAmountIsStatedOnceAndReserved) {
  ZGC_ASSERT_OK(Grant("u", "ic", Unknown()));
  const std::string state = "name: 'awards/u' amount_fen: 400 document: 'd' reason: 'r'";
  const auto stated = Do(StateAwardAmount, state, "checker");
  ZGC_ASSERT_OK(stated);
  EXPECT_EQ(stated->amount_fen(), 400);
  EXPECT_EQ(BalanceOf("committed-ic"), 400);
  EXPECT_THAT(Do(StateAwardAmount, state, "checker"), HasReason(ERROR_REASON_ILLEGAL_TRANSITION));
}

}  // namespace
}  // namespace zgc::funding
