#pragma once

#include <string>

#include "common/figures/book.h"
#include "common/figures/figures.h"
#include "common/testing/store_fixture.h"
#include "services/task_registry/domain/changes/change_requests.h"
#include "services/task_registry/domain/duties/duties.h"
#include "services/task_registry/domain/organisations/organisations.h"
#include "services/task_registry/domain/plans/plans.h"
#include "services/task_registry/domain/tasks/completions.h"
#include "services/task_registry/domain/tasks/tasks.h"
#include "services/task_registry/formulas/formulas.h"
#include "services/task_registry/store/schema.h"
#include "zgc/tasks/v1/task_service.pb.h"
#include "zgc/tasks/v1/tasks.pb.h"

namespace zgc::tasks {

// A real store with what most rules refer to: two departments, an issuer, the
// plan of a year. "clerk" writes and submits, "checker" approves and accepts.
class TaskRegistryFixture : public testing::StoreFixture {
 protected:
  // Why a task stands still or ends.
  static constexpr char kPaper[] = "reason: 'why' document: '文件'";

  TaskRegistryFixture() : StoreFixture(TaskRegistrySchema()), book_("task_registry", formulas_) {
    RegisterFormulas(formulas_);
    for (const char* id : {"a", "b", "issuer"}) {
      ZGC_EXPECT_OK(Do(CreateOrganisation,
                       absl::StrCat("organisation_id: '", id, "' organisation { display_name: '",
                                    id, "' kind: ORGANISATION_KIND_DEPARTMENT }")));
    }
    ZGC_EXPECT_OK(Do(CreatePlan,
                     "plan_id: '2019' plan { title: '2019年绩效任务' year: 2019 "
                     "issuer: 'organisations/issuer' from_date: '2019-01-01' "
                     "to_date: '2019-12-31' }"));
  }

  // A DRAFT; `more` adds fields, or gives other values to those that it names.
  absl::StatusOr<v1::Task> AddTask(const std::string& id, const std::string& more = "") {
    v1::CreateTaskRequest request;
    EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(
        absl::StrCat("plan: 'plans/2019' title: 't' statement: 's' deadline: '2019-12-31' "
                     "lead_department: 'organisations/a' number: '",
                     id, "'"),
        request.mutable_task()));
    v1::Task given;
    EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(more, &given)) << more;
    request.mutable_task()->MergeFrom(given);
    return Do(CreateTask,
              absl::StrCat("task_id: '", id, "' task { ", request.task().ShortDebugString(), " }"));
  }
  void Submit(const std::string& id) { ZGC_ASSERT_OK(Do(SubmitTask, Named(id))); }
  void Approve(const std::string& id) {
    Submit(id);
    ZGC_ASSERT_OK(Do(ApproveTask, Named(id), "checker"));
  }
  // An ACTIVE one.
  void AddActive(const std::string& id, const std::string& more = "") {
    ZGC_ASSERT_OK(AddTask(id, more));
    Approve(id);
  }
  // A DRAFT of "tasks/1".
  absl::StatusOr<v1::Duty> AddDuty(const std::string& id, const std::string& organisation,
                                   const std::string& deadline = "2019-06-30") {
    return Do(CreateDuty, absl::StrCat("duty_id: '", id, "' duty { task: 'tasks/1' statement: 's' ",
                                       "organisation: 'organisations/", organisation,
                                       "' deadline: '", deadline, "' }"));
  }
  absl::StatusOr<v1::Duty> ReportDone(const std::string& id,
                                      const std::string& day = "2019-06-01") {
    return Do(ReportDuty,
              absl::StrCat("name: 'duties/", id, "' done_date: '", day, "' evidence: '报告'"));
  }
  absl::StatusOr<v1::Task> Complete(const std::string& id, const std::string& more = "",
                                    const std::string& day = "2019-12-20",
                                    const std::string& person = "clerk") {
    v1::SubmitCompletionRequest request;
    EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(
        absl::StrCat(Named(id), " completion_date: '", day, "' evidence: 'report' ", more),
        &request));
    return CompleteAs(request, person);
  }
  absl::StatusOr<v1::Task> CompleteAs(const v1::SubmitCompletionRequest& request,
                                      const std::string& person) {
    v1::Task task;
    const auto done = store_->Apply({}, [&](storage::Txn& txn) -> absl::StatusOr<std::string> {
      ZGC_ASSIGN_OR_RETURN(task, SubmitCompletion(txn, {"", person}, request, book_, watch_));
      return "";
    });
    if (!done.ok()) return done.status();
    return task;
  }

  // A request that task "1", or another, changes so: "field: CHANGE_FIELD_… …".
  absl::StatusOr<v1::ChangeRequest> ProposeOf(const std::string& id, const std::string& fields,
                                              const std::string& task = "1") {
    return Do(CreateChangeRequest,
              absl::StrCat("change_request_id: '", id, "' change_request { task: 'tasks/", task,
                           "' reason: 'r' field: CHANGE_FIELD_", fields, " }"));
  }
  absl::StatusOr<v1::ChangeRequest> ApproveChange(const std::string& id) {
    return Do(ApproveChangeRequest, absl::StrCat("name: 'changeRequests/", id, "'"), "checker");
  }
  // Both, by two persons.
  absl::Status Change(const std::string& id, const std::string& fields,
                      const std::string& task = "1") {
    ZGC_RETURN_IF_ERROR(ProposeOf(id, fields, task).status());
    return ApproveChange(id).status();
  }
  // An ACTIVE one.
  absl::Status Suspend(const std::string& id) {
    return Change(absl::StrCat("suspend-", id), "SUSPENSION document: '会议纪要'", id);
  }

  // The plan 2019, by two persons.
  void ApproveYear() {
    ZGC_ASSERT_OK(Do(SubmitPlan, "name: 'plans/2019'"));
    ZGC_ASSERT_OK(Do(ApprovePlan, "name: 'plans/2019' document: '批复'", "checker"));
  }

  static std::string Named(const std::string& id, const std::string& more = "") {
    return absl::StrCat("name: 'tasks/", id, "' ", more);
  }
  absl::StatusOr<v1::Task> GotTask(const std::string& fields) {
    v1::GetTaskRequest request;
    EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(fields, &request)) << fields;
    return GetTask(store_->Read(), request, book_);
  }
  v1::Task TaskOf(const std::string& id) { return Find(kTasks, absl::StrCat("tasks/", id)); }

  figures::FormulaRegistry formulas_;
  const figures::FigureBook book_;
  resource::SourceWatch watch_;
};

}  // namespace zgc::tasks
