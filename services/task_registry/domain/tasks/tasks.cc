#include "services/task_registry/domain/tasks/tasks.h"

#include <algorithm>
#include <set>

#include "absl/types/span.h"
#include "common/base/time/dates.h"
#include "common/query/list.h"
#include "common/resource/masks.h"
#include "common/resource/rows.h"
#include "services/task_registry/domain/duties/duties.h"
#include "services/task_registry/domain/plans/plans.h"
#include "services/task_registry/domain/sources/wanted_indicators.h"
#include "services/task_registry/domain/tasks/field_checks.h"
#include "services/task_registry/domain/tasks/targets.h"
#include "services/task_registry/domain/tasks/task_rules.h"
#include "zgc/tasks/v1/task_service.pb.h"
#include "zgc/tasks/v1/tasks.pb.h"

namespace zgc::tasks {
namespace {

absl::Status CheckPlace(const storage::Reader& reader, const v1::Task& task, Checks& checks) {
  ZGC_RETURN_IF_ERROR(CheckParent(reader, kTasks, task, "task.parent", checks));
  if (task.parent().empty()) return absl::OkStatus();
  ZGC_ASSIGN_OR_RETURN(const auto whole, kTasks.Get(reader, {task.parent()}));
  checks.Expect(!whole.has_value() || whole->plan() == task.plan(), "task.parent",
                absl::StrCat(task.parent(), " is not of ", task.plan()));
  return absl::OkStatus();
}

// The whole must still take parts.
absl::Status CheckWholeTakesParts(const storage::Reader& reader, const v1::Task& task,
                                  absl::string_view method) {
  if (task.parent().empty()) return absl::OkStatus();
  ZGC_ASSIGN_OR_RETURN(const v1::Task whole, GetRow(reader, kTasks, task.parent()));
  return TakesParts(whole.state()) ? absl::OkStatus() : WrongState(reader, whole, method);
}

absl::Status CheckNumber(const storage::Reader& reader, const v1::Task& task,
                         const std::string& plan, const std::string& number,
                         const std::string& field, Checks& checks) {
  return kTasksByNumber.ForEach(reader, {plan, number}, [&](const std::string& found) {
    checks.Expect(found == task.name(), field, absl::StrCat(found, " has this number already"));
    return true;
  });
}

// In its plan and in the other lists that it answers to.
absl::Status CheckNumbers(const storage::Reader& reader, const v1::Task* before,
                          const v1::Task& task, Checks& checks) {
  ZGC_RETURN_IF_ERROR(CheckNumber(reader, task, task.plan(), task.number(), "task.number", checks));
  std::set<std::string> lists = {task.plan()};
  for (int i = 0; i < task.also_in_size(); ++i) {
    const v1::ListNumber& list = task.also_in(i);
    const std::string field = absl::StrCat("task.also_in[", i, "]");
    checks.Expect(lists.insert(list.plan()).second, absl::StrCat(field, ".plan"),
                  "has a number of the task already");
    const bool was_in =
        before != nullptr &&
        std::any_of(before->also_in().begin(), before->also_in().end(),
                    [&](const v1::ListNumber& other) { return other.plan() == list.plan(); });
    ZGC_ASSIGN_OR_RETURN(const auto plan, kPlans.Get(reader, {list.plan()}));
    checks.Expect(was_in || !plan.has_value() || plan->state() != v1::PLAN_STATE_CLOSED,
                  absl::StrCat(field, ".plan"), absl::StrCat(list.plan(), " is PLAN_STATE_CLOSED"));
    ZGC_RETURN_IF_ERROR(CheckNumber(reader, task, list.plan(), list.number(),
                                    absl::StrCat(field, ".number"), checks));
  }
  return absl::OkStatus();
}

absl::Status CheckTask(const storage::Reader& reader, const v1::Task* before, v1::Task& task,
                       Checks& checks) {
  ZGC_RETURN_IF_ERROR(CheckNumbers(reader, before, task, checks));
  const Texts& cooperating = task.cooperating_departments();
  ZGC_RETURN_IF_ERROR(CheckDutyHolders(reader, task, "task.cooperating_departments", checks));
  CheckNoneTwice(cooperating, "task.cooperating_departments", checks);
  checks.Expect(std::find(cooperating.begin(), cooperating.end(), task.lead_department()) ==
                    cooperating.end(),
                "task.cooperating_departments",
                absl::StrCat(task.lead_department(), " leads the task"));
  ZGC_RETURN_IF_ERROR(CheckPlace(reader, task, checks));
  ZGC_RETURN_IF_ERROR(CheckDeadline(reader, task, task.deadline(), "task.deadline", checks));
  ZGC_RETURN_IF_ERROR(CheckTargets(reader, task, checks));
  if (before != nullptr && task.parent() != before->parent() && checks.empty()) {
    ZGC_RETURN_IF_ERROR(CheckWholeTakesParts(reader, task, "UpdateTask"));
  }
  return absl::OkStatus();
}

absl::Status AddLookups(storage::Txn& txn, const v1::Task& task) {
  kTasksByNumber.Add(txn, {task.plan(), task.number()}, task.name());
  kTasksByPlan.Add(txn, {task.plan()}, task.name());
  for (const v1::ListNumber& list : task.also_in()) {
    kTasksByNumber.Add(txn, {list.plan(), list.number()}, task.name());
    kTasksByPlan.Add(txn, {list.plan()}, task.name());
  }
  if (!task.parent().empty()) kTasksByParent.Add(txn, {task.parent()}, task.name());
  WantIndicatorsOf(txn, task);
  return absl::OkStatus();
}

absl::Status RemoveLookups(storage::Txn& txn, const v1::Task& task) {
  kTasksByNumber.Remove(txn, {task.plan(), task.number()}, task.name());
  kTasksByPlan.Remove(txn, {task.plan()}, task.name());
  for (const v1::ListNumber& list : task.also_in()) {
    kTasksByNumber.Remove(txn, {list.plan(), list.number()}, task.name());
    kTasksByPlan.Remove(txn, {list.plan()}, task.name());
  }
  if (!task.parent().empty()) kTasksByParent.Remove(txn, {task.parent()}, task.name());
  return ForgetIndicatorsOf(txn, task);
}

// As it was approved, by another person than who submitted it.
bool WasApproved(const v1::Task& task) { return !task.original_deadline().empty(); }

// As of the day, or of that of the commit that is read, which a read that needs none does not ask.
template <typename Tasks>
absl::Status TellOverdue(const storage::Reader& reader, std::string day, Tasks&& tasks) {
  for (v1::Task& task : tasks) {
    if (!IsUnderWay(task.state()) || task.deadline().empty()) continue;
    if (day.empty()) {
      ZGC_ASSIGN_OR_RETURN(const absl::Time time, reader.CommitTime());
      day = base::FormatDate(base::DayOf(time));
    }
    if (day <= task.deadline()) continue;
    ZGC_ASSIGN_OR_RETURN(const int64_t days, DaysLate(task.deadline(), day));
    task.set_overdue_days(days);
    task.set_overdue_as_of_date(day);
  }
  return absl::OkStatus();
}

// A filter that takes what is overdue on a day; all for none.
std::string OverdueOn(const std::string& day) {
  if (day.empty()) return "";
  std::string filter = absl::StrCat("deadline < ", day);
  for (int state = v1::TaskState_MIN; state <= v1::TaskState_MAX; ++state) {
    if (!v1::TaskState_IsValid(state) || IsUnderWay(static_cast<v1::TaskState>(state))) continue;
    absl::StrAppend(&filter, " AND state != ", v1::TaskState_Name(state));
  }
  return filter;
}

}  // namespace

const records::KindOf<v1::Task>& TaskKind() {
  constexpr char kChange[] = "CreateChangeRequest, or UpdateTask of a draft";
  static const auto* const kind = new records::KindOf<v1::Task>(
      kTasks, {.created_by = "/zgc.tasks.v1.TaskService/CreateTask",
               .field = "task",
               .check = &CheckTask,
               .add = &AddLookups,
               .remove = &RemoveLookups,
               // What was promised changes in the open, and what was approved first stays readable.
               .moved = {{"lead_department", kChange},
                         {"deadline", kChange},
                         {"targets", kChange},
                         {"statement", kChange},
                         {"cooperating_departments", kChange}},
               .confirmed = &WasApproved});
  return *kind;
}

absl::StatusOr<v1::Task> CreateTask(storage::Txn& txn, const base::Actor& actor,
                                    const v1::CreateTaskRequest& request) {
  v1::Task task = request.task();
  task.set_name(absl::StrCat("tasks/", request.task_id()));
  Checks checks(txn, request);
  ZGC_RETURN_IF_ERROR(TaskKind().Hold(txn, nullptr, task, checks));
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  ZGC_ASSIGN_OR_RETURN(const v1::Plan plan, GetRow(txn, kPlans, task.plan()));
  if (plan.state() == v1::PLAN_STATE_CLOSED) {
    return PlanLifecycle().Hindered(txn, "CreateTask", plan,
                                    {absl::StrCat(plan.name(), " is PLAN_STATE_CLOSED")});
  }
  ZGC_RETURN_IF_ERROR(CheckWholeTakesParts(txn, task, "CreateTask"));
  TaskLifecycle().Take(txn, actor, "CreateTask", {}, task);
  return TaskKind().Create(txn, std::move(task));
}

absl::StatusOr<v1::Task> UpdateTask(storage::Txn& txn, const base::Actor& actor,
                                    const v1::UpdateTaskRequest& request) {
  ZGC_ASSIGN_OR_RETURN(const v1::Task old, GetForUpdate(txn, kTasks, request.task()));
  ZGC_RETURN_IF_ERROR(TaskLifecycle().Check(txn, actor, "UpdateTask", old));
  v1::Task task = old;
  Checks checks(txn, request);
  ApplyUpdate(txn, request, checks, task);
  ZGC_RETURN_IF_ERROR(TaskKind().Hold(txn, &old, task, checks));
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  TaskLifecycle().Take(txn, actor, "UpdateTask", {}, task);
  return TaskKind().Update(txn, old, std::move(task));
}

absl::StatusOr<v1::Task> SubmitTask(storage::Txn& txn, const base::Actor& actor,
                                    const v1::SubmitTaskRequest& request) {
  ZGC_ASSIGN_OR_RETURN(v1::Task task, GetForUpdate(txn, kTasks, request));
  ZGC_RETURN_IF_ERROR(TaskLifecycle().Check(txn, actor, "SubmitTask", task));
  TaskLifecycle().Take(txn, actor, "SubmitTask", {.note = request.reason()}, task);
  return SaveTask(txn, std::move(task));
}

absl::StatusOr<v1::Task> WithdrawTask(storage::Txn& txn, const base::Actor& actor,
                                      const v1::WithdrawTaskRequest& request) {
  ZGC_ASSIGN_OR_RETURN(v1::Task task, GetForUpdate(txn, kTasks, request));
  Checks checks(txn, request);
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  ZGC_RETURN_IF_ERROR(TaskLifecycle().Check(txn, actor, "WithdrawTask", task));
  TaskLifecycle().Take(txn, actor, "WithdrawTask", {.note = request.reason()}, task);
  ZGC_RETURN_IF_ERROR(
      DropDutiesOf(txn, actor, "WithdrawTask", {.note = request.reason()}, task.name()));
  return SaveTask(txn, std::move(task));
}

absl::StatusOr<v1::Task> ApproveTask(storage::Txn& txn, const base::Actor& actor,
                                     const v1::ApproveTaskRequest& request) {
  ZGC_ASSIGN_OR_RETURN(v1::Task task, GetForUpdate(txn, kTasks, request));
  ZGC_RETURN_IF_ERROR(TaskLifecycle().Check(txn, actor, "ApproveTask", task));
  // From now on they are followed.
  Checks checks(txn, request);
  ZGC_RETURN_IF_ERROR(CheckRoom(txn, task, checks));
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  task.set_original_deadline(task.deadline());
  task.set_original_lead_department(task.lead_department());
  for (v1::TaskTarget& target : *task.mutable_targets()) target.set_original_value(target.value());
  TaskLifecycle().Take(txn, actor, "ApproveTask", {.note = request.reason()}, task);
  ZGC_RETURN_IF_ERROR(OpenDutiesOf(txn, actor, task.name()));
  return SaveTask(txn, std::move(task));
}

absl::StatusOr<v1::Task> ReopenTask(storage::Txn& txn, const base::Actor& actor,
                                    const v1::ReopenTaskRequest& request) {
  ZGC_ASSIGN_OR_RETURN(v1::Task task, GetForUpdate(txn, kTasks, request));
  Checks checks(txn, request);
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  ZGC_RETURN_IF_ERROR(TaskLifecycle().Check(txn, actor, "ReopenTask", task));
  TaskLifecycle().Take(txn, actor, "ReopenTask",
                       {.note = request.reason(), .evidence = Evidence(request.document())}, task);
  return SaveTask(txn, std::move(task));
}

absl::StatusOr<v1::Task> GetTask(const storage::Reader& reader, const v1::GetTaskRequest& request,
                                 const figures::FigureBook& book) {
  Checks checks(reader, request);
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  ZGC_ASSIGN_OR_RETURN(v1::Task task, GetRow(reader, kTasks, request.name()));
  ZGC_RETURN_IF_ERROR(TellOverdue(reader, request.as_of_date(), absl::MakeSpan(&task, 1)));
  ZGC_RETURN_IF_ERROR(TellAttainment(reader, book, task));
  return task;
}

absl::StatusOr<std::string> ListTasks(const storage::Reader& reader,
                                      const v1::ListTasksRequest& request,
                                      const storage::Page& page, v1::ListTasksResponse& response) {
  Checks checks(reader, request);
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  ZGC_ASSIGN_OR_RETURN(std::string next, query::List(reader, kTasks.column(), request, page,
                                                     response, {OverdueOn(request.overdue_on())}));
  ZGC_RETURN_IF_ERROR(TellOverdue(reader, request.as_of_date(), *response.mutable_tasks()));
  return next;
}

}  // namespace zgc::tasks
