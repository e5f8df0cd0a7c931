#include "services/task_registry/domain/tasks/task_rules.h"

#include <algorithm>

#include "common/resource/rows.h"
#include "services/task_registry/store/schema.h"

namespace zgc::tasks {
namespace {

using Found = std::vector<std::string>;

absl::StatusOr<Found> Open(const storage::Reader& reader, const v1::Task& task,
                           bool mandatory_only) {
  Found open;
  ZGC_RETURN_IF_ERROR(ForEachPart(reader, task.name(), [&](const v1::Task& part) {
    if (!IsOpen(part.state()) || (mandatory_only && !part.mandatory())) return;
    open.push_back(
        absl::StrCat("its part ", part.name(), " is ", v1::TaskState_Name(part.state())));
  }));
  return open;
}

absl::StatusOr<Found> OpenParts(const storage::Reader& reader, const v1::Task& task) {
  return Open(reader, task, false);
}
absl::StatusOr<Found> OpenMandatoryParts(const storage::Reader& reader, const v1::Task& task) {
  return Open(reader, task, true);
}

absl::StatusOr<Found> WholeThatTakesNone(const storage::Reader& reader, const v1::Task& task) {
  if (task.parent().empty()) return Found();
  ZGC_ASSIGN_OR_RETURN(const v1::Task whole, GetRow(reader, kTasks, task.parent()));
  if (TakesParts(whole.state())) return Found();
  return Found{absl::StrCat("its whole ", whole.name(), " is ", v1::TaskState_Name(whole.state()))};
}

}  // namespace

bool IsOpen(v1::TaskState state) {
  return state != v1::TASK_STATE_COMPLETED && state != v1::TASK_STATE_CANCELLED &&
         state != v1::TASK_STATE_WITHDRAWN;
}

const resource::Lifecycle<v1::Task>& TaskLifecycle() {
  constexpr char kNoOpenPart[] = "no part of it is open";
  static const auto* const lifecycle = new resource::Lifecycle<v1::Task>({
      {.method = "CreateTask", .to = {v1::TASK_STATE_DRAFT}},
      {.method = "SubmitTask", .from = {v1::TASK_STATE_DRAFT}, .to = {v1::TASK_STATE_PENDING}},
      {.method = "WithdrawTask",
       .from = {v1::TASK_STATE_DRAFT},
       .to = {v1::TASK_STATE_WITHDRAWN},
       .when = kNoOpenPart,
       .obstacles = &OpenParts},
      {.method = "ApproveTask",
       .from = {v1::TASK_STATE_PENDING},
       .to = {v1::TASK_STATE_ACTIVE},
       .not_by = {"CreateTask", "SubmitTask"}},
      {.method = "SubmitCompletion",
       .from = {v1::TASK_STATE_ACTIVE},
       .to = {v1::TASK_STATE_COMPLETION_SUBMITTED},
       .when =
           "its mandatory parts have ended, and its targets are met or the shortfall is approved",
       .obstacles = &OpenMandatoryParts},
      {.method = "SuspendTask", .from = {v1::TASK_STATE_ACTIVE}, .to = {v1::TASK_STATE_SUSPENDED}},
      {.method = "AcceptCompletion",
       .from = {v1::TASK_STATE_COMPLETION_SUBMITTED},
       .to = {v1::TASK_STATE_COMPLETED},
       .not_by = {"SubmitCompletion"}},
      {.method = "ReturnCompletion",
       .from = {v1::TASK_STATE_COMPLETION_SUBMITTED},
       .to = {v1::TASK_STATE_ACTIVE},
       .not_by = {"SubmitCompletion"}},
      {.method = "ResumeTask", .from = {v1::TASK_STATE_SUSPENDED}, .to = {v1::TASK_STATE_ACTIVE}},
      {.method = "CancelTask",
       .from = {v1::TASK_STATE_PENDING, v1::TASK_STATE_ACTIVE, v1::TASK_STATE_SUSPENDED},
       .to = {v1::TASK_STATE_CANCELLED},
       .when = kNoOpenPart,
       .obstacles = &OpenParts},
      {.method = "ReopenTask",
       .from = {v1::TASK_STATE_COMPLETED},
       .to = {v1::TASK_STATE_ACTIVE},
       .when = "the task that it is a part of has neither ended nor been reported complete",
       .obstacles = &WholeThatTakesNone},
      // Once approved, a change takes a change request.
      {.method = "UpdateTask", .from = {v1::TASK_STATE_DRAFT}},
      {.method = "ApproveChangeRequest",
       .from = {v1::TASK_STATE_ACTIVE, v1::TASK_STATE_SUSPENDED},
       .when = "of a change of its deadline, its lead or one of its targets",
       .follows = true},
  });
  return *lifecycle;
}

bool TakesParts(v1::TaskState state) {
  return IsOpen(state) && state != v1::TASK_STATE_COMPLETION_SUBMITTED;
}

absl::Status WrongState(const storage::Reader& reader, const v1::Task& task,
                        absl::string_view method) {
  return TaskLifecycle().Hindered(
      reader, method, task, {absl::StrCat(task.name(), " is ", v1::TaskState_Name(task.state()))});
}

absl::Status ForEachPart(const storage::Reader& reader, const std::string& task,
                         absl::FunctionRef<void(const v1::Task&)> visit) {
  absl::Status failed;
  ZGC_RETURN_IF_ERROR(kTasksByParent.ForEach(reader, {task}, [&](const std::string& found) {
    const auto part = GetRow(reader, kTasks, found);
    if (part.ok()) {
      visit(*part);
    } else {
      failed = part.status();
    }
    return failed.ok();
  }));
  return failed;
}

absl::Status CheckDeadline(const storage::Reader& reader, const v1::Task& task,
                           const std::string& deadline, absl::string_view field, Checks& checks) {
  if (deadline.empty() || !checks.Day(deadline, field)) return absl::OkStatus();
  if (!task.parent().empty()) {
    ZGC_ASSIGN_OR_RETURN(const auto whole, kTasks.Get(reader, {task.parent()}));
    checks.Expect(!whole.has_value() || deadline <= whole->deadline(), field,
                  absl::StrCat(deadline, " is after the deadline of ", task.parent()));
  }
  ZGC_RETURN_IF_ERROR(ForEachPart(reader, task.name(), [&](const v1::Task& part) {
    const bool dropped =
        part.state() == v1::TASK_STATE_CANCELLED || part.state() == v1::TASK_STATE_WITHDRAWN;
    checks.Expect(dropped || part.deadline() <= deadline, field,
                  absl::StrCat(deadline, " is before the deadline of ", part.name()));
  }));
  absl::Status failed;
  ZGC_RETURN_IF_ERROR(
      kMilestonesByTask.ForEach(reader, {task.name()}, [&](const std::string& found) {
        const auto milestone = GetRow(reader, kMilestones, found);
        if (!milestone.ok()) {
          failed = milestone.status();
          return false;
        }
        checks.Expect(
            milestone->state() == v1::MILESTONE_STATE_ACCEPTED || milestone->due_date() <= deadline,
            field, absl::StrCat(deadline, " is before ", found, " is due"));
        return true;
      }));
  return failed;
}

}  // namespace zgc::tasks
