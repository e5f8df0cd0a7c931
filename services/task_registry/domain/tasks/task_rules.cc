#include "services/task_registry/domain/tasks/task_rules.h"

#include <algorithm>

#include "common/resource/rows.h"
#include "services/task_registry/store/schema.h"

namespace zgc::tasks {
namespace {

struct Transition {
  absl::string_view method;
  v1::TaskState from;
  v1::TaskState to;
};

constexpr Transition kTransitions[] = {
    {"SubmitTask", v1::TASK_STATE_DRAFT, v1::TASK_STATE_PENDING},
    {"WithdrawTask", v1::TASK_STATE_DRAFT, v1::TASK_STATE_WITHDRAWN},
    {"ApproveTask", v1::TASK_STATE_PENDING, v1::TASK_STATE_ACTIVE},
    {"CancelTask", v1::TASK_STATE_PENDING, v1::TASK_STATE_CANCELLED},
    {"SubmitCompletion", v1::TASK_STATE_ACTIVE, v1::TASK_STATE_COMPLETION_SUBMITTED},
    {"SuspendTask", v1::TASK_STATE_ACTIVE, v1::TASK_STATE_SUSPENDED},
    {"CancelTask", v1::TASK_STATE_ACTIVE, v1::TASK_STATE_CANCELLED},
    {"AcceptCompletion", v1::TASK_STATE_COMPLETION_SUBMITTED, v1::TASK_STATE_COMPLETED},
    {"ReturnCompletion", v1::TASK_STATE_COMPLETION_SUBMITTED, v1::TASK_STATE_ACTIVE},
    {"ResumeTask", v1::TASK_STATE_SUSPENDED, v1::TASK_STATE_ACTIVE},
    {"CancelTask", v1::TASK_STATE_SUSPENDED, v1::TASK_STATE_CANCELLED},
    {"ReopenTask", v1::TASK_STATE_COMPLETED, v1::TASK_STATE_ACTIVE},
};

const Transition* Find(v1::TaskState from, absl::string_view method) {
  for (const Transition& transition : kTransitions) {
    if (transition.from == from && transition.method == method) return &transition;
  }
  return nullptr;
}

// Creation is a step from no state; every other one is in the table.
v1::TaskState StateAfter(v1::TaskState from, absl::string_view method) {
  const Transition* transition = Find(from, method);
  return transition == nullptr ? v1::TASK_STATE_DRAFT : transition->to;
}

}  // namespace

bool IsOpen(v1::TaskState state) {
  return state != v1::TASK_STATE_COMPLETED && state != v1::TASK_STATE_CANCELLED &&
         state != v1::TASK_STATE_WITHDRAWN;
}

std::vector<std::string> OpenTransitions(const v1::Task& task) {
  std::vector<std::string> open;
  for (const Transition& transition : kTransitions) {
    if (transition.from == task.state()) open.emplace_back(transition.method);
  }
  return open;
}

absl::Status NotOpen(const v1::Task& task, absl::string_view method,
                     const std::vector<std::string>& obstacles) {
  std::vector<std::string> open = OpenTransitions(task);
  open.erase(std::remove(open.begin(), open.end(), method), open.end());
  return IllegalTransition(task.name(), method, obstacles, open);
}

absl::Status WrongState(const v1::Task& task, absl::string_view method) {
  return NotOpen(task, method,
                 {absl::StrCat(task.name(), " is ", v1::TaskState_Name(task.state()))});
}

absl::Status CheckOpen(const v1::Task& task, absl::string_view method) {
  return Find(task.state(), method) == nullptr ? WrongState(task, method) : absl::OkStatus();
}

void Move(const storage::Txn& txn, const base::Actor& actor, absl::string_view method,
          const std::string& reason, const std::string& document, v1::Task& task) {
  v1::TaskTransition& step = *task.add_transitions();
  step.set_from_state(task.state());
  step.set_to_state(StateAfter(task.state(), method));
  step.set_method(std::string(method));
  step.set_person(actor.responsible());
  step.set_reason(reason);
  step.set_document(document);
  resource::SetTime(txn, *step.mutable_time());
  step.set_revision(txn.revision());
  task.set_state(step.to_state());
}

std::string TakenBy(const v1::Task& task, absl::string_view method) {
  std::string person;
  for (const v1::TaskTransition& step : task.transitions()) {
    if (step.method() == method) person = step.person();
  }
  return person;
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

absl::StatusOr<std::vector<std::string>> OpenParts(const storage::Reader& reader,
                                                   const v1::Task& task, bool mandatory_only) {
  std::vector<std::string> open;
  ZGC_RETURN_IF_ERROR(ForEachPart(reader, task.name(), [&](const v1::Task& part) {
    if (!IsOpen(part.state()) || (mandatory_only && !part.mandatory())) return;
    open.push_back(
        absl::StrCat("its part ", part.name(), " is ", v1::TaskState_Name(part.state())));
  }));
  return open;
}

absl::Status CheckDeadline(const storage::Reader& reader, const v1::Task& task,
                           const std::string& deadline, absl::string_view field, Checks& checks) {
  if (!checks.Day(deadline, field)) return absl::OkStatus();
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
