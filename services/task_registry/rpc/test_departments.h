#pragma once

#include <string>

#include "common/figures/figure_service.h"
#include "common/figures/figures.h"
#include "common/resource/source_watch.h"
#include "common/rpc/server/test_server.h"
#include "common/testing/matchers.h"
#include "gtest/gtest.h"
#include "services/task_registry/formulas/formulas.h"
#include "services/task_registry/rpc/services.h"
#include "services/task_registry/store/schema.h"
#include "zgc/tasks/v1/milestone_service.grpc.pb.h"
#include "zgc/tasks/v1/organisation_service.grpc.pb.h"
#include "zgc/tasks/v1/plan_service.grpc.pb.h"
#include "zgc/tasks/v1/task_service.grpc.pb.h"

namespace zgc::tasks {

constexpr char kOurs[] = "organisations/ours";

// The registry as a department and the whole zone see it: a task of the department, one of its
// section, one that it helps with and one of another.
class DepartmentScopeTest : public ::testing::Test {
 protected:
  DepartmentScopeTest() : book_("task_registry", formulas_) {
    RegisterFormulas(formulas_);
    for (const char* id : {"ours", "theirs"}) {
      Zone(&v1::OrganisationService::Stub::CreateOrganisation,
           absl::StrCat("organisation_id: '", id, "' organisation { display_name: '", id,
                        "' kind: ORGANISATION_KIND_DEPARTMENT }"));
    }
    Zone(&v1::OrganisationService::Stub::CreateOrganisation,
         "organisation_id: 'section' organisation { display_name: 's' kind: "
         "ORGANISATION_KIND_DEPARTMENT parent: 'organisations/ours' }");
    Zone(&v1::PlanService::Stub::CreatePlan,
         "plan_id: 'p' plan { title: 'p' year: 2019 issuer: 'organisations/theirs' from_date: "
         "'2019-01-01' to_date: '2019-12-31' }");
    Task("ours", "ours", "");
    Task("section", "section", "");
    Task("helped", "theirs", "organisations/ours");
    Task("theirs", "theirs", "");
    for (const char* task : {"ours", "section", "helped", "theirs"}) {
      Zone(&v1::MilestoneService::Stub::CreateMilestone,
           absl::StrCat("milestone_id: '", task, "' milestone { task: 'tasks/", task,
                        "' title: 'm' due_date: '2019-06-30' }"));
    }
  }

  void Task(const std::string& id, const std::string& lead, const std::string& helps) {
    Zone(&v1::TaskService::Stub::CreateTask, TaskOf(id, lead, helps));
  }
  static std::string TaskOf(const std::string& id, const std::string& lead,
                            const std::string& helps) {
    return absl::StrCat("task_id: '", id, "' task { plan: 'plans/p' number: '", id,
                        "' title: '数字化转型' statement: 's' lead_department: 'organisations/",
                        lead, "' deadline: '2019-12-31' ",
                        helps.empty() ? "" : "cooperating_departments: '" + helps + "'", " }");
  }
  template <typename Method>
  void Zone(Method method, const std::string& fields) {
    ZGC_EXPECT_OK(server_.Call(method, fields, "clerk"));
  }
  template <typename Method>
  auto Ours(Method method, const std::string& fields) {
    return server_.Call(method, fields, "clerk", kOurs);
  }

  figures::FormulaRegistry formulas_;
  const figures::FigureBook book_;
  resource::SourceWatch sources_;
  rpc::TestServer server_{"task_registry", TaskRegistrySchema(), [this](rpc::Server& server) {
                            rpc::Services services = MakeServices(server.calls(), book_, sources_);
                            services.push_back(figures::MakeFigureService(server.calls(), book_));
                            return services;
                          }};
};

}  // namespace zgc::tasks
