// What a department sees and does of the tasks of all: its people state it with their calls.
#include <string>

#include "absl/strings/str_replace.h"
#include "common/testing/matchers.h"
#include "gtest/gtest.h"
#include "services/task_registry/rpc/test_departments.h"
#include "zgc/figures/v1/figure_service.grpc.pb.h"
#include "zgc/ops/v1/operations.grpc.pb.h"
#include "zgc/records/v1/evidence_service.grpc.pb.h"
#include "zgc/records/v1/record_service.grpc.pb.h"
#include "zgc/tasks/v1/activity_service.grpc.pb.h"
#include "zgc/tasks/v1/duty_service.grpc.pb.h"
#include "zgc/tasks/v1/instruction_service.grpc.pb.h"
#include "zgc/tasks/v1/milestone_service.grpc.pb.h"
#include "zgc/tasks/v1/organisation_service.grpc.pb.h"
#include "zgc/tasks/v1/plan_service.grpc.pb.h"
#include "zgc/tasks/v1/progress_service.grpc.pb.h"
#include "zgc/tasks/v1/task_service.grpc.pb.h"

namespace zgc::tasks {
namespace {

using common::v1::ERROR_REASON_OUT_OF_SCOPE;
using ::testing::HasSubstr;
using ::zgc::testing::HasReason;

TEST_F(DepartmentScopeTest, ItsListsAndTotalsAreOfItsTasks) {
  const auto tasks = Ours(&v1::TaskService::Stub::ListTasks, "order_by: 'deadline'");
  ZGC_ASSERT_OK(tasks);
  ASSERT_EQ(tasks->tasks_size(), 3);
  EXPECT_EQ(tasks->tasks(0).name(), "tasks/helped");
  EXPECT_EQ(tasks->tasks(1).name(), "tasks/ours");
  EXPECT_EQ(tasks->tasks(2).name(), "tasks/section");
  EXPECT_EQ(tasks->total_size(), 3);
  const auto milestones = Ours(&v1::MilestoneService::Stub::ListMilestones, "");
  ZGC_ASSERT_OK(milestones);
  EXPECT_EQ(milestones->milestones_size(), 3);
  EXPECT_EQ(milestones->total_size(), 3);
  EXPECT_THAT(Ours(&v1::MilestoneService::Stub::ListMilestones, "task: 'tasks/theirs'"),
              HasReason(ERROR_REASON_OUT_OF_SCOPE));
}

TEST_F(DepartmentScopeTest, PagesAreOfItsTasksAndOfNoOtherCaller) {
  const auto first = Ours(&v1::TaskService::Stub::ListTasks, "page_size: 2");
  ZGC_ASSERT_OK(first);
  ASSERT_EQ(first->tasks_size(), 2);
  const std::string next = "page_size: 2 page_token: '" + first->next_page_token() + "'";
  const auto second = Ours(&v1::TaskService::Stub::ListTasks, next);
  ZGC_ASSERT_OK(second);
  EXPECT_EQ(second->tasks_size(), 1);
  EXPECT_EQ(second->next_page_token(), "");
  EXPECT_FALSE(server_.Call(&v1::TaskService::Stub::ListTasks, next, "clerk").ok());
  const auto all = server_.Call(&v1::TaskService::Stub::ListTasks, "page_size: 2", "clerk");
  ZGC_ASSERT_OK(all);
  EXPECT_FALSE(Ours(&v1::TaskService::Stub::ListTasks,
                    "page_size: 2 page_token: '" + all->next_page_token() + "'")
                   .ok());
}

TEST_F(DepartmentScopeTest, ASearchFindsItsOwn) {
  const auto found = Ours(&records::v1::RecordService::Stub::SearchRecords,
                          "query: '数字化转型' type: 'task_registry/Task'");
  ZGC_ASSERT_OK(found);
  EXPECT_EQ(found->records_size(), 3);
  for (const auto& record : found->records()) EXPECT_NE(record.name(), "tasks/theirs");
}

TEST_F(DepartmentScopeTest, AnothersTaskIsAsOneThatIsNotThere) {
  ZGC_EXPECT_OK(Ours(&v1::TaskService::Stub::GetTask, "name: 'tasks/ours'"));
  ZGC_EXPECT_OK(Ours(&v1::TaskService::Stub::GetTask, "name: 'tasks/helped'"));
  const auto theirs = Ours(&v1::TaskService::Stub::GetTask, "name: 'tasks/theirs'").status();
  const auto none = Ours(&v1::TaskService::Stub::GetTask, "name: 'tasks/nosuch'").status();
  EXPECT_THAT(theirs, HasReason(ERROR_REASON_OUT_OF_SCOPE));
  EXPECT_THAT(none, HasReason(ERROR_REASON_OUT_OF_SCOPE));
  EXPECT_EQ(theirs.message(), absl::StrReplaceAll(none.message(), {{"nosuch", "theirs"}}));
  ZGC_EXPECT_OK(Ours(&v1::PlanService::Stub::GetPlan, "name: 'plans/p'")) << "plans are common";
}

// By a target whoever may write a task could ask for any figure.
TEST_F(DepartmentScopeTest, ItSeesHowItsTaskStandsToATargetAndNotWhatTheFigureIs) {
  Zone(&figures::v1::FigureService::Stub::CreateIndicator,
       "indicator_id: 'posts' indicator { display_name: 'p' unit: '件' measure: MEASURE_KIND_FLOW "
       "}");
  Zone(&figures::v1::FigureService::Stub::ReportObservation,
       "observation_id: 'o' observation { indicator: 'indicators/posts' period { start_date: "
       "'2019-01-01' end_date: '2019-12-31' } value: '7531' unit: '件' qualifier: QUALIFIER_EXACT "
       "evidence: 'e' }");
  ZGC_ASSERT_OK(server_.Call(&figures::v1::FigureService::Stub::VerifyObservation,
                             "name: 'observations/o'", "checker"));
  const auto target = [](const std::string& value) {
    return absl::StrCat(
        "targets { indicator: 'indicators/posts' period { start_date: '2019-01-01' end_date: "
        "'2019-12-31' } comparison: TARGET_COMPARISON_AT_LEAST value: '",
        value, "' }");
  };
  for (const auto& [id, value] : {std::pair("met", "7000"), std::pair("missed", "8000")}) {
    const std::string name = absl::StrCat("name: 'tasks/", id, "'");
    ZGC_ASSERT_OK(Ours(&v1::TaskService::Stub::CreateTask,
                       absl::StrReplaceAll(TaskOf(id, "ours", ""),
                                           {{"deadline:", target(value) + " deadline:"}})));
    const auto draft = Ours(&v1::TaskService::Stub::GetTask, name);
    ZGC_ASSERT_OK(draft);
    EXPECT_EQ(draft->targets(0).attainment().standing(), v1::TARGET_STANDING_UNSPECIFIED);
    ZGC_ASSERT_OK(Ours(&v1::TaskService::Stub::SubmitTask, name));
    ZGC_ASSERT_OK(server_.Call(&v1::TaskService::Stub::ApproveTask, name, "checker"));
    const auto mine = Ours(&v1::TaskService::Stub::GetTask, name);
    ZGC_ASSERT_OK(mine);
    EXPECT_NE(mine->targets(0).attainment().standing(), v1::TARGET_STANDING_UNSPECIFIED);
    EXPECT_EQ(mine->DebugString().find("7531"), std::string::npos) << mine->DebugString();
    const auto all = server_.Call(&v1::TaskService::Stub::GetTask, name, "clerk");
    ZGC_ASSERT_OK(all);
    EXPECT_EQ(all->targets(0).attainment().figures(0).value(), "7531");
  }
  const std::string complete = " completion_date: '2019-12-20' evidence: 'e'";
  const auto refused =
      Ours(&v1::TaskService::Stub::SubmitCompletion, "name: 'tasks/missed'" + complete).status();
  EXPECT_THAT(refused, HasReason(common::v1::ERROR_REASON_ILLEGAL_TRANSITION));
  EXPECT_EQ(std::string(refused.message()).find("7531"), std::string::npos) << refused;
  const std::string again = "name: 'tasks/met' request_id: 'r'" + complete;
  for (int i = 0; i < 2; ++i) {
    const auto done = Ours(&v1::TaskService::Stub::SubmitCompletion, again);
    ZGC_ASSERT_OK(done);
    EXPECT_EQ(done->completions(0).figures(0).figure(), "figures/o");
    EXPECT_EQ(done->DebugString().find("7531"), std::string::npos);
  }
  EXPECT_THAT(Ours(&v1::TaskService::Stub::ListTasks, "filter: 'completions.figures.value > 7000'"),
              HasReason(ERROR_REASON_OUT_OF_SCOPE));
}

TEST_F(DepartmentScopeTest, WhatACommonPlanTellsOfTheTasksOfOthersIsLeftOut) {
  ZGC_ASSERT_OK(
      server_.server().store().Apply({}, [](storage::Txn& txn) -> absl::StatusOr<std::string> {
        v1::Plan plan;
        plan.set_name("plans/next");
        plan.add_origins()->set_task("tasks/theirs");
        kPlans.Put(txn, {plan.name()}, plan);
        return "";
      }));
  const auto zone = server_.Call(&v1::PlanService::Stub::GetPlan, "name: 'plans/next'", "clerk");
  ZGC_ASSERT_OK(zone);
  EXPECT_EQ(zone->origins_size(), 1);
  const auto plan = Ours(&v1::PlanService::Stub::GetPlan, "name: 'plans/next'");
  ZGC_ASSERT_OK(plan);
  EXPECT_EQ(plan->origins_size(), 0);
  const auto plans = Ours(&v1::PlanService::Stub::ListPlans, "");
  ZGC_ASSERT_OK(plans);
  ASSERT_EQ(plans->plans_size(), 2);
  for (const auto& one : plans->plans()) EXPECT_EQ(one.origins_size(), 0);
  EXPECT_THAT(Ours(&v1::PlanService::Stub::ListPlans, "filter: 'origins.task = \"tasks/theirs\"'"),
              HasReason(ERROR_REASON_OUT_OF_SCOPE));
  const auto versions =
      Ours(&records::v1::RecordService::Stub::ListRecordVersions, "name: 'plans/next'");
  ZGC_ASSERT_OK(versions);
  EXPECT_THAT(versions->DebugString(), ::testing::Not(HasSubstr("tasks/theirs")));
  // A version in which only that has changed is none for it: it would be counted.
  for (const char* title : {"", "", "new"}) {
    ZGC_ASSERT_OK(
        server_.server().store().Apply({}, [&](storage::Txn& txn) -> absl::StatusOr<std::string> {
          v1::Plan plan = *resource::GetRow(txn, kPlans, "plans/next");
          plan.add_origins()->set_task("tasks/theirs");
          plan.set_title(title);
          kPlans.Put(txn, {plan.name()}, plan);
          return "";
        }));
  }
  using Records = records::v1::RecordService::Stub;
  EXPECT_EQ(
      server_.Call(&Records::ListRecordVersions, "name: 'plans/next'", "clerk")->versions_size(),
      4);
  const auto first = Ours(&Records::ListRecordVersions, "name: 'plans/next' page_size: 1");
  ZGC_ASSERT_OK(first);
  const auto second =
      Ours(&Records::ListRecordVersions,
           "name: 'plans/next' page_size: 1 page_token: '" + first->next_page_token() + "'");
  ZGC_ASSERT_OK(second);
  ASSERT_EQ(second->versions_size(), 1);
  EXPECT_EQ(second->versions(0).changes(0).path(), "title");
  EXPECT_EQ(second->next_page_token(), "");
}

TEST_F(DepartmentScopeTest, ItWritesItsOwnAndMovesNothing) {
  ZGC_EXPECT_OK(Ours(&v1::TaskService::Stub::CreateTask, TaskOf("new", "ours", "")));
  ZGC_EXPECT_OK(
      Ours(&v1::TaskService::Stub::CreateTask, TaskOf("joint", "ours", "organisations/theirs")));
  ZGC_EXPECT_OK(Ours(&v1::TaskService::Stub::SubmitTask, "name: 'tasks/ours'"));
  ZGC_EXPECT_OK(Ours(&v1::MilestoneService::Stub::CreateMilestone,
                     "milestone_id: 'n' milestone { task: 'tasks/section' title: 'm' due_date: "
                     "'2019-06-30' }"));
  const auto refused = [](const auto& answer) {
    EXPECT_THAT(answer, HasReason(ERROR_REASON_OUT_OF_SCOPE));
    EXPECT_THAT(std::string(answer.status().message()), HasSubstr(kOurs));
  };
  refused(Ours(&v1::TaskService::Stub::CreateTask, TaskOf("x", "theirs", "")));
  refused(Ours(&v1::TaskService::Stub::CreateTask, TaskOf("x", "theirs", "organisations/ours")));
  refused(Ours(&v1::TaskService::Stub::SubmitTask, "name: 'tasks/helped'"));
  refused(Ours(&v1::TaskService::Stub::SubmitTask, "name: 'tasks/theirs'"));
  refused(Ours(&v1::MilestoneService::Stub::CreateMilestone,
               "milestone_id: 'y' milestone { task: 'tasks/helped' title: 'm' due_date: "
               "'2019-06-30' }"));
  refused(Ours(&v1::TaskService::Stub::UpdateTask,
               "task { name: 'tasks/section' lead_department: 'organisations/theirs' } "
               "update_mask { paths: 'lead_department' }"));
  refused(Ours(&v1::PlanService::Stub::CreatePlan,
               "plan_id: 'q' plan { title: 'q' year: 2020 issuer: 'organisations/ours' from_date: "
               "'2020-01-01' to_date: '2020-12-31' }"));
}

TEST_F(DepartmentScopeTest, EvidenceIsOfItsOwnersOrOfAll) {
  using Evidence = records::v1::EvidenceService::Stub;
  const auto document = [](const std::string& id, const std::string& owners) {
    return absl::StrCat("evidence_id: '", id, "' evidence { title: '", id, "' issuer: 'i' ", owners,
                        " }");
  };
  const std::string ours = "owners: 'organisations/ours'";
  Zone(&Evidence::CreateEvidence, document("public", ""));
  Zone(&Evidence::CreateEvidence, document("theirs", "owners: 'organisations/theirs'"));
  ZGC_EXPECT_OK(Ours(&Evidence::CreateEvidence, document("ours", ours)));
  EXPECT_THAT(Ours(&Evidence::CreateEvidence, document("n", "")),
              HasReason(ERROR_REASON_OUT_OF_SCOPE));
  EXPECT_THAT(Ours(&Evidence::CreateEvidence, document("n", "owners: 'organisations/theirs'")),
              HasReason(ERROR_REASON_OUT_OF_SCOPE));
  EXPECT_THAT(server_.Call(&Evidence::CreateEvidence, document("n", "owners: 'somebody'"), "clerk"),
              HasReason(common::v1::ERROR_REASON_INVALID_FIELD));
  const auto seen = Ours(&Evidence::ListEvidence, "");
  ZGC_ASSERT_OK(seen);
  ASSERT_EQ(seen->evidence_size(), 2);
  EXPECT_EQ(seen->total_size(), 2);
  EXPECT_EQ(seen->evidence(0).name(), "evidence/ours");
  EXPECT_EQ(seen->evidence(1).name(), "evidence/public");
  ZGC_EXPECT_OK(Ours(&Evidence::GetEvidence, "name: 'evidence/public'"));
  EXPECT_THAT(Ours(&Evidence::GetEvidence, "name: 'evidence/theirs'"),
              HasReason(ERROR_REASON_OUT_OF_SCOPE));
  const auto cites = [&](const std::string& evidence) {
    return Ours(&v1::ActivityService::Stub::CreateActivity,
                absl::StrCat("activity_id: '", evidence, "' activity { display_name: 'a' kind: ",
                             "ACTIVITY_KIND_FORUM from_date: '2019-03-01' organisers: ",
                             "'organisations/ours' evidence: 'evidence/", evidence, "' }"));
  };
  ZGC_EXPECT_OK(cites("public"));
  EXPECT_THAT(cites("theirs"), HasReason(ERROR_REASON_OUT_OF_SCOPE));
}

TEST_F(DepartmentScopeTest, WhatIsMissingAndCompiledIsOfItsTasks) {
  Zone(&v1::PlanService::Stub::UpdatePlan,
       "plan { name: 'plans/p' progress_cycle: PROGRESS_CYCLE_MONTH progress_due_day: 5 }");
  Zone(&v1::PlanService::Stub::SubmitPlan, "name: 'plans/p'");
  ZGC_ASSERT_OK(server_.Call(&v1::PlanService::Stub::ApprovePlan, "name: 'plans/p' document: 'd'",
                             "approver"));
  for (const char* task : {"ours", "theirs"}) {
    const std::string name = absl::StrCat("name: 'tasks/", task, "'");
    Zone(&v1::TaskService::Stub::SubmitTask, name);
    ZGC_ASSERT_OK(server_.Call(&v1::TaskService::Stub::ApproveTask, name, "approver"));
  }
  const std::string month = "period { start_date: '2099-01-01' end_date: '2099-01-31' } ";
  const std::string missing = month + "as_of_date: '2099-02-06' ";
  const auto all =
      server_.Call(&v1::ProgressService::Stub::ListMissingProgressReports, missing, "clerk");
  ZGC_ASSERT_OK(all);
  EXPECT_EQ(all->tasks_size(), 2);
  const auto ours = Ours(&v1::ProgressService::Stub::ListMissingProgressReports, missing);
  ZGC_ASSERT_OK(ours);
  ASSERT_EQ(ours->tasks_size(), 1);
  EXPECT_EQ(ours->tasks(0).task(), "tasks/ours");
  const auto compiled = Ours(&v1::ProgressService::Stub::CompileProgress, month);
  ZGC_ASSERT_OK(compiled);
  ASSERT_EQ(compiled->tasks_size(), 1);
  EXPECT_EQ(compiled->tasks(0).task(), "tasks/ours");
  const auto theirs = Ours(&v1::ProgressService::Stub::CompileProgress,
                           month + "organisation: 'organisations/theirs'");
  ZGC_ASSERT_OK(theirs);
  EXPECT_EQ(theirs->tasks_size(), 0);
}

TEST_F(DepartmentScopeTest, ARepeatedRequestIsAnsweredToWhoeverSeesTheAnswer) {
  const std::string ours = TaskOf("new", "ours", "") + " request_id: 'once'";
  ZGC_EXPECT_OK(Ours(&v1::TaskService::Stub::CreateTask, ours));
  ZGC_EXPECT_OK(Ours(&v1::TaskService::Stub::CreateTask, ours));
  EXPECT_THAT(
      server_.Call(&v1::TaskService::Stub::CreateTask, ours, "clerk", "organisations/theirs"),
      HasReason(ERROR_REASON_OUT_OF_SCOPE));
}

TEST_F(DepartmentScopeTest, ADenialIsAudited) {
  EXPECT_THAT(Ours(&v1::TaskService::Stub::SubmitTask, "name: 'tasks/theirs'"),
              HasReason(ERROR_REASON_OUT_OF_SCOPE));
  const auto records = server_.Call(&ops::v1::OperationsService::Stub::ListAuditRecords,
                                    "result: 'OUT_OF_SCOPE'", "clerk");
  ZGC_ASSERT_OK(records);
  ASSERT_EQ(records->records_size(), 1);
  EXPECT_THAT(records->records(0).resources(), ::testing::ElementsAre("tasks/theirs"));
  EXPECT_EQ(records->records(0).reason(), "organisation organisations/ours");
  ZGC_EXPECT_OK(Ours(&v1::TaskService::Stub::SubmitTask, "name: 'tasks/ours'"));
  const auto written = server_.Call(&ops::v1::OperationsService::Stub::ListAuditRecords,
                                    "resource: 'tasks/ours' newest_first: true", "clerk");
  ZGC_ASSERT_OK(written);
  EXPECT_EQ(written->records(0).reason(), "organisation organisations/ours");
}

}  // namespace
}  // namespace zgc::tasks
