#include "services/task_registry/domain/milestones/milestones.h"

#include "common/testing/reads.h"
#include "services/task_registry/domain/tasks/suspensions.h"
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
using ::zgc::testing::kPrecondition;
using ::zgc::testing::Listed;
using namespace ::zgc::common::v1;  // NOLINT: the reasons

class MilestonesTest : public TaskRegistryFixture {
 protected:
  absl::StatusOr<v1::Milestone> Plan(const std::string& id, const std::string& due,
                                     const std::string& more = "") {
    return Do(CreateMilestone,
              absl::StrCat("milestone_id: '", id, "' milestone { task: 'tasks/1' title: 'm' ",
                           "due_date: '", due, "' ", more, " }"));
  }
};

TEST_F(MilestonesTest, AMilestoneIsDueWithinItsTask) {
  AddActive("1");
  EXPECT_THAT(Plan("m", "2020-01-01"),
              FailsWith(kInvalid, HasSubstr("is after the deadline of tasks/1")));
  const auto milestone = Plan("m", "2019-12-31");
  ZGC_ASSERT_OK(milestone);
  EXPECT_EQ(milestone->state(), v1::MILESTONE_STATE_PLANNED);
  ZGC_ASSERT_OK(Do(CancelTask, Named("1", "reason: 'x' document: 'd'"), "checker"));
  EXPECT_THAT(Plan("m2", "2019-12-31"), HasReason(ERROR_REASON_ILLEGAL_TRANSITION));
}

TEST_F(MilestonesTest, AMilestoneIsReportedThenAcceptedByAnother) {
  AddActive("1");
  ZGC_ASSERT_OK(Plan("m", "2019-06-30"));
  const auto report = [&] {
    return Do(ReportMilestone,
              "name: 'milestones/m' reached_date: '2019-06-15' evidence: '验收单'");
  };
  const auto accept = [&](const std::string& day, const std::string& person) {
    return Do(AcceptMilestone, "name: 'milestones/m' decided_date: '" + day + "'", person);
  };
  EXPECT_THAT(accept("2019-07-01", "checker"),
              FailsWith(kPrecondition, HasSubstr("open: ReportMilestone")));
  EXPECT_THAT(Do(ReportMilestone, "name: 'milestones/m'"),
              FailsWith(kInvalid, AllOf(HasSubstr("reached_date"), HasSubstr("evidence"))));
  ZGC_ASSERT_OK(report());
  EXPECT_THAT(report(), FailsWith(kPrecondition, HasSubstr("AcceptMilestone, RejectMilestone")));
  EXPECT_THAT(accept("2019-07-01", "clerk"), HasReason(ERROR_REASON_SEPARATION_OF_DUTIES));
  EXPECT_THAT(accept("2019-06-14", "checker"), FailsWith(kInvalid, HasSubstr("2019-06-15")));
  const auto accepted = accept("2019-07-01", "checker");
  ZGC_ASSERT_OK(accepted);
  EXPECT_EQ(accepted->state(), v1::MILESTONE_STATE_ACCEPTED);
  EXPECT_EQ(accepted->steps().rbegin()->actor(), "checker");
  EXPECT_THAT(report(),
              FailsWith(kPrecondition, HasSubstr(" is MILESTONE_STATE_ACCEPTED, which is final")));
}

TEST_F(MilestonesTest, AMilestoneThatWasRefusedIsReportedAgain) {
  AddActive("1");
  ZGC_ASSERT_OK(Plan("m", "2019-06-30"));
  const std::string report = "name: 'milestones/m' reached_date: '2019-06-15' evidence: 'e'";
  ZGC_ASSERT_OK(Do(ReportMilestone, report));
  const std::string reject = "name: 'milestones/m' decided_date: '2019-06-20' ";
  EXPECT_THAT(Do(RejectMilestone, reject, "checker"), FailsWith(kInvalid, HasSubstr("reason")));
  const auto rejected = Do(RejectMilestone, reject + "reason: '缺少发票'", "checker");
  ZGC_ASSERT_OK(rejected);
  EXPECT_EQ(rejected->steps().rbegin()->note(), "缺少发票");
  const auto again = Do(ReportMilestone, report);
  ZGC_ASSERT_OK(again);
  EXPECT_EQ(again->state(), v1::MILESTONE_STATE_REPORTED);
  EXPECT_EQ(again->decided_date(), "");
  ASSERT_EQ(again->steps_size(), 4) << "the refusal stays on record";
  EXPECT_EQ(again->steps(2).note(), "缺少发票");
  EXPECT_EQ(again->steps(2).date(), "2019-06-20");
}

TEST_F(MilestonesTest, ATaskIsCompletedOnceItsMandatoryMilestonesAreAccepted) {
  AddActive("1");
  ZGC_ASSERT_OK(Plan("m", "2019-06-30", "mandatory: true"));
  ZGC_ASSERT_OK(Plan("n", "2019-06-30"));
  EXPECT_TRUE(MilestoneKind().Confirmed(Find(kMilestones, "milestones/m")));
  EXPECT_FALSE(MilestoneKind().Confirmed(Find(kMilestones, "milestones/n")));
  EXPECT_THAT(Complete("1"),
              FailsWith(kPrecondition,
                        AllOf(HasSubstr("its milestone milestones/m is MILESTONE_STATE_PLANNED"),
                              ::testing::Not(HasSubstr("milestones/n")))));
  ZGC_ASSERT_OK(
      Do(ReportMilestone, "name: 'milestones/m' reached_date: '2019-12-21' evidence: 'e'"));
  EXPECT_THAT(Complete("1"), HasReason(ERROR_REASON_ILLEGAL_TRANSITION));
  ZGC_ASSERT_OK(Do(AcceptMilestone, "name: 'milestones/m' decided_date: '2019-12-22'", "checker"));
  EXPECT_THAT(Complete("1", "", "2019-12-20"),
              FailsWith(kInvalid, HasSubstr("2019-12-20 is before milestones/m was complete")));
  ZGC_EXPECT_OK(Complete("1", "", "2019-12-21"));
}

TEST_F(MilestonesTest, MilestonesAreListedByTaskAndStateAndReadByName) {
  AddActive("1");
  ZGC_ASSERT_OK(Plan("m1", "2019-06-30"));
  ZGC_ASSERT_OK(Plan("m2", "2019-09-30"));
  ZGC_ASSERT_OK(
      Do(ReportMilestone, "name: 'milestones/m2' reached_date: '2019-06-15' evidence: 'e'"));
  EXPECT_THAT(Listed(store_->Read(), ListMilestones, "task: 'tasks/1'"), SizeIs(2));
  EXPECT_THAT(Listed(store_->Read(), ListMilestones, "task: 'tasks/2'"), IsEmpty());
  EXPECT_THAT(Listed(store_->Read(), ListMilestones, "state: MILESTONE_STATE_PLANNED"),
              ElementsAre("milestones/m1"));
  const auto found = Got(store_->Read(), GetMilestone, "name: 'milestones/m2'");
  ZGC_ASSERT_OK(found);
  EXPECT_EQ(found->reached_date(), "2019-06-15");
  EXPECT_THAT(Got(store_->Read(), GetMilestone, "name: 'milestones/m3'"),
              HasReason(ERROR_REASON_RESOURCE_NOT_FOUND));
}

}  // namespace
}  // namespace zgc::tasks
