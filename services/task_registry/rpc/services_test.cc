#include "services/task_registry/rpc/services.h"

#include <memory>
#include <string>

#include "common/figures/figure_service.h"
#include "common/rpc/server/test_server.h"
#include "common/testing/matchers.h"
#include "gtest/gtest.h"
#include "services/task_registry/formulas/formulas.h"
#include "services/task_registry/store/schema.h"
#include "zgc/figures/v1/figure_service.grpc.pb.h"
#include "zgc/tasks/v1/activity_service.grpc.pb.h"
#include "zgc/tasks/v1/change_request_service.grpc.pb.h"
#include "zgc/tasks/v1/duty_service.grpc.pb.h"
#include "zgc/tasks/v1/instruction_service.grpc.pb.h"
#include "zgc/tasks/v1/milestone_service.grpc.pb.h"
#include "zgc/tasks/v1/organisation_service.grpc.pb.h"
#include "zgc/tasks/v1/plan_service.grpc.pb.h"
#include "zgc/tasks/v1/policy_document_service.grpc.pb.h"
#include "zgc/tasks/v1/progress_service.grpc.pb.h"
#include "zgc/tasks/v1/task_service.grpc.pb.h"
#include "zgc/tasks/v1/tasks.pb.h"

namespace zgc::tasks {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::zgc::testing::FailsWith;
using ::zgc::testing::HasReason;
using namespace ::zgc::common::v1;  // NOLINT: the reasons

class TaskServicesTest : public ::testing::Test {
 protected:
  TaskServicesTest() : book_("task_registry", formulas_) { RegisterFormulas(formulas_); }

  // One call on behalf of a person; `fields` is the request in text format.
  template <typename Method>
  auto Do(Method method, const std::string& fields, const std::string& person = "clerk") {
    return server_.Call(method, fields, person);
  }

  void Prepare() {
    ZGC_ASSERT_OK(Do(&v1::OrganisationService::Stub::CreateOrganisation,
                     "organisation_id: 'a' organisation { display_name: '产业处' kind: "
                     "ORGANISATION_KIND_DEPARTMENT }"));
    ZGC_ASSERT_OK(Do(&v1::PlanService::Stub::CreatePlan,
                     "plan_id: '2019' plan { title: '2019年绩效任务' year: 2019 issuer: "
                     "'organisations/a' from_date: '2019-01-01' to_date: '2019-12-31' }"));
  }
  absl::StatusOr<v1::Task> Create(const std::string& id, const std::string& more = "") {
    return Do(&v1::TaskService::Stub::CreateTask,
              absl::StrCat("task_id: '", id, "' task { plan: 'plans/2019' number: '", id,
                           "' title: 't' statement: 's' lead_department: 'organisations/a' ",
                           "deadline: '2019-12-31' } ", more));
  }

  figures::FormulaRegistry formulas_;
  const figures::FigureBook book_;
  resource::SourceWatch sources_;
  rpc::TestServer server_{"task_registry", TaskRegistrySchema(), [this](rpc::Server& server) {
                            auto services = MakeServices(server.calls(), book_, sources_);
                            services.push_back(figures::MakeFigureService(server.calls(), book_));
                            return services;
                          }};
};

TEST_F(TaskServicesTest, ARequestIsCarriedOutOnceAndPagesGoOnAfterARestart) {
  Prepare();
  ZGC_ASSERT_OK(Create("v", "validate_only: true"));
  const auto first = Create("1", "request_id: 'once'");
  ZGC_ASSERT_OK(first);
  const auto again = Create("1", "request_id: 'once'");
  ZGC_ASSERT_OK(again);
  EXPECT_EQ(first->revision(), again->revision());
  EXPECT_THAT(Create("2", "request_id: 'once'"), HasReason(ERROR_REASON_REQUEST_ID_CONFLICT));
  ZGC_ASSERT_OK(Create("2"));
  ZGC_ASSERT_OK(Create("3"));
  const auto page = Do(&v1::TaskService::Stub::ListTasks, "page_size: 2");
  ZGC_ASSERT_OK(page);
  ASSERT_EQ(page->tasks_size(), 2);
  server_.Restart();
  const auto rest = Do(&v1::TaskService::Stub::ListTasks,
                       "page_size: 2 page_token: '" + page->next_page_token() + "'");
  ZGC_ASSERT_OK(rest);
  ASSERT_EQ(rest->tasks_size(), 1);
  EXPECT_EQ(rest->tasks(0).name(), "tasks/3");
  EXPECT_EQ(rest->next_page_token(), "");
}

TEST_F(TaskServicesTest, ATaskIsCarriedThroughItsLifeByTwoPersons) {
  Prepare();
  ZGC_ASSERT_OK(Create("1"));
  const std::string name = "name: 'tasks/1' ";
  ZGC_ASSERT_OK(Do(&v1::TaskService::Stub::SubmitTask, name));
  EXPECT_THAT(Do(&v1::TaskService::Stub::ApproveTask, name),
              HasReason(ERROR_REASON_SEPARATION_OF_DUTIES));
  const auto approved = Do(&v1::TaskService::Stub::ApproveTask, name, "approver");
  ZGC_ASSERT_OK(approved);
  EXPECT_EQ(approved->steps().rbegin()->actor(), "approver");
  ZGC_ASSERT_OK(Do(&v1::ChangeRequestService::Stub::CreateChangeRequest,
                   "change_request_id: 'c' change_request { task: 'tasks/1' field: "
                   "CHANGE_FIELD_SUSPENSION document: 'd' reason: 'r' }"));
  ZGC_ASSERT_OK(Do(&v1::ChangeRequestService::Stub::ApproveChangeRequest,
                   "name: 'changeRequests/c'", "approver"));
  ZGC_ASSERT_OK(Do(&v1::TaskService::Stub::ResumeTask, name + "reason: 'r' document: 'd'"));
  ZGC_ASSERT_OK(Do(&v1::TaskService::Stub::SubmitCompletion,
                   name + "completion_date: '2019-12-20' evidence: 'e'"));
  ZGC_ASSERT_OK(Do(&v1::TaskService::Stub::ReturnCompletion, name + "reason: 'r'", "supervisor"));
  ZGC_ASSERT_OK(Do(&v1::TaskService::Stub::SubmitCompletion,
                   name + "completion_date: '2019-12-21' evidence: 'e'"));
  ZGC_ASSERT_OK(Do(&v1::TaskService::Stub::AcceptCompletion, name + "score: '95'", "supervisor"));
  EXPECT_THAT(
      Do(&v1::TaskService::Stub::CancelTask, name + "reason: 'r' document: 'd'", "supervisor"),
      FailsWith(absl::StatusCode::kFailedPrecondition, HasSubstr("open: ReopenTask")));
  ZGC_ASSERT_OK(Do(&v1::TaskService::Stub::ReopenTask, name + "reason: 'r'"));
  auto earlier =
      Do(&v1::TaskService::Stub::GetTask, absl::StrCat(name, "revision: ", approved->revision()));
  ZGC_ASSERT_OK(earlier);
  // What is told of a day is not kept.
  EXPECT_GT(earlier->overdue_days(), 0);
  earlier->clear_overdue_days();
  earlier->clear_overdue_as_of_date();
  EXPECT_EQ(earlier->SerializeAsString(), approved->SerializeAsString());
}

// A target is met by a figure of the server's own book.
TEST_F(TaskServicesTest, ACompletionIsHeldAgainstTheFiguresOfTheService) {
  Prepare();
  ZGC_ASSERT_OK(Do(&figures::v1::FigureService::Stub::CreateIndicator, R"pb(
    indicator_id: "lectures"
    indicator {
      display_name: "政策宣讲"
      unit: "次"
      measure: MEASURE_KIND_FLOW
      computation {
        formula: "count_activities"
        reporting_periods { start_date: "2019-01-01" end_date: "2019-12-31" }
      }
    })pb"));
  ZGC_ASSERT_OK(Create("1"));
  const std::string name = "name: 'tasks/1' ";
  ZGC_ASSERT_OK(Do(&v1::TaskService::Stub::UpdateTask, R"pb(
    task {
      name: "tasks/1"
      targets {
        indicator: "indicators/lectures"
        period { start_date: "2019-01-01" end_date: "2019-12-31" }
        comparison: TARGET_COMPARISON_AT_LEAST
        value: "16"
      }
    })pb"));
  ZGC_ASSERT_OK(Do(&v1::TaskService::Stub::SubmitTask, name));
  ZGC_ASSERT_OK(Do(&v1::TaskService::Stub::ApproveTask, name, "approver"));
  const std::string complete = name + "completion_date: '2019-12-20' evidence: 'e'";
  EXPECT_THAT(Do(&v1::TaskService::Stub::SubmitCompletion, complete),
              FailsWith(absl::StatusCode::kFailedPrecondition,
                        AllOf(HasSubstr("figures/lectures@2019 is 0"), HasSubstr("16"))));
  ZGC_ASSERT_OK(Do(&v1::ActivityService::Stub::CreateActivity,
                   "activity_id: 'x' activity { display_name: '宣讲' kind: ACTIVITY_KIND_LECTURE "
                   "from_date: '2019' session_count: 16 evidence: 'e' }"));
  ZGC_EXPECT_OK(Do(&v1::TaskService::Stub::SubmitCompletion, complete));
}

// A handler that calls the wrong function would not find the row. "tasks/1" is active.
class RowsOfServicesTest : public TaskServicesTest {
 protected:
  void Begin() {
    Prepare();
    ZGC_ASSERT_OK(Create("1"));
    ZGC_ASSERT_OK(Do(&v1::TaskService::Stub::SubmitTask, "name: 'tasks/1'"));
    ZGC_ASSERT_OK(Do(&v1::TaskService::Stub::ApproveTask, "name: 'tasks/1'", "approver"));
  }
};

TEST_F(RowsOfServicesTest, OrganisationsAndPlansReachTheirRows) {
  Begin();
  ZGC_ASSERT_OK(Do(&v1::OrganisationService::Stub::UpdateOrganisation,
                   "organisation { name: 'organisations/a' level: '市' }"));
  EXPECT_EQ(Do(&v1::OrganisationService::Stub::GetOrganisation, "name: 'organisations/a'")->level(),
            "市");
  EXPECT_EQ(Do(&v1::OrganisationService::Stub::ListOrganisations, "")->organisations_size(), 1);
  EXPECT_EQ(Do(&v1::PlanService::Stub::GetPlan, "name: 'plans/2019'")->year(), 2019);
  EXPECT_EQ(Do(&v1::PlanService::Stub::ListPlans, "year: 2019")->plans_size(), 1);
}

TEST_F(RowsOfServicesTest, PlansAreCarriedThroughTheirLifeAndCarriedOn) {
  Begin();
  ZGC_ASSERT_OK(Do(&v1::PlanService::Stub::CreatePlanKind,
                   "plan_kind_id: 'k' plan_kind { display_name: '绩效任务' basis: '办法' "
                   "from_date: '2019-01-01' }"));
  ZGC_ASSERT_OK(Do(&v1::PlanService::Stub::UpdatePlanKind,
                   "plan_kind { name: 'planKinds/k' to_date: '2025-12-31' }"));
  EXPECT_EQ(Do(&v1::PlanService::Stub::GetPlanKind, "name: 'planKinds/k'")->to_date(),
            "2025-12-31");
  EXPECT_EQ(Do(&v1::PlanService::Stub::ListPlanKinds, "")->plan_kinds_size(), 1);
  const std::string name = "name: 'plans/2019' ";
  ZGC_ASSERT_OK(
      Do(&v1::PlanService::Stub::UpdatePlan, "plan { name: 'plans/2019' kind: 'planKinds/k' }"));
  ZGC_ASSERT_OK(Do(&v1::PlanService::Stub::SubmitPlan, name));
  ZGC_ASSERT_OK(Do(&v1::PlanService::Stub::ReturnPlan, name + "reason: 'r'", "approver"));
  ZGC_ASSERT_OK(Do(&v1::PlanService::Stub::SubmitPlan, name));
  ZGC_ASSERT_OK(Do(&v1::PlanService::Stub::ApprovePlan, name + "document: 'd'", "approver"));
  const std::string amend = name + "title: '调整后' reason: 'r'";
  ZGC_ASSERT_OK(Do(&v1::PlanService::Stub::AmendPlan, amend));
  ZGC_ASSERT_OK(Do(&v1::PlanService::Stub::RejectPlanAmendment, name + "reason: 'r'", "approver"));
  ZGC_ASSERT_OK(Do(&v1::PlanService::Stub::AmendPlan, amend));
  ZGC_ASSERT_OK(
      Do(&v1::PlanService::Stub::ApprovePlanAmendment, name + "document: 'd'", "approver"));
  ZGC_ASSERT_OK(Do(&v1::PlanService::Stub::BeginPlanFrom,
                   "plan_id: '2020' predecessor: 'plans/2019' plan { title: 'p' year: 2020 issuer: "
                   "'organisations/a' from_date: '2020-01-01' to_date: '2020-12-31' }"));
  EXPECT_EQ(Do(&v1::TaskService::Stub::GetTask, "name: 'tasks/2020-1'")->predecessor(), "tasks/1");
  EXPECT_THAT(Do(&v1::PlanService::Stub::ClosePlan, name, "approver"),
              FailsWith(absl::StatusCode::kFailedPrecondition, HasSubstr("its task tasks/1")));
  ZGC_ASSERT_OK(Do(&v1::TaskService::Stub::CancelTask, "name: 'tasks/1' reason: 'r' document: 'd'",
                   "approver"));
  EXPECT_EQ(Do(&v1::PlanService::Stub::ClosePlan, name, "approver")->state(),
            v1::PLAN_STATE_CLOSED);
}

TEST_F(RowsOfServicesTest, PolicyDocumentsReachTheirRows) {
  ZGC_ASSERT_OK(Do(&v1::PolicyDocumentService::Stub::CreatePolicyDocument,
                   "policy_document_id: 'd' policy_document { title: 'd' kind: "
                   "POLICY_DOCUMENT_KIND_PLAN status: POLICY_DOCUMENT_STATUS_DRAFTING }"));
  ZGC_ASSERT_OK(Do(&v1::PolicyDocumentService::Stub::UpdatePolicyDocument,
                   "policy_document { name: 'policyDocuments/d' article_count: 20 }"));
  EXPECT_EQ(Do(&v1::PolicyDocumentService::Stub::GetPolicyDocument, "name: 'policyDocuments/d'")
                ->article_count(),
            20);
  EXPECT_EQ(Do(&v1::PolicyDocumentService::Stub::ListPolicyDocuments, "")->policy_documents_size(),
            1);
}

TEST_F(RowsOfServicesTest, ActivitiesReachTheirRows) {
  ZGC_ASSERT_OK(Do(&v1::ActivityService::Stub::CreateActivity,
                   "activity_id: 'x' activity { display_name: 'x' kind: ACTIVITY_KIND_EVENT "
                   "from_date: '2019' evidence: 'e' }"));
  ZGC_ASSERT_OK(Do(&v1::ActivityService::Stub::UpdateActivity,
                   "activity { name: 'activities/x' place: '北京' }"));
  EXPECT_EQ(Do(&v1::ActivityService::Stub::GetActivity, "name: 'activities/x'")->place(), "北京");
  EXPECT_EQ(Do(&v1::ActivityService::Stub::ListActivities, "")->activities_size(), 1);
}

TEST_F(RowsOfServicesTest, InstructionsReachTheirRows) {
  Prepare();
  const std::string name = "name: 'instructions/i' ";
  ZGC_ASSERT_OK(Do(&v1::InstructionService::Stub::CreateInstruction,
                   "instruction_id: 'i' instruction { title: 'i' level: '市领导' date: '2019' "
                   "about: 'plans/2019' demand: 'd' }"));
  ZGC_ASSERT_OK(Do(&v1::InstructionService::Stub::UpdateInstruction,
                   "instruction { " + name + " level: '国家' }"));
  ZGC_ASSERT_OK(
      Do(&v1::InstructionService::Stub::ReportInstructionAction, name + "action { text: 't' }"));
  ZGC_ASSERT_OK(Do(&v1::InstructionService::Stub::CloseInstruction, name, "supervisor"));
  ZGC_ASSERT_OK(
      Do(&v1::InstructionService::Stub::ReopenInstruction, name + "reason: 'r'", "supervisor"));
  EXPECT_EQ(Do(&v1::InstructionService::Stub::GetInstruction, name)->actions_size(), 1);
  EXPECT_EQ(
      Do(&v1::InstructionService::Stub::ListInstructions, "level: '国家'")->instructions_size(), 1);
}

TEST_F(RowsOfServicesTest, MilestonesReachTheirRows) {
  Begin();
  for (const char* id : {"m1", "m2"}) {
    ZGC_ASSERT_OK(Do(&v1::MilestoneService::Stub::CreateMilestone,
                     absl::StrCat("milestone_id: '", id,
                                  "' milestone { task: 'tasks/1' title: "
                                  "'m' due_date: '2019-06-30' }")));
    ZGC_ASSERT_OK(Do(
        &v1::MilestoneService::Stub::ReportMilestone,
        absl::StrCat("name: 'milestones/", id, "' reached_date: '2019-06-01' ", "evidence: 'e'")));
  }
  ZGC_ASSERT_OK(Do(&v1::MilestoneService::Stub::AcceptMilestone,
                   "name: 'milestones/m1' decided_date: '2019-06-02'", "approver"));
  ZGC_ASSERT_OK(Do(&v1::MilestoneService::Stub::RejectMilestone,
                   "name: 'milestones/m2' decided_date: '2019-06-02' reason: 'r'", "approver"));
  EXPECT_EQ(Do(&v1::MilestoneService::Stub::GetMilestone, "name: 'milestones/m1'")
                ->steps()
                .rbegin()
                ->actor(),
            "approver");
  EXPECT_EQ(Do(&v1::MilestoneService::Stub::ListMilestones, "state: MILESTONE_STATE_REJECTED")
                ->milestones_size(),
            1);
}

TEST_F(RowsOfServicesTest, DutiesReachTheirRows) {
  Prepare();
  ZGC_ASSERT_OK(Create("1"));
  for (const char* id : {"d1", "d2"}) {
    ZGC_ASSERT_OK(Do(&v1::DutyService::Stub::CreateDuty,
                     absl::StrCat("duty_id: '", id, "' duty { task: 'tasks/1' statement: 's' ",
                                  "organisation: 'organisations/a' deadline: '2019-06-30' }")));
  }
  ZGC_ASSERT_OK(
      Do(&v1::DutyService::Stub::UpdateDuty, "duty { name: 'duties/d1' statement: '清单' }"));
  ZGC_ASSERT_OK(Do(&v1::TaskService::Stub::SubmitTask, "name: 'tasks/1'"));
  ZGC_ASSERT_OK(Do(&v1::TaskService::Stub::ApproveTask, "name: 'tasks/1'", "approver"));
  for (const char* id : {"d1", "d2"}) {
    ZGC_ASSERT_OK(
        Do(&v1::DutyService::Stub::ReportDuty,
           absl::StrCat("name: 'duties/", id, "' done_date: '2019-06-01' evidence: 'e'")));
    ZGC_ASSERT_OK(Do(&v1::DutyService::Stub::AcceptDuty, absl::StrCat("name: 'duties/", id, "'"),
                     "approver"));
  }
  ZGC_ASSERT_OK(
      Do(&v1::DutyService::Stub::ReturnDuty, "name: 'duties/d2' reason: 'r'", "approver"));
  EXPECT_EQ(Do(&v1::DutyService::Stub::GetDuty, "name: 'duties/d1'")->statement(), "清单");
  EXPECT_EQ(Do(&v1::DutyService::Stub::ListDuties, "state: DUTY_STATE_DONE")->duties_size(), 1);
}

TEST_F(RowsOfServicesTest, ChangeRequestsReachTheirRows) {
  Begin();
  for (const char* id : {"c1", "c2"}) {
    ZGC_ASSERT_OK(Do(&v1::ChangeRequestService::Stub::CreateChangeRequest,
                     absl::StrCat("change_request_id: '", id, "' change_request { task: ",
                                  "'tasks/1' field: CHANGE_FIELD_DEADLINE new_value: ",
                                  "'2019-11-30' reason: 'r' }")));
  }
  ZGC_ASSERT_OK(Do(&v1::ChangeRequestService::Stub::ApproveChangeRequest,
                   "name: 'changeRequests/c1'", "approver"));
  ZGC_ASSERT_OK(Do(&v1::ChangeRequestService::Stub::RejectChangeRequest,
                   "name: 'changeRequests/c2' reason: 'r'", "approver"));
  EXPECT_EQ(Do(&v1::ChangeRequestService::Stub::GetChangeRequest, "name: 'changeRequests/c1'")
                ->old_value(),
            "2019-12-31");
  EXPECT_EQ(Do(&v1::ChangeRequestService::Stub::ListChangeRequests,
               "state: CHANGE_REQUEST_STATE_REJECTED")
                ->change_requests_size(),
            1);
}

TEST_F(RowsOfServicesTest, ProgressReportsReachTheirRows) {
  Begin();
  const std::string name = "name: 'progressReports/p' ";
  ZGC_ASSERT_OK(Do(&v1::ProgressService::Stub::CreateProgressReport,
                   "progress_report_id: 'p' progress_report { task: 'tasks/1' done: '进展' period "
                   "{ start_date: '2019-04-01' end_date: '2019-06-30' } }"));
  ZGC_ASSERT_OK(Do(&v1::ProgressService::Stub::UpdateProgressReport,
                   "progress_report { name: 'progressReports/p' risks: '工期紧' }"));
  ZGC_ASSERT_OK(Do(&v1::ProgressService::Stub::SubmitProgressReport, name));
  ZGC_ASSERT_OK(
      Do(&v1::ProgressService::Stub::ReturnProgressReport, name + "reason: 'r'", "approver"));
  ZGC_ASSERT_OK(Do(&v1::ProgressService::Stub::SubmitProgressReport, name));
  ZGC_ASSERT_OK(Do(&v1::ProgressService::Stub::ConfirmProgressReport, name, "approver"));
  EXPECT_EQ(Do(&v1::ProgressService::Stub::GetProgressReport, name)->state(),
            v1::PROGRESS_REPORT_STATE_CONFIRMED);
  EXPECT_EQ(Do(&v1::ProgressService::Stub::ListProgressReports,
               "task: 'tasks/1' filter: 'state = PROGRESS_REPORT_STATE_CONFIRMED AND "
               "period.end_date < 2019-07-01'")
                ->progress_reports_size(),
            1);
}

TEST_F(RowsOfServicesTest, TasksReachTheirRows) {
  Begin();
  ZGC_ASSERT_OK(Create("2"));
  ZGC_ASSERT_OK(Do(&v1::TaskService::Stub::WithdrawTask, "name: 'tasks/2' reason: 'r'"));
  EXPECT_EQ(Do(&v1::TaskService::Stub::GetTask, "name: 'tasks/2'")->state(),
            v1::TASK_STATE_WITHDRAWN);
}

}  // namespace
}  // namespace zgc::tasks
