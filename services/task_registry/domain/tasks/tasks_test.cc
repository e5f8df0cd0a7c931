#include "services/task_registry/domain/tasks/tasks.h"

#include "common/base/time/dates.h"
#include "common/testing/reads.h"
#include "services/task_registry/domain/tasks/task_rules.h"
#include "services/task_registry/testing/fixture.h"

namespace zgc::tasks {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::zgc::testing::FailsWith;
using ::zgc::testing::Got;
using ::zgc::testing::HasReason;
using ::zgc::testing::kInvalid;
using namespace ::zgc::common::v1;  // NOLINT: the reasons

class TasksTest : public TaskRegistryFixture {
 protected:
  int Listed(const std::string& fields) {
    v1::ListTasksRequest request;
    EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(fields, &request));
    v1::ListTasksResponse response;
    ZGC_EXPECT_OK(ListTasks(store_->Read(), request, {}, response));
    return response.tasks_size();
  }
};

TEST_F(TasksTest, EveryViolationOfATaskIsListed) {
  const auto task = Do(CreateTask, R"pb(
    task_id: "No Such Id"
    task {
      plan: "plans/none"
      cooperating_departments: "organisations/b"
      cooperating_departments: "organisations/b"
      deadline: "2019-02-30"
      targets { indicator: "indicators/none" value: "many" }
      not_applicable_reason: "x"
    })pb");
  EXPECT_THAT(
      task, FailsWith(kInvalid,
                      AllOf(HasSubstr("task_id"), HasSubstr("plans/none"), HasSubstr("task.number"),
                            HasSubstr("task.title"), HasSubstr("task.statement"),
                            HasSubstr("task.lead_department"), HasSubstr("repeats an earlier one"),
                            HasSubstr("2019-02-30"), HasSubstr("indicators/none"),
                            HasSubstr("period"), HasSubstr("comparison"))));
  EXPECT_THAT(task, FailsWith(kInvalid, AllOf(HasSubstr("\"many\" is no plain decimal"),
                                              HasSubstr("does not apply"))));
  EXPECT_THAT(task, HasReason(ERROR_REASON_INVALID_FIELD));
}

TEST_F(TasksTest, ATaskHasOneLeadWhichDoesNotAlsoCooperate) {
  EXPECT_THAT(AddTask("1", "cooperating_departments: 'organisations/a'"),
              FailsWith(kInvalid, HasSubstr("organisations/a leads the task")));
  ZGC_EXPECT_OK(AddTask("1",
                        "cooperating_departments: 'organisations/b' "
                        "cooperating_departments: 'organisations/issuer'"));
  EXPECT_THAT(AddTask("2", "lead_department: 'organisations/none'"),
              HasReason(ERROR_REASON_REFERENCE_NOT_FOUND));
}

TEST_F(TasksTest, OutputsAreNotTakenFromTheRequest) {
  const auto task = AddTask("1",
                            "state: TASK_STATE_COMPLETED score: '100' late_days: 3 "
                            "original_deadline: '2018-01-01' completions {} steps {}");
  ZGC_ASSERT_OK(task);
  EXPECT_EQ(task->state(), v1::TASK_STATE_DRAFT);
  EXPECT_EQ(task->score() + task->original_deadline(), "");
  EXPECT_EQ(task->late_days() + task->completions_size(), 0);
  ASSERT_EQ(task->steps_size(), 1);
  EXPECT_EQ(task->steps(0).actor(), "clerk");
}

TEST_F(TasksTest, ANumberIsTakenOnceInAPlan) {
  ZGC_ASSERT_OK(AddTask("1", "number: '14.2'"));
  EXPECT_THAT(AddTask("2", "number: '14.2'"),
              FailsWith(kInvalid, HasSubstr("tasks/1 has this number already")));
  ZGC_ASSERT_OK(Do(CreatePlan,
                   "plan_id: '2020' plan { title: 'p' year: 2020 issuer: 'organisations/issuer' "
                   "from_date: '2020-01-01' to_date: '2020-12-31' }"));
  ZGC_EXPECT_OK(AddTask("2", "plan: 'plans/2020' number: '14.2'"));
}

TEST_F(TasksTest, TheDeadlineOfAPartIsNotAfterThatOfTheWhole) {
  ZGC_ASSERT_OK(AddTask("1", "deadline: '2019-06-30'"));
  EXPECT_THAT(AddTask("2", "parent: 'tasks/1' deadline: '2019-07-01'"),
              FailsWith(kInvalid, HasSubstr("is after the deadline of tasks/1")));
  ZGC_ASSERT_OK(AddTask("2", "parent: 'tasks/1' deadline: '2019-06-30'"));
  EXPECT_THAT(Do(UpdateTask, "task { name: 'tasks/1' deadline: '2019-06-29' }"),
              FailsWith(kInvalid, HasSubstr("is before the deadline of tasks/2")));
  ZGC_ASSERT_OK(Do(WithdrawTask, Named("2", "reason: 'x'")));
  ZGC_EXPECT_OK(Do(UpdateTask, "task { name: 'tasks/1' deadline: '2019-06-29' }"));
}

TEST_F(TasksTest, ATaskIsNeverAPartOfItself) {
  ZGC_ASSERT_OK(AddTask("1"));
  ZGC_ASSERT_OK(AddTask("2", "parent: 'tasks/1'"));
  ZGC_ASSERT_OK(AddTask("3", "parent: 'tasks/2'"));
  for (const char* id : {"1", "2", "3"}) {
    EXPECT_THAT(Do(UpdateTask, absl::StrCat("task { name: 'tasks/1' parent: 'tasks/", id, "' }")),
                FailsWith(kInvalid, HasSubstr("tasks/1 would be a part of itself")));
  }
  // A part that moves away leaves room for the other way round.
  ZGC_ASSERT_OK(Do(UpdateTask, "task { name: 'tasks/2' } update_mask { paths: 'parent' }"));
  ZGC_EXPECT_OK(Do(UpdateTask, "task { name: 'tasks/1' parent: 'tasks/3' }"));
  EXPECT_EQ(Listed("parent: 'tasks/3'"), 1);
  EXPECT_EQ(Listed("parent: 'tasks/1'"), 0);
}

TEST_F(TasksTest, APartBelongsToThePlanOfTheWholeWhichStillTakesParts) {
  ZGC_ASSERT_OK(Do(CreatePlan,
                   "plan_id: '2020' plan { title: 'p' year: 2020 issuer: 'organisations/issuer' "
                   "from_date: '2020-01-01' to_date: '2020-12-31' }"));
  AddActive("1");
  EXPECT_THAT(AddTask("2", "plan: 'plans/2020' parent: 'tasks/1'"),
              FailsWith(kInvalid, HasSubstr("tasks/1 is not of plans/2020")));
  ZGC_ASSERT_OK(Complete("1"));
  EXPECT_THAT(AddTask("2", "parent: 'tasks/1'"), HasReason(ERROR_REASON_ILLEGAL_TRANSITION));
  ZGC_ASSERT_OK(AddTask("2"));
  EXPECT_THAT(Do(UpdateTask, "task { name: 'tasks/2' parent: 'tasks/1' }"),
              HasReason(ERROR_REASON_ILLEGAL_TRANSITION));
}

TEST_F(TasksTest, ATaskHasItsNumberInEachListThatItAnswersTo) {
  for (const char* id : {"key", "mayor"}) {
    ZGC_ASSERT_OK(Do(CreatePlan, absl::StrCat("plan_id: '", id,
                                              "' plan { title: 'p' year: 2019 issuer: "
                                              "'organisations/issuer' from_date: '2019-01-01' "
                                              "to_date: '2019-12-31' }")));
  }
  const std::string list = "also_in { plan: 'plans/key' number: '7' } ";
  EXPECT_THAT(AddTask("1", list + "also_in { plan: 'plans/key' number: '8' }"),
              FailsWith(kInvalid, HasSubstr("task.also_in[1].plan: has a number of the task")));
  EXPECT_THAT(AddTask("1", "also_in { plan: 'plans/2019' number: '8' }"),
              FailsWith(kInvalid, HasSubstr("task.also_in[0].plan")));
  ZGC_ASSERT_OK(AddTask("1", list));
  EXPECT_THAT(AddTask("2", list),
              FailsWith(kInvalid, HasSubstr("task.also_in[0].number: tasks/1 has this number")));
  EXPECT_THAT(AddTask("7", "plan: 'plans/key'"),
              FailsWith(kInvalid, HasSubstr("task.number: tasks/1 has this number already")));
  EXPECT_EQ(Listed("filter: 'also_in.plan:\"plans/key\"'"), 1);
  ZGC_ASSERT_OK(
      Do(UpdateTask, "task { name: 'tasks/1' also_in { plan: 'plans/mayor' number: '7' } }"));
  ZGC_EXPECT_OK(AddTask("7", "plan: 'plans/key'")) << "its number is free again";
}

TEST_F(TasksTest, AListThatIsClosedTakesNoTask) {
  ZGC_ASSERT_OK(AddTask("before"));
  ZGC_ASSERT_OK(Do(CreatePlan,
                   "plan_id: 'key' plan { title: 'p' year: 2019 issuer: 'organisations/issuer' "
                   "from_date: '2019-01-01' to_date: '2019-12-31' }"));
  ZGC_ASSERT_OK(Do(SubmitPlan, "name: 'plans/key'"));
  ZGC_ASSERT_OK(Do(ApprovePlan, "name: 'plans/key' document: '批复'", "checker"));
  ZGC_ASSERT_OK(Do(ClosePlan, "name: 'plans/key'", "checker"));
  const std::string list = "also_in { plan: 'plans/key' number: '7' } ";
  const auto refused =
      FailsWith(kInvalid, HasSubstr("task.also_in[0].plan: plans/key is PLAN_STATE_CLOSED"));
  EXPECT_THAT(AddTask("1", list), refused);
  EXPECT_THAT(Do(UpdateTask, absl::StrCat("task { name: 'tasks/before' ", list, "}")), refused);
}

TEST_F(TasksTest, AnOverdueTaskTellsItsLatenessWhileItIsOpen) {
  AddActive("1");
  AddActive("2", "deadline: '2020-06-30'");
  ZGC_ASSERT_OK(AddTask("draft"));
  EXPECT_EQ(GotTask(Named("draft", "as_of_date: '2020-01-10'"))->overdue_days(), 0)
      << "nobody has approved it";
  const auto told = [&](const std::string& fields) { return *GotTask(Named("1", fields)); };
  EXPECT_EQ(told("as_of_date: '2019-12-31'").overdue_days(), 0);
  EXPECT_EQ(told("as_of_date: '2019-12-31'").overdue_as_of_date(), "");
  EXPECT_EQ(told("as_of_date: '2020-01-10'").overdue_days(), 10);
  EXPECT_EQ(told("as_of_date: '2020-01-10'").overdue_as_of_date(), "2020-01-10");
  const v1::Task now = told("");
  EXPECT_EQ(now.overdue_as_of_date(), base::FormatDate(base::DayOf(*store_->Read().CommitTime())));
  EXPECT_EQ(now.overdue_days(), *DaysLate("2019-12-31", now.overdue_as_of_date()));
  EXPECT_EQ(TaskOf("1").overdue_days(), 0) << "it is not kept";
  EXPECT_THAT(GotTask(Named("1", "as_of_date: 'soon'")), FailsWith(kInvalid, HasSubstr("soon")));
  v1::ListTasksRequest request;
  request.set_as_of_date("2020-01-10");
  v1::ListTasksResponse response;
  ZGC_ASSERT_OK(ListTasks(store_->Read(), request, {}, response));
  EXPECT_EQ(response.tasks(0).overdue_days(), 10);
  EXPECT_EQ(response.tasks(1).overdue_days(), 0);
  ZGC_ASSERT_OK(Complete("1", "", "2020-01-05"));
  EXPECT_EQ(told("as_of_date: '2020-01-10'").overdue_days(), 0);
  EXPECT_EQ(told("as_of_date: '2020-01-10'").late_days(), 5);
}

TEST_F(TasksTest, OnlyADraftIsUpdated) {
  ZGC_ASSERT_OK(AddTask("1"));
  const auto updated =
      Do(UpdateTask, "task { name: 'tasks/1' title: '新' lead_department: 'organisations/b' }");
  ZGC_ASSERT_OK(updated);
  EXPECT_EQ(updated->title(), "新");
  EXPECT_EQ(updated->lead_department(), "organisations/b");
  EXPECT_EQ(updated->statement(), "s");
  EXPECT_THAT(
      Do(UpdateTask, "task { name: 'tasks/1' number: '9' } update_mask { paths: 'number' }"),
      FailsWith(kInvalid, HasSubstr("cannot be changed")));
  Submit("1");
  EXPECT_THAT(Do(UpdateTask, "task { name: 'tasks/1' title: 'x' }"),
              FailsWith(absl::StatusCode::kFailedPrecondition, HasSubstr("open: ApproveTask")));
}

// What the first of them wrote is in the task that is approved, whoever wrote after.
TEST_F(TasksTest, NobodyWhoWroteOfATaskApprovesIt) {
  ZGC_ASSERT_OK(AddTask("1"));
  ZGC_ASSERT_OK(Do(UpdateTask, "task { name: 'tasks/1' title: '甲' }", "first"));
  ZGC_ASSERT_OK(Do(UpdateTask, "task { name: 'tasks/1' title: '乙' }", "second"));
  Submit("1");
  for (const char* writer : {"clerk", "first", "second"}) {
    EXPECT_THAT(Do(ApproveTask, Named("1"), writer), HasReason(ERROR_REASON_SEPARATION_OF_DUTIES));
  }
  ZGC_EXPECT_OK(Do(ApproveTask, Named("1"), "checker"));
}

TEST_F(TasksTest, TasksAreListedByPlanStateLeadAndDeadline) {
  ZGC_ASSERT_OK(AddTask("1", "deadline: '2019-06-30'"));
  AddActive("2", "deadline: '2019-06-30' lead_department: 'organisations/b'");
  AddActive("3", "deadline: '2019-07-01'");
  AddActive("4", "deadline: '2019-06-30'");
  ZGC_ASSERT_OK(Complete("4"));
  EXPECT_EQ(Listed(""), 4);
  EXPECT_EQ(Listed("plan: 'plans/none'"), 0);
  EXPECT_EQ(Listed("state: TASK_STATE_ACTIVE"), 2);
  EXPECT_EQ(Listed("lead_department: 'organisations/b'"), 1);
  // A draft is not overdue yet; what is reported complete no longer, its lateness is on record.
  EXPECT_EQ(Listed("overdue_on: '2019-07-01'"), 1);
  EXPECT_EQ(Listed("overdue_on: '2019-06-30'"), 0);
  EXPECT_EQ(Listed("filter: 'deadline < 2019-07-01 AND NOT state = TASK_STATE_DRAFT'"), 2);
  EXPECT_EQ(Listed("filter: 'deadline >= 2019-07-01' overdue_on: '2019-07-02'"), 1);
  EXPECT_EQ(Listed("filter: 'deadline < 2019-07-01' state: TASK_STATE_ACTIVE"), 1);
  v1::ListTasksRequest request;
  request.set_overdue_on("soon");
  v1::ListTasksResponse response;
  EXPECT_THAT(ListTasks(store_->Read(), request, {}, response),
              FailsWith(kInvalid, HasSubstr("soon")));
}

TEST_F(TasksTest, ApprovalIsByAnotherThanAuthorAndSubmitter) {
  ZGC_ASSERT_OK(AddTask("1"));
  ZGC_ASSERT_OK(Do(SubmitTask, Named("1"), "second"));
  EXPECT_THAT(Do(ApproveTask, Named("1"), "clerk"), HasReason(ERROR_REASON_SEPARATION_OF_DUTIES));
  EXPECT_THAT(Do(ApproveTask, Named("1"), "second"), HasReason(ERROR_REASON_SEPARATION_OF_DUTIES));
  ZGC_EXPECT_OK(Do(ApproveTask, Named("1"), "third"));
}

TEST_F(TasksTest, WithdrawingReturningAndReopeningTakeAReason) {
  ZGC_ASSERT_OK(AddTask("1"));
  const auto needs_reason = FailsWith(kInvalid, HasSubstr("reason"));
  EXPECT_THAT(Do(WithdrawTask, Named("1")), needs_reason);
  Approve("1");
  ZGC_ASSERT_OK(Complete("1"));
  EXPECT_THAT(Do(ReturnCompletion, Named("1"), "checker"), needs_reason);
  ZGC_ASSERT_OK(Do(AcceptCompletion, Named("1"), "checker"));
  EXPECT_THAT(Do(ReopenTask, Named("1")), needs_reason);
}

TEST_F(TasksTest, AnEtagThatWasNotReadIsRefused) {
  ZGC_ASSERT_OK(AddTask("1"));
  const std::string etag = TaskOf("1").etag();
  ZGC_ASSERT_OK(Do(SubmitTask, Named("1", "etag: '" + etag + "'")));
  EXPECT_THAT(Do(ApproveTask, Named("1", "etag: '" + etag + "'"), "checker"),
              HasReason(ERROR_REASON_ETAG_MISMATCH));
}

TEST_F(TasksTest, ATaskIsReadByItsName) {
  ZGC_ASSERT_OK(AddTask("1"));
  const auto found = GotTask("name: 'tasks/1'");
  ZGC_ASSERT_OK(found);
  EXPECT_EQ(found->statement(), "s");
  EXPECT_THAT(GotTask("name: 'tasks/2'"), HasReason(ERROR_REASON_RESOURCE_NOT_FOUND));
}

}  // namespace
}  // namespace zgc::tasks
