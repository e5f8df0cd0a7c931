#include "services/task_registry/domain/tasks/tasks.h"

#include <algorithm>

#include "common/resource/duties.h"
#include "common/resource/masks.h"
#include "common/resource/rows.h"
#include "services/task_registry/domain/tasks/field_checks.h"
#include "services/task_registry/domain/tasks/targets.h"
#include "services/task_registry/domain/tasks/task_rules.h"
#include "zgc/tasks/v1/task_service.pb.h"
#include "zgc/tasks/v1/tasks.pb.h"

namespace zgc::tasks {
namespace {

// Whether parts may be added to or reopened under the task.
bool TakesParts(v1::TaskState state) {
  return IsOpen(state) && state != v1::TASK_STATE_COMPLETION_SUBMITTED;
}

absl::Status CheckPlace(const storage::Reader& reader, const v1::Task& task, Checks& checks) {
  ZGC_RETURN_IF_ERROR(CheckParent(reader, kTasks, task, "task.parent", checks));
  if (task.parent().empty()) return absl::OkStatus();
  ZGC_ASSIGN_OR_RETURN(const auto whole, kTasks.Get(reader, {task.parent()}));
  checks.Expect(!whole.has_value() || whole->plan() == task.plan(), "task.parent",
                absl::StrCat(task.parent(), " is not of ", task.plan()));
  return absl::OkStatus();
}

absl::Status CheckTask(const storage::Reader& reader, const v1::Task& task, Checks& checks) {
  ZGC_RETURN_IF_ERROR(checks.Reference(reader, kPlans, task.plan(), "task.plan").status());
  checks.Required(task.number(), "task.number");
  ZGC_RETURN_IF_ERROR(
      kTasksByNumber.ForEach(reader, {task.plan(), task.number()}, [&](const std::string& found) {
        if (found != task.name()) {
          checks.Add("task.number", absl::StrCat(found, " has this number already"));
        }
        return true;
      }));
  checks.Required(task.title(), "task.title");
  checks.Required(task.statement(), "task.statement");
  ZGC_RETURN_IF_ERROR(
      checks.Reference(reader, kOrganisations, task.lead_department(), "task.lead_department")
          .status());
  const Texts& cooperating = task.cooperating_departments();
  ZGC_RETURN_IF_ERROR(
      CheckOrganisations(reader, cooperating, "task.cooperating_departments", checks));
  checks.Expect(std::find(cooperating.begin(), cooperating.end(), task.lead_department()) ==
                    cooperating.end(),
                "task.cooperating_departments",
                absl::StrCat(task.lead_department(), " leads the task"));
  ZGC_RETURN_IF_ERROR(CheckPlace(reader, task, checks));
  ZGC_RETURN_IF_ERROR(CheckDeadline(reader, task, task.deadline(), "task.deadline", checks));
  return CheckTargets(reader, task, checks);
}

// The whole must still take parts.
absl::Status CheckWholeTakesParts(const storage::Reader& reader, const v1::Task& task,
                                  absl::string_view method) {
  if (task.parent().empty()) return absl::OkStatus();
  ZGC_ASSIGN_OR_RETURN(const v1::Task whole, GetRow(reader, kTasks, task.parent()));
  return TakesParts(whole.state()) ? absl::OkStatus() : WrongState(whole, method);
}

void ClearOutputs(v1::Task& task) {
  task.clear_state();
  task.clear_author();
  task.clear_transitions();
  task.clear_completions();
  task.clear_late_days();
  task.clear_score();
  task.clear_original_deadline();
  task.clear_original_lead_department();
  for (v1::TaskTarget& target : *task.mutable_targets()) target.clear_original_value();
}

}  // namespace

absl::StatusOr<v1::Task> CreateTask(storage::Txn& txn, const base::Actor& actor,
                                    const v1::CreateTaskRequest& request) {
  v1::Task task = request.task();
  task.set_name(absl::StrCat("tasks/", request.task_id()));
  ClearOutputs(task);
  Checks checks;
  checks.Id(request.task_id(), "task_id");
  ZGC_RETURN_IF_ERROR(CheckTask(txn, task, checks));
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  ZGC_RETURN_IF_ERROR(CheckWholeTakesParts(txn, task, "CreateTask"));
  task.set_author(actor.responsible());
  Move(txn, actor, "CreateTask", "", "", task);
  ZGC_ASSIGN_OR_RETURN(task, Insert(txn, kTasks, std::move(task)));
  kTasksByNumber.Add(txn, {task.plan(), task.number()}, task.name());
  if (!task.parent().empty()) kTasksByParent.Add(txn, {task.parent()}, task.name());
  return task;
}

absl::StatusOr<v1::Task> UpdateTask(storage::Txn& txn, const base::Actor&,
                                    const v1::UpdateTaskRequest& request) {
  ZGC_ASSIGN_OR_RETURN(const v1::Task old, GetForUpdate(txn, kTasks, request.task()));
  // Once approved, a change takes a change request.
  if (old.state() != v1::TASK_STATE_DRAFT) return WrongState(old, "UpdateTask");
  v1::Task task = old;
  Checks checks;
  ApplyUpdateMask(request.update_mask(), request.task(),
                  {"title", "statement", "lead_department", "cooperating_departments", "parent",
                   "mandatory", "deadline", "targets", "not_applicable_reason"},
                  checks, task);
  for (v1::TaskTarget& target : *task.mutable_targets()) target.clear_original_value();
  ZGC_RETURN_IF_ERROR(CheckTask(txn, task, checks));
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  if (task.parent() != old.parent()) {
    ZGC_RETURN_IF_ERROR(CheckWholeTakesParts(txn, task, "UpdateTask"));
    if (!old.parent().empty()) kTasksByParent.Remove(txn, {old.parent()}, old.name());
    if (!task.parent().empty()) kTasksByParent.Add(txn, {task.parent()}, task.name());
  }
  return Save(txn, kTasks, std::move(task));
}

absl::StatusOr<v1::Task> SubmitTask(storage::Txn& txn, const base::Actor& actor,
                                    const v1::SubmitTaskRequest& request) {
  ZGC_ASSIGN_OR_RETURN(v1::Task task, GetForUpdate(txn, kTasks, request));
  ZGC_RETURN_IF_ERROR(CheckOpen(task, "SubmitTask"));
  Move(txn, actor, "SubmitTask", request.reason(), "", task);
  return Save(txn, kTasks, std::move(task));
}

absl::StatusOr<v1::Task> WithdrawTask(storage::Txn& txn, const base::Actor& actor,
                                      const v1::WithdrawTaskRequest& request) {
  ZGC_ASSIGN_OR_RETURN(v1::Task task, GetForUpdate(txn, kTasks, request));
  Checks checks;
  checks.Required(request.reason(), "reason");
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  ZGC_RETURN_IF_ERROR(CheckOpen(task, "WithdrawTask"));
  ZGC_ASSIGN_OR_RETURN(const auto parts, OpenParts(txn, task, false));
  if (!parts.empty()) return NotOpen(task, "WithdrawTask", parts);
  Move(txn, actor, "WithdrawTask", request.reason(), "", task);
  return Save(txn, kTasks, std::move(task));
}

absl::StatusOr<v1::Task> ApproveTask(storage::Txn& txn, const base::Actor& actor,
                                     const v1::ApproveTaskRequest& request) {
  ZGC_ASSIGN_OR_RETURN(v1::Task task, GetForUpdate(txn, kTasks, request));
  ZGC_RETURN_IF_ERROR(CheckOpen(task, "ApproveTask"));
  ZGC_RETURN_IF_ERROR(RequireAnother(actor, task.author(), "wrote", task.name()));
  ZGC_RETURN_IF_ERROR(RequireAnother(actor, TakenBy(task, "SubmitTask"), "submitted", task.name()));
  task.set_original_deadline(task.deadline());
  task.set_original_lead_department(task.lead_department());
  for (v1::TaskTarget& target : *task.mutable_targets()) target.set_original_value(target.value());
  Move(txn, actor, "ApproveTask", request.reason(), "", task);
  return Save(txn, kTasks, std::move(task));
}

absl::StatusOr<v1::Task> ReopenTask(storage::Txn& txn, const base::Actor& actor,
                                    const v1::ReopenTaskRequest& request) {
  ZGC_ASSIGN_OR_RETURN(v1::Task task, GetForUpdate(txn, kTasks, request));
  Checks checks;
  checks.Required(request.reason(), "reason");
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  ZGC_RETURN_IF_ERROR(CheckOpen(task, "ReopenTask"));
  ZGC_RETURN_IF_ERROR(CheckWholeTakesParts(txn, task, "ReopenTask"));
  Move(txn, actor, "ReopenTask", request.reason(), request.document(), task);
  return Save(txn, kTasks, std::move(task));
}

absl::StatusOr<v1::Task> GetTask(const storage::Reader& reader, const v1::GetTaskRequest& request) {
  return GetRow(reader, kTasks, request.name());
}

absl::StatusOr<std::string> ListTasks(const storage::Reader& reader,
                                      const v1::ListTasksRequest& request,
                                      const storage::Page& page, v1::ListTasksResponse& response) {
  Checks checks;
  checks.OptionalDay(request.overdue_on(), "overdue_on");
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  return ListRows(reader, kTasks, page, response.mutable_tasks(), [&](const v1::Task& row) {
    const bool overdue = TakesParts(row.state()) && row.deadline() < request.overdue_on();
    return (request.state() == 0 || request.state() == row.state()) &&
           Takes(request.plan(), row.plan()) && Takes(request.parent(), row.parent()) &&
           Takes(request.lead_department(), row.lead_department()) &&
           (request.overdue_on().empty() || overdue);
  });
}

}  // namespace zgc::tasks
