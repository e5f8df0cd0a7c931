#include "services/funding_ledger/domain/awards/awards.h"

#include "common/testing/reads.h"
#include "services/funding_ledger/testing/fixture/fixture.h"
#include "services/funding_ledger/testing/fixture/refusal.h"

namespace zgc::funding {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::zgc::testing::FailsWith;
using ::zgc::testing::Got;
using ::zgc::testing::HasReason;
using ::zgc::testing::kInvalid;
using ::zgc::testing::Listed;
using namespace ::zgc::common::v1;  // NOLINT: the reasons

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

TEST_F(AwardsTest, WithoutAnAppropriationThereIsNothingToAward) {
  ZGC_ASSERT_OK(AddProgram("empty", ""));
  EXPECT_EQ(Refusal(Grant("a", "empty", Known(1)).status()),
            "accounts/2019-available-empty of programs/empty: 0 left, 1 asked for");
}

TEST_F(AwardsTest, ADepartmentIsAnOrganisationOfTheTaskRegistry) {
  EXPECT_THAT(AddProgram("d", "fund", "department: 'organisations/a'"),
              HasReason(ERROR_REASON_INVALID_FIELD));
  ZGC_EXPECT_OK(AddProgram("d", "fund", "department: '//task_registry/organisations/a'"));
}

TEST_F(AwardsTest, AwardsAreListedByProgramYearAndState) {
  ZGC_ASSERT_OK(Draft("a", "ic", Known(5)));
  ZGC_ASSERT_OK(Grant("b", "ic", Known(6)));
  EXPECT_THAT(
      Listed(store_->Read(), ListAwards, "program: 'programs/ic' state: AWARD_STATE_APPROVED"),
      ElementsAre("awards/b"));
  EXPECT_THAT(Listed(store_->Read(), ListAwards, "fiscal_year: 'fiscalYears/2020'"), IsEmpty());
  const auto found = Got(store_->Read(), GetAward, "name: 'awards/b'");
  ZGC_ASSERT_OK(found);
  EXPECT_EQ(found->amount_fen(), 6);
  EXPECT_THAT(Got(store_->Read(), GetAward, "name: 'awards/c'"),
              HasReason(ERROR_REASON_RESOURCE_NOT_FOUND));
}

TEST_F(AwardsTest, AnAwardIsCreatedOnce) {
  const std::string fields =
      "award_id: 'a' award { display_name: 'a' program: 'programs/ic' fiscal_year: "
      "'fiscalYears/2019' document: 'd' recipient_count: 1 " +
      Known(5) + "}";
  ZGC_ASSERT_OK(Do(CreateAward, fields));
  EXPECT_THAT(Do(CreateAward, fields), HasReason(ERROR_REASON_RESOURCE_EXISTS));
}

}  // namespace
}  // namespace zgc::funding
