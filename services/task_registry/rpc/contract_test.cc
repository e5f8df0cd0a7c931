#include <memory>
#include <string>

#include "common/figures/figures.h"
#include "common/rpc/server/test_server.h"
#include "common/testing/contract_matrix.h"
#include "common/testing/list_matrix.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/task_registry/formulas/formulas.h"
#include "services/task_registry/rpc/services.h"
#include "services/task_registry/store/schema.h"
#include "zgc/tasks/v1/milestone_service.grpc.pb.h"
#include "zgc/tasks/v1/organisation_service.grpc.pb.h"
#include "zgc/tasks/v1/plan_service.grpc.pb.h"
#include "zgc/tasks/v1/task_service.grpc.pb.h"

namespace zgc::tasks {
namespace {

class ContractTest : public ::testing::Test {
 protected:
  ContractTest() : book_("task_registry", formulas_) { RegisterFormulas(formulas_); }

  // What the good requests refer to.
  void Prepare() {
    Do(&v1::OrganisationService::Stub::CreateOrganisation, kOrganisation);
    Do(&v1::PlanService::Stub::CreatePlan, kPlan);
    Do(&v1::PlanService::Stub::SubmitPlan, "name: 'plans/p'");
    Do(&v1::PlanService::Stub::ApprovePlan, "name: 'plans/p' document: 'd'", "approver");
    Do(&v1::TaskService::Stub::CreateTask, kTask);
    Do(&v1::TaskService::Stub::SubmitTask, "name: 'tasks/t'");
    Do(&v1::TaskService::Stub::ApproveTask, "name: 'tasks/t'", "approver");
  }
  template <typename Method>
  void Do(Method method, const std::string& fields, const std::string& person = "clerk") {
    ZGC_EXPECT_OK(server_.Call(method, fields, person));
  }

  const std::string kOrganisation =
      "organisation_id: 'a' organisation { display_name: 'a' kind: ORGANISATION_KIND_DEPARTMENT }";
  const std::string kPlan =
      "plan_id: 'p' plan { title: 'p' year: 2019 issuer: 'organisations/a' from_date: '2019-01-01' "
      "to_date: '2019-12-31' }";
  const std::string kTask =
      "task_id: 't' task { plan: 'plans/p' number: '1' title: 't' statement: 's' lead_department: "
      "'organisations/a' deadline: '2019-12-31' }";

  figures::FormulaRegistry formulas_;
  const figures::FigureBook book_;
  resource::SourceWatch sources_;
  rpc::TestServer server_{"task_registry", TaskRegistrySchema(), [this](rpc::Server& server) {
                            return MakeServices(server.calls(), book_, sources_);
                          }};
  testing::ContractMatrix matrix_{server_};
};

TEST_F(ContractTest, AnEmptyRequestIsRefusedForWhatTheDescriptorsSay) {
  matrix_.EmptyRequestsAreRefused();
}

TEST_F(ContractTest, WhatIsCreatedIsAsTheDescriptorsSay) {
  Prepare();
  matrix_.CreationsHoldTheContract({
      {"CreateOrganisation",
       "organisation_id: 'b' organisation { display_name: 'b' kind: ORGANISATION_KIND_COURT }"},
      {"CreatePolicyDocument",
       "policy_document_id: 'd' policy_document { title: 'd' kind: POLICY_DOCUMENT_KIND_PLAN "
       "status: POLICY_DOCUMENT_STATUS_DRAFTING }"},
      {"CreateActivity",
       "activity_id: 'x' activity { display_name: 'x' kind: ACTIVITY_KIND_EVENT from_date: '2019' "
       "evidence: 'e' }"},
      {"CreatePlan",
       "plan_id: 'q' plan { title: 'q' year: 2020 issuer: 'organisations/a' from_date: "
       "'2020-01-01' to_date: '2020-12-31' }"},
      {"BeginPlanFrom",
       "plan_id: 'r' predecessor: 'plans/p' plan { title: 'r' year: 2020 issuer: "
       "'organisations/a' from_date: '2020-01-01' to_date: '2020-12-31' }"},
      {"CreatePlanKind",
       "plan_kind_id: 'k' plan_kind { display_name: 'k' basis: 'b' from_date: '2019-01-01' }"},
      {"CreateTask",
       "task_id: 'u' task { plan: 'plans/p' number: '2' title: 't' statement: 's' "
       "lead_department: 'organisations/a' deadline: '2019-12-31' }"},
      {"CreateDuty",
       "duty_id: 'd' duty { task: 'tasks/t' statement: 's' organisation: 'organisations/a' "
       "deadline: '2019-06-30' }"},
      {"CreateMilestone",
       "milestone_id: 'm' milestone { task: 'tasks/t' title: 'm' due_date: '2019-06-30' }"},
      {"CreateChangeRequest",
       "change_request_id: 'c' change_request { task: 'tasks/t' field: CHANGE_FIELD_DEADLINE "
       "new_value: '2019-11-30' reason: 'r' }"},
      {"CreateInstruction",
       "instruction_id: 'i' instruction { title: 'i' level: 'l' date: '2019' about: 'tasks/t' }"},
      {"CreateEvidence", "evidence_id: 'e' evidence { title: 't' issuer: 'i' }"},
      {"CreateProgressReport",
       "progress_report_id: 'r' progress_report { task: 'tasks/t' done: 't' period { start_date: "
       "'2019-04-01' end_date: '2019-06-30' } }"},
  });
}

TEST_F(ContractTest, EveryRowIsAResourceNamedAsItsTable) {
  testing::ContractMatrix::RowsAreResources(TaskRegistrySchema());
}

// What is overdue is a filter.
TEST_F(ContractTest, EveryListGoesThroughAnIndex) {
  testing::ListsGoThroughIndexes(server_.channel(), server_.services(),
                                 {"ListTasks.overdue_on", "ListTasks.as_of_date"},
                                 {{"ListMissingProgressReports", "lines, of a list of tasks"}});
}

}  // namespace
}  // namespace zgc::tasks
