#include "services/task_registry/domain/activities/activities.h"

#include "common/testing/reads.h"
#include "services/task_registry/testing/fixture.h"

namespace zgc::tasks {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using ::zgc::testing::FailsWith;
using ::zgc::testing::Got;
using ::zgc::testing::HasReason;
using ::zgc::testing::kInvalid;
using ::zgc::testing::Listed;
using namespace ::zgc::common::v1;  // NOLINT: the reasons

class ActivitiesTest : public TaskRegistryFixture {
 protected:
  absl::StatusOr<v1::Activity> AddActivity(const std::string& id, const std::string& more) {
    return Do(CreateActivity,
              absl::StrCat("activity_id: '", id, "' activity { display_name: '", id,
                           "' kind: ACTIVITY_KIND_FORUM evidence: 'e' ", more, " }"));
  }
};

TEST_F(ActivitiesTest, EveryViolationOfAnActivityIsListed) {
  EXPECT_THAT(
      Do(CreateActivity,
         "activity_id: 'x' activity { session_count: -1 participant_count: 30 "
         "organisers: 'organisations/none' parent: 'activities/none' }"),
      FailsWith(kInvalid, AllOf(HasSubstr("display_name"), HasSubstr("activity.kind"),
                                HasSubstr("from_date"), HasSubstr("session_count"),
                                HasSubstr("known or unknown"), HasSubstr("evidence"),
                                HasSubstr("organisations/none"), HasSubstr("activities/none"))));
}

TEST_F(ActivitiesTest, AnActivityEndsNotBeforeItBeginsHoweverLooselyDated) {
  EXPECT_THAT(AddActivity("x", "from_date: '2019-05-06' to_date: '2019-04'"),
              FailsWith(kInvalid, HasSubstr("2019-04 is before 2019-05-06")));
  ZGC_EXPECT_OK(AddActivity("x1", "from_date: '2019-05-06' to_date: '2019-05-31'"));
  ZGC_EXPECT_OK(AddActivity("x2", "from_date: '2019-05-06' to_date: '2019-05'"));
  ZGC_EXPECT_OK(AddActivity("x3", "from_date: '2019-05' to_date: '2019'"));
  ZGC_EXPECT_OK(AddActivity("x4", "from_date: '2019'"));
}

TEST_F(ActivitiesTest, AnActivityCountsOneSessionOfPeopleUnlessItSaysOtherwise) {
  const auto activity =
      AddActivity("x", "from_date: '2019' organisers: '//park_region/enterprises/e' parent: ''");
  ZGC_ASSERT_OK(activity);
  EXPECT_EQ(activity->session_count(), 1);
  EXPECT_EQ(activity->participant_unit(), "人");
  EXPECT_EQ(activity->participant_state(), common::v1::AMOUNT_STATE_UNSPECIFIED);
  const auto updated =
      Do(UpdateActivity, "activity { name: 'activities/x' session_count: 16 series: '政策宣讲' }");
  ZGC_ASSERT_OK(updated);
  EXPECT_EQ(updated->session_count(), 16);
  EXPECT_THAT(Do(UpdateActivity, "activity { name: 'activities/x' parent: 'activities/x' }"),
              FailsWith(kInvalid, HasSubstr("would be a part of itself")));
}

TEST_F(ActivitiesTest, ParticipantsAreStatedByCategoryWithTheirQualifier) {
  const auto held = AddActivity("x",
                                "from_date: '2019' participants { category: '供应企业' count: 300 "
                                "state: AMOUNT_STATE_KNOWN qualifier: QUALIFIER_OVER unit: '家' } "
                                "participants { category: '外宾' count: 42 state: "
                                "AMOUNT_STATE_KNOWN } participants { category: '投资人' state: "
                                "AMOUNT_STATE_UNKNOWN }");
  ZGC_ASSERT_OK(held);
  EXPECT_EQ(held->participants(0).qualifier(), figures::v1::QUALIFIER_OVER);
  EXPECT_EQ(held->participants(1).qualifier(), figures::v1::QUALIFIER_EXACT);
  EXPECT_EQ(held->participants(1).unit(), "人");
  EXPECT_EQ(held->participants(2).qualifier(), figures::v1::QUALIFIER_UNSPECIFIED);
  const auto refused = [&](const std::string& participants, const std::string& why) {
    EXPECT_THAT(AddActivity("y", "from_date: '2019' " + participants),
                FailsWith(kInvalid, HasSubstr(why)))
        << participants;
  };
  const std::string guests = "participants { category: '外宾' count: 1 state: AMOUNT_STATE_KNOWN }";
  refused(guests + guests, "activity.participants[1].category: repeats");
  refused("participants { count: 1 state: AMOUNT_STATE_KNOWN }", "participants[0].category");
  refused("participants { category: 'c' count: 1 }", "participants[0].state");
  refused("participants { category: 'c' count: 1 state: AMOUNT_STATE_UNKNOWN }",
          "participants[0].count");
  refused("participants { category: 'c' state: AMOUNT_STATE_UNKNOWN qualifier: QUALIFIER_OVER }",
          "participants[0].qualifier");
}

TEST_F(ActivitiesTest, WhoHoldsItIsLookedUpInEveryRole) {
  for (const char* role : {"organisers", "undertakers", "co_organisers", "supporters"}) {
    EXPECT_THAT(AddActivity("x", absl::StrCat("from_date: '2019' ", role, ": 'organisations/no'")),
                HasReason(ERROR_REASON_REFERENCE_NOT_FOUND))
        << role;
  }
  ZGC_EXPECT_OK(AddActivity("x",
                            "from_date: '2019' organisers: 'organisations/a' undertakers: "
                            "'organisations/b' co_organisers: '//park_region/enterprises/e' "
                            "supporters: ['organisations/a', 'organisations/issuer']"));
}

TEST_F(ActivitiesTest, ResultsHaveAnAmountOrNoneOrOneThatNobodyStated) {
  const auto held = AddActivity(
      "x",
      "from_date: '2019' results { kind: ACTIVITY_RESULT_KIND_INTENTION title: '合作意向' } "
      "results { kind: ACTIVITY_RESULT_KIND_AGREEMENT title: '协议' item_count: 18 amount_fen: "
      "251800000000 amount_state: AMOUNT_STATE_KNOWN records: '//park_region/agreements/a' } "
      "results { kind: ACTIVITY_RESULT_KIND_AGREEMENT title: '协议' amount_state: "
      "AMOUNT_STATE_UNKNOWN }");
  ZGC_ASSERT_OK(held);
  EXPECT_EQ(held->results(0).item_count(), 1);
  EXPECT_THAT(AddActivity("y",
                          "from_date: '2019' results { amount_fen: 5 records: 'agreements/a' "
                          "item_count: -1 }"),
              FailsWith(kInvalid, AllOf(HasSubstr("results[0].kind"), HasSubstr("results[0].title"),
                                        HasSubstr("results[0].amount_fen"),
                                        HasSubstr("results[0].records[0]"),
                                        HasSubstr("results[0].item_count"))));
}

TEST_F(ActivitiesTest, PostsAreListedByChannel) {
  ZGC_ASSERT_OK(AddActivity("x", "from_date: '2019' channel: '微信公众号'"));
  ZGC_ASSERT_OK(AddActivity("y", "from_date: '2019' channel: '官网'"));
  EXPECT_THAT(Listed(store_->Read(), ListActivities, "filter: 'channel = \"微信公众号\"'"),
              ElementsAre("activities/x"));
}

TEST_F(ActivitiesTest, ActivitiesAreListedByKindSeriesAndWhole) {
  ZGC_ASSERT_OK(AddActivity("x1", "from_date: '2019' series: 's'"));
  ZGC_ASSERT_OK(AddActivity("x2", "from_date: '2019' parent: 'activities/x1'"));
  EXPECT_THAT(Listed(store_->Read(), ListActivities, "parent: 'activities/x1'"),
              ElementsAre("activities/x2"));
  EXPECT_THAT(Listed(store_->Read(), ListActivities, "series: 's'"), ElementsAre("activities/x1"));
  EXPECT_THAT(Listed(store_->Read(), ListActivities, "kind: ACTIVITY_KIND_LECTURE"), IsEmpty());
  EXPECT_THAT(Listed(store_->Read(), ListActivities, "kind: ACTIVITY_KIND_FORUM"), SizeIs(2));
}

TEST_F(ActivitiesTest, AnActivityIsReadByItsName) {
  ZGC_ASSERT_OK(AddActivity("x", "from_date: '2019-05'"));
  const auto found = Got(store_->Read(), GetActivity, "name: 'activities/x'");
  ZGC_ASSERT_OK(found);
  EXPECT_EQ(found->from_date(), "2019-05");
  EXPECT_THAT(Got(store_->Read(), GetActivity, "name: 'activities/y'"),
              HasReason(ERROR_REASON_RESOURCE_NOT_FOUND));
}

}  // namespace
}  // namespace zgc::tasks
