#include "services/task_registry/domain/plans/plan_beginnings.h"

#include <map>

#include "services/task_registry/domain/milestones/milestones.h"
#include "services/task_registry/domain/tasks/suspensions.h"
#include "services/task_registry/testing/targets_fixture.h"

namespace zgc::tasks {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::zgc::testing::FailsWith;
using ::zgc::testing::kInvalid;

class PlanBeginningsTest : public TargetsFixture {
 protected:
  absl::StatusOr<v1::Plan> Begin(const std::string& year = "2020") {
    return Do(BeginPlanFrom, absl::StrCat("plan_id: '", year,
                                          "' predecessor: 'plans/2019' plan { title: 't' year: ",
                                          year, " issuer: 'organisations/issuer' from_date: '",
                                          year, "-01-01' to_date: '", year, "-12-31' }"));
  }
};

TEST_F(PlanBeginningsTest, WhatIsInHandIsCarriedWithAllThatBelongsToIt) {
  ApproveYear();
  // The part comes before its whole by name.
  AddActive("2019-9", "cooperating_departments: 'organisations/b' number: '9'" +
                          Target("posts", "AT_LEAST", "100"));
  AddActive("2019-1",
            "number: '9.1' parent: 'tasks/2019-9' mandatory: true deadline: '2019-06-30'");
  ZGC_ASSERT_OK(Do(CreateDuty,
                   "duty_id: 'x' duty { task: 'tasks/2019-9' statement: 's' organisation: "
                   "'organisations/b' deadline: '2019-06-30' }"));
  ZGC_ASSERT_OK(Change("c", "DUTY_ADDED duty: 'duties/x'", "2019-9"));
  ZGC_ASSERT_OK(Do(CreateMilestone,
                   "milestone_id: 'm' milestone { task: 'tasks/2019-9' title: 'm' mandatory: true "
                   "due_date: '2019-08-01' }"));
  const auto plan = Begin();
  ZGC_ASSERT_OK(plan);
  EXPECT_EQ(plan->predecessor(), "plans/2019");
  EXPECT_EQ(plan->state(), v1::PLAN_STATE_DRAFT);
  const v1::Task whole = TaskOf("2020-9");
  EXPECT_EQ(whole.plan(), "plans/2020");
  EXPECT_EQ(whole.number(), "9");
  EXPECT_EQ(whole.state(), v1::TASK_STATE_DRAFT);
  EXPECT_EQ(whole.predecessor(), "tasks/2019-9");
  EXPECT_EQ(whole.deadline(), "2020-12-31");
  EXPECT_EQ(whole.original_deadline(), "");
  EXPECT_THAT(whole.cooperating_departments(), ElementsAre("organisations/b"));
  ASSERT_EQ(whole.targets_size(), 1);
  EXPECT_EQ(whole.targets(0).period().start_date(), "2020-01-01");
  EXPECT_EQ(whole.targets(0).period().end_date(), "2020-12-31");
  EXPECT_EQ(whole.targets(0).original_value(), "");
  const v1::Task part = TaskOf("2020-1");
  EXPECT_EQ(part.parent(), "tasks/2020-9");
  EXPECT_TRUE(part.mandatory());
  EXPECT_EQ(part.deadline(), "2020-06-30");
  const v1::Duty duty = Find(kDuties, "duties/2020-x");
  EXPECT_EQ(duty.task(), "tasks/2020-9");
  EXPECT_EQ(duty.state(), v1::DUTY_STATE_DRAFT);
  EXPECT_EQ(duty.deadline(), "2020-06-30");
  const v1::Milestone milestone = Find(kMilestones, "milestones/2020-m");
  EXPECT_EQ(milestone.due_date(), "2020-08-01");
  EXPECT_TRUE(milestone.mandatory());
  EXPECT_EQ(TaskOf("2019-9").state(), v1::TASK_STATE_ACTIVE) << "the old one is closed by hand";
}

TEST_F(PlanBeginningsTest, WhenReportsAreOwedGoesOnUnlessItIsSaidOtherwise) {
  ZGC_ASSERT_OK(Do(UpdatePlan,
                   "plan { name: 'plans/2019' progress_cycle: PROGRESS_CYCLE_QUARTER "
                   "progress_due_day: 10 }"));
  ApproveYear();
  const auto plan = Begin();
  ZGC_ASSERT_OK(plan);
  EXPECT_EQ(plan->progress_cycle(), v1::PROGRESS_CYCLE_QUARTER);
  EXPECT_EQ(plan->progress_due_day(), 10);
  const auto monthly =
      Do(BeginPlanFrom,
         "plan_id: '2021' predecessor: 'plans/2019' plan { title: 't' issuer: "
         "'organisations/issuer' from_date: '2021-01-01' to_date: '2021-12-31' year: "
         "2021 progress_cycle: PROGRESS_CYCLE_MONTH progress_due_day: 5 }");
  ZGC_ASSERT_OK(monthly);
  EXPECT_EQ(monthly->progress_cycle(), v1::PROGRESS_CYCLE_MONTH);
  EXPECT_EQ(monthly->progress_due_day(), 5);
}

TEST_F(PlanBeginningsTest,
       OfWhatIsCompleteTheMissedTargetsAreCarriedAndTheRestIsLeftWithTheReason) {
  ApproveYear();
  AddActive("1", Target("posts", "AT_LEAST", "100") + Target("lectures", "AT_MOST", "0"));
  ZGC_ASSERT_OK(Change("c", "SHORTFALL indicator: 'indicators/posts' document: '批复'"));
  AddActive("2");
  for (const char* id : {"1", "2"}) {
    ZGC_ASSERT_OK(Complete(id));
    ZGC_ASSERT_OK(Do(AcceptCompletion, Named(id), "checker"));
  }
  AddActive("3");
  ZGC_ASSERT_OK(Suspend("3"));
  AddActive("4");
  ZGC_ASSERT_OK(Do(CancelTask, Named("4", kPaper), "checker"));
  ZGC_ASSERT_OK(AddTask("5"));
  const auto plan = Begin("2021");
  ZGC_ASSERT_OK(plan);
  std::map<std::string, std::string> successors;
  for (const v1::PlanOrigin& origin : plan->origins()) {
    successors[origin.task()] = absl::StrCat(origin.successor(), ": ", origin.reason());
  }
  const std::map<std::string, std::string> wanted = {
      {"tasks/1", "tasks/2021-1: it is TASK_STATE_COMPLETED with targets that were missed"},
      {"tasks/2", ": it is TASK_STATE_COMPLETED"},
      {"tasks/3", "tasks/2021-3: it is TASK_STATE_SUSPENDED"},
      {"tasks/4", ": it is TASK_STATE_CANCELLED"},
      {"tasks/5", ": it is TASK_STATE_DRAFT"}};
  EXPECT_EQ(successors, wanted);
  const v1::Task missed = TaskOf("2021-1");
  ASSERT_EQ(missed.targets_size(), 1);
  EXPECT_EQ(missed.targets(0).indicator(), "indicators/posts");
  EXPECT_EQ(missed.targets(0).shortfall(), "");
  EXPECT_EQ(missed.deadline(), "2021-12-31");
}

TEST_F(PlanBeginningsTest, ALeapDayIsTheLastOfItsMonth) {
  ZGC_ASSERT_OK(Do(CreatePlan,
                   "plan_id: 'leap' plan { title: 't' year: 2020 issuer: 'organisations/issuer' "
                   "from_date: '2020-01-01' to_date: '2020-12-31' }"));
  ZGC_ASSERT_OK(Do(SubmitPlan, "name: 'plans/leap'"));
  ZGC_ASSERT_OK(Do(ApprovePlan, "name: 'plans/leap' document: 'd'", "checker"));
  AddActive("1", "plan: 'plans/leap' deadline: '2020-02-29'");
  ZGC_ASSERT_OK(Do(BeginPlanFrom,
                   "plan_id: 'next' predecessor: 'plans/leap' plan { title: 't' year: 2021 issuer: "
                   "'organisations/issuer' from_date: '2021-01-01' to_date: '2021-12-31' }"));
  EXPECT_EQ(TaskOf("next-1").deadline(), "2021-02-28");
}

TEST_F(PlanBeginningsTest, APlanIsBegunFromAnEarlierOneThatWasApproved) {
  EXPECT_THAT(Begin("2019"),
              FailsWith(kInvalid, AllOf(HasSubstr("plans/2019 was never approved"),
                                        HasSubstr("plan.year: is not after that of"))));
  EXPECT_THAT(Do(BeginPlanFrom, "plan_id: 'p' predecessor: 'plans/none'"),
              FailsWith(kInvalid, AllOf(HasSubstr("plans/none"), HasSubstr("plan"))));
}

}  // namespace
}  // namespace zgc::tasks
