#include "services/task_registry/domain/plans/plans.h"

#include "common/testing/reads.h"
#include "services/task_registry/testing/fixture.h"

namespace zgc::tasks {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::zgc::testing::FailsWith;
using ::zgc::testing::Got;
using ::zgc::testing::HasReason;
using ::zgc::testing::kInvalid;
using ::zgc::testing::kPrecondition;
using ::zgc::testing::Listed;
using namespace ::zgc::common::v1;  // NOLINT: the reasons

using PlansTest = TaskRegistryFixture;

TEST_F(PlansTest, EveryViolationOfAPlanIsListed) {
  EXPECT_THAT(Do(CreatePlan,
                 "plan_id: 'p' plan { year: 19 from_date: '2019-12-31' to_date: '2019-01-01' }"),
              FailsWith(kInvalid, AllOf(HasSubstr("plan.title"), HasSubstr("plan.year"),
                                        HasSubstr("plan.issuer"),
                                        HasSubstr("2019-01-01 is before 2019-12-31"))));
}

TEST_F(PlansTest, APlanSaysHowOftenProgressIsReportedAndByWhichDay) {
  EXPECT_THAT(Do(UpdatePlan, "plan { name: 'plans/2019' progress_due_day: 5 }"),
              FailsWith(kInvalid, HasSubstr("plan.progress_due_day: is there only with a cycle")));
  EXPECT_THAT(Do(UpdatePlan,
                 "plan { name: 'plans/2019' progress_cycle: PROGRESS_CYCLE_MONTH "
                 "progress_due_day: 31 }"),
              FailsWith(kInvalid, HasSubstr("must be from 1 to 28")));
  ZGC_EXPECT_OK(Do(UpdatePlan,
                   "plan { name: 'plans/2019' progress_cycle: PROGRESS_CYCLE_MONTH "
                   "progress_due_day: 5 }"));
}

TEST_F(PlansTest, APlanIsReadByItsNameAndListedByItsYear) {
  const auto found = Got(store_->Read(), GetPlan, "name: 'plans/2019'");
  ZGC_ASSERT_OK(found);
  EXPECT_EQ(found->to_date(), "2019-12-31");
  EXPECT_THAT(Got(store_->Read(), GetPlan, "name: 'plans/2018'"),
              HasReason(ERROR_REASON_RESOURCE_NOT_FOUND));
  EXPECT_THAT(Listed(store_->Read(), ListPlans, "year: 2019"), ElementsAre("plans/2019"));
  EXPECT_THAT(Listed(store_->Read(), ListPlans, "year: 2018"), IsEmpty());
}

TEST_F(PlansTest, APlanIsApprovedByAnotherWithADocumentAndNoLongerUpdated) {
  ZGC_ASSERT_OK(Do(UpdatePlan, "plan { name: 'plans/2019' title: '新' }"));
  EXPECT_FALSE(PlanKind().Confirmed(Find(kPlans, "plans/2019")));
  for (const char* person : {"first", "third"}) {
    ZGC_ASSERT_OK(Do(UpdatePlan, "plan { name: 'plans/2019' title: '改' }", person));
  }
  ZGC_ASSERT_OK(Do(SubmitPlan, "name: 'plans/2019'", "second"));
  for (const char* person : {"clerk", "first", "second", "third"}) {
    EXPECT_THAT(Do(ApprovePlan, "name: 'plans/2019' document: 'd'", person),
                HasReason(ERROR_REASON_SEPARATION_OF_DUTIES));
  }
  EXPECT_THAT(Do(ReturnPlan, "name: 'plans/2019'", "checker"),
              FailsWith(kInvalid, HasSubstr("reason")));
  ZGC_ASSERT_OK(Do(ReturnPlan, "name: 'plans/2019' reason: 'r'", "checker"));
  ZGC_ASSERT_OK(Do(SubmitPlan, "name: 'plans/2019'"));
  EXPECT_THAT(Do(ApprovePlan, "name: 'plans/2019'", "checker"),
              FailsWith(kInvalid, HasSubstr("document")));
  const auto plan = Do(ApprovePlan, "name: 'plans/2019' document: '批复'", "checker");
  ZGC_ASSERT_OK(plan);
  EXPECT_EQ(plan->state(), v1::PLAN_STATE_APPROVED);
  EXPECT_THAT(plan->steps().rbegin()->evidence(), ElementsAre("批复"));
  EXPECT_TRUE(PlanKind().Confirmed(*plan));
  EXPECT_THAT(Do(UpdatePlan, "plan { name: 'plans/2019' title: '新' }"),
              HasReason(ERROR_REASON_ILLEGAL_TRANSITION));
}

TEST_F(PlansTest, APlanIsClosedOnceNoTaskThatIsInItIsOpen) {
  ApproveYear();
  ZGC_ASSERT_OK(Do(CreatePlan,
                   "plan_id: 'key' plan { title: '重点任务' year: 2019 issuer: "
                   "'organisations/issuer' from_date: '2019-01-01' to_date: '2019-12-31' }"));
  AddActive("1");
  AddActive("2", "plan: 'plans/key' also_in { plan: 'plans/2019' number: '折子-7' }");
  ZGC_ASSERT_OK(AddTask("3", "plan: 'plans/key'"));
  std::vector<std::string> found;
  ZGC_ASSERT_OK(ForEachTaskIn(store_->Read(), "plans/2019",
                              [&](const v1::Task& task) { found.push_back(task.name()); }));
  EXPECT_THAT(found, ElementsAre("tasks/1", "tasks/2"));
  EXPECT_THAT(
      Do(ClosePlan, "name: 'plans/2019'", "checker"),
      FailsWith(kPrecondition, AllOf(HasSubstr("its task tasks/1 is TASK_STATE_ACTIVE"),
                                     HasSubstr("its task tasks/2 is"), Not(HasSubstr("tasks/3")))));
  for (const char* id : {"1", "2"}) {
    ZGC_ASSERT_OK(Complete(id));
    ZGC_ASSERT_OK(Do(AcceptCompletion, Named(id), "checker"));
  }
  ZGC_ASSERT_OK(Do(ClosePlan, "name: 'plans/2019'", "checker"));
  EXPECT_THAT(AddTask("4"), FailsWith(kPrecondition, HasSubstr("plans/2019 is PLAN_STATE_CLOSED")));
  EXPECT_THAT(Do(ReopenTask, Named("1", "reason: 'r'")),
              FailsWith(kPrecondition, HasSubstr("its plan plans/2019 is PLAN_STATE_CLOSED")));
}

TEST_F(PlansTest, AYearIsFrom1900To2999) {
  const auto add = [&](int year) {
    return Do(CreatePlan,
              absl::StrCat("plan_id: 'p", year, "' plan { title: 't' issuer: 'organisations/a' ",
                           "from_date: '2019-01-01' to_date: '2019-01-01' year: ", year, " }"));
  };
  EXPECT_THAT(add(1899), FailsWith(kInvalid, HasSubstr("plan.year")));
  EXPECT_THAT(add(3000), FailsWith(kInvalid, HasSubstr("plan.year")));
  ZGC_EXPECT_OK(add(1900));
  ZGC_EXPECT_OK(add(2999));
  EXPECT_THAT(add(2999), HasReason(ERROR_REASON_RESOURCE_EXISTS));
}

}  // namespace
}  // namespace zgc::tasks
