#include "services/supervision_reporting/domain/information/work_activities.h"

#include "common/testing/reads.h"
#include "services/supervision_reporting/testing/fixture.h"
#include "services/supervision_reporting/testing/information_fixture.h"

namespace zgc::supervision {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::zgc::testing::FailsWith;
using ::zgc::testing::Got;
using ::zgc::testing::HasReason;
using ::zgc::testing::kInvalid;
using ::zgc::testing::Listed;
using namespace ::zgc::common::v1;  // NOLINT: the reasons

using WorkActivitiesTest = InformationFixture;

TEST_F(WorkActivitiesTest, WorkActivitiesNeedEvidence) {
  EXPECT_THAT(
      Do(CreateWorkActivity,
         "work_activity_id: 'w' work_activity { session_count: -1 held_date: '2019-13' }"),
      FailsWith(kInvalid,
                AllOf(HasSubstr("work_activity.title"), HasSubstr("work_activity.kind"),
                      HasSubstr("work_activity.session_count"),
                      HasSubstr("work_activity.held_date"), HasSubstr("work_activity.evidence"))));
}

TEST_F(WorkActivitiesTest, AnActivityStandsForOneSessionAndIsListedByKind) {
  const auto made = Do(CreateWorkActivity,
                       "work_activity_id: 'w' work_activity { title: 't' kind: "
                       "WORK_ACTIVITY_KIND_LAW_STUDY held_date: '2019-05' evidence: 'e' }");
  ZGC_ASSERT_OK(made);
  EXPECT_EQ(made->session_count(), 1);
  EXPECT_THAT(Listed(store_->Read(), ListWorkActivities, "kind: WORK_ACTIVITY_KIND_LAW_STUDY"),
              ElementsAre("workActivities/w"));
  EXPECT_THAT(Listed(store_->Read(), ListWorkActivities, "kind: WORK_ACTIVITY_KIND_BULLETIN"),
              IsEmpty());
  const auto found = Got(store_->Read(), GetWorkActivity, "name: 'workActivities/w'");
  ZGC_ASSERT_OK(found);
  EXPECT_EQ(found->held_date(), "2019-05");
  EXPECT_THAT(Got(store_->Read(), GetWorkActivity, "name: 'workActivities/v'"),
              HasReason(ERROR_REASON_RESOURCE_NOT_FOUND));
}

}  // namespace
}  // namespace zgc::supervision
