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
