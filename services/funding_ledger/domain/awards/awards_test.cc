#include "services/funding_ledger/testing/fixture.h"
#include "services/funding_ledger/testing/refusal.h"

namespace zgc::funding {
namespace {

using ::testing::HasSubstr;
using ::zgc::testing::FailsWith;
using ::zgc::testing::HasReason;
using namespace ::zgc::common::v1;  // NOLINT: the reasons

using ::zgc::testing::kInvalid;

using AwardsTest = FundingFixture;

TEST_F(AwardsTest, AnAwardStartsAsADraftOfItsMaker) {
  const auto award = Draft("a", "ic",
                           Known(5) +
                               "enterprises: '//park_region/enterprises/x' state: "
                               "AWARD_STATE_PAID checker: 'me' paid_fen: 5");
  ZGC_ASSERT_OK(award);
  EXPECT_EQ(award->state(), v1::AWARD_STATE_DRAFT);
  EXPECT_EQ(award->maker(), "maker");
  EXPECT_EQ(award->checker(), "");
  EXPECT_EQ(award->paid_fen(), 0);
  EXPECT_EQ(award->recipient_count(), 1);
  EXPECT_EQ(BalanceOf("committed-ic"), 0);
}

TEST_F(AwardsTest, AnAwardSaysWhoOrHowManyAndNeverGuessesTheAmount) {
  const auto refused = [&](const std::string& fields, const char* words) {
    EXPECT_THAT(Draft("x", "ic", fields), FailsWith(kInvalid, HasSubstr(words))) << fields;
  };
  refused("recipient_count: 1", "known or unknown");
  refused(Known(0), "amount_fen: must be above zero");
  refused(Known(-1), "amount_fen: must be above zero");
  refused("amount_state: AMOUNT_STATE_UNKNOWN amount_fen: 1", "must be 0 where");
  refused(Unknown() + "recipient_count: 0 recipient_times: 0", "who or how many");
  refused(Unknown() + "recipient_count: 2 sub_counts { key: 'U30' value: 3 }", "U30");
  refused(Unknown() +
              "recipient_count: 1 enterprises: '//park_region/enterprises/a' "
              "enterprises: '//park_region/enterprises/b'",
          "less than the number");
  refused(Unknown() +
              "enterprises: '//park_region/enterprises/a' "
              "enterprises: '//park_region/enterprises/a'",
          "twice");
  refused(Unknown() + "enterprises: 'enterprises/a'", "is no //park_region/enterprises/");
  refused(Unknown() + "parks: '//park_region/parks/'", "award.parks");
  refused(Unknown() + "effective_date: '2018-12-31'", "is not in 2019");
  refused(Unknown() + "matching_fen: 1", "needs matching_state KNOWN");
  refused(Unknown() + "matching_state: AMOUNT_STATE_KNOWN matching_fen: 1000000000000001",
          "award.matching_fen: is more than 10 trillion yuan");
  refused(Unknown() + "recipient_times: 1000000001", "award.recipient_times: must be 0 to");
  refused(Unknown() + "rules: ''", "award.rules");
  ZGC_EXPECT_OK(Draft("x", "ic", Unknown() + "project_count: 180"));
}

TEST_F(AwardsTest, AnotherPersonApprovesAndTheAmountIsReserved) {
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

TEST_F(AwardsTest, OneFenTooMuchIsRefusedAlsoAfterARestart) {
  ZGC_ASSERT_OK(Grant("a", "ic", Known(900)));
  ZGC_ASSERT_OK(Draft("b", "young", Known(101)));
  const char* refusal = "accounts/2019-available-fund of programs/fund: 100 left, 101 asked for";
  EXPECT_EQ(Refusal(Approve("b").status()), refusal);
  Open();
  EXPECT_EQ(Refusal(Approve("b").status()), refusal);
  EXPECT_EQ(BalanceOf("available-fund"), 100);
  EXPECT_EQ(Find(kAwards, "awards/b").state(), v1::AWARD_STATE_DRAFT);
  ZGC_EXPECT_OK(Grant("c", "young", Known(100)));
}

TEST_F(AwardsTest, AProgramDrawsOnItsAllotmentOrTheNearestAbove) {
  ZGC_ASSERT_OK(Allot("t", "talent", 50));
  EXPECT_EQ(Refusal(Grant("a", "young", Known(51)).status()),
            "accounts/2019-available-talent of programs/talent: 50 left, 51 asked for");
  ZGC_EXPECT_OK(Grant("b", "young", Known(50)));
  ZGC_EXPECT_OK(Grant("c", "ic", Known(950)));
}

TEST_F(AwardsTest, WithoutAnAppropriationThereIsNothingToAward) {
  ZGC_ASSERT_OK(AddProgram("empty", ""));
  EXPECT_EQ(Refusal(Grant("a", "empty", Known(1)).status()),
            "accounts/2019-available-empty of programs/empty: 0 left, 1 asked for");
}

TEST_F(AwardsTest, AnUnknownAmountReservesNothingAndCannotBePaid) {
  const auto award = Grant("u", "ic", Unknown() + "recipient_count: 49");
  ZGC_ASSERT_OK(award);
  EXPECT_EQ(award->state(), v1::AWARD_STATE_APPROVED);
  EXPECT_EQ(award->reserved_from(), "");
  EXPECT_EQ(BalanceOf("available-fund"), 1000);
  EXPECT_THAT(Pay("p", "u", 1), HasReason(ERROR_REASON_ILLEGAL_TRANSITION));
  EXPECT_THAT(std::string(Pay("p", "u", 1).status().message()),
              HasSubstr("amount is unknown; open: AcceptAward, CancelAward"));
  EXPECT_THAT(Do(ReduceAward, "name: 'awards/u' amount_fen: 1 reason: 'r'"),
              HasReason(ERROR_REASON_ILLEGAL_TRANSITION));
  const auto accepted = Do(AcceptAward, "name: 'awards/u' document: 'd'", "checker");
  ZGC_ASSERT_OK(accepted);
  EXPECT_EQ(accepted->state(), v1::AWARD_STATE_ACCEPTED);
}

TEST_F(AwardsTest, ACancelledAwardGivesBackWhatItReserved) {
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

TEST_F(AwardsTest, AReleaseGoesBackToWhereTheReservationCameFrom) {
  ZGC_ASSERT_OK(Grant("a", "ic", Known(300)));
  ZGC_ASSERT_OK(Allot("later", "ic", 100));
  ZGC_ASSERT_OK(Do(CancelAward, "name: 'awards/a' reason: 'r'"));
  EXPECT_EQ(BalanceOf("available-ic"), 100);
  EXPECT_EQ(BalanceOf("available-fund"), 900);
}

TEST_F(AwardsTest, AReductionStaysAboveWhatWasPaid) {
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

TEST_F(AwardsTest, WhatWasPaidInFullIsAccepted) {
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

}  // namespace
}  // namespace zgc::funding
