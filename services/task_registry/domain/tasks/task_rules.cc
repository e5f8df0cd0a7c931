#include "services/task_registry/domain/tasks/task_rules.h"

#include <algorithm>

#include "common/base/time/dates.h"
#include "common/resource/rows.h"
#include "services/task_registry/domain/sources/wanted_indicators.h"
#include "services/task_registry/store/schema.h"

namespace zgc::tasks {
namespace {

using Found = std::vector<std::string>;

template <typename Row>
absl::Status ForEachOf(const storage::Reader& reader, const Lookup<NameOf<v1::Task>>& lookup,
                       const Rows<Row>& table, const std::string& task,
                       absl::FunctionRef<void(const Row&)> visit) {
  absl::Status failed;
  ZGC_RETURN_IF_ERROR(lookup.ForEach(reader, {task}, [&](const std::string& found) {
    const auto row = GetRow(reader, table, found);
    if (row.ok()) {
      visit(*row);
    } else {
      failed = row.status();
    }
    return failed.ok();
  }));
  return failed;
}

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

absl::StatusOr<Found> WhatCompletionWaitsFor(const storage::Reader& reader, const v1::Task& task) {
  ZGC_ASSIGN_OR_RETURN(Found open, Open(reader, task, true));
  ZGC_RETURN_IF_ERROR(ForEachMilestone(reader, task.name(), [&](const v1::Milestone& milestone) {
    if (!milestone.mandatory() || milestone.state() == v1::MILESTONE_STATE_ACCEPTED) return;
    open.push_back(absl::StrCat("its milestone ", milestone.name(), " is ",
                                v1::MilestoneState_Name(milestone.state())));
  }));
  ZGC_RETURN_IF_ERROR(ForEachDuty(reader, task.name(), [&](const v1::Duty& duty) {
    // A draft binds nobody.
    if (!IsUnsettled(duty.state()) || duty.state() == v1::DUTY_STATE_DRAFT) return;
    open.push_back(
        absl::StrCat("its duty ", duty.name(), " is ", v1::DutyState_Name(duty.state())));
  }));
  return open;
}

absl::StatusOr<Found> WhatKeepsItEnded(const storage::Reader& reader, const v1::Task& task) {
  std::vector<std::string> plans = {task.plan()};
  for (const v1::ListNumber& list : task.also_in()) plans.push_back(list.plan());
  for (const std::string& name : plans) {
    ZGC_ASSIGN_OR_RETURN(const auto plan, kPlans.Get(reader, {name}));
    if (plan.has_value() && plan->state() == v1::PLAN_STATE_CLOSED) {
      return Found{absl::StrCat("its plan ", plan->name(), " is PLAN_STATE_CLOSED")};
    }
  }
  Found keeps;
  ZGC_RETURN_IF_ERROR(
      ForEachWithoutRoom(reader, task, [&](int, const std::string& why) { keeps.push_back(why); }));
  if (!keeps.empty() || task.parent().empty()) return keeps;
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
       .not_by = {"CreateTask", "UpdateTask", "SubmitTask"}},
      {.method = "SubmitCompletion",
       .from = {v1::TASK_STATE_ACTIVE},
       .to = {v1::TASK_STATE_COMPLETION_SUBMITTED},
       .when =
           "its mandatory parts have ended, its mandatory milestones and its duties are accepted, "
           "and its targets are met or the shortfall is approved",
       .obstacles = &WhatCompletionWaitsFor},
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
       .not_by = {"CreateTask", "SubmitTask"},
       .when = kNoOpenPart,
       .obstacles = &OpenParts},
      {.method = "ReopenTask",
       .from = {v1::TASK_STATE_COMPLETED},
       .to = {v1::TASK_STATE_ACTIVE},
       .when = "its plan is not closed, the task that it is a part of has neither ended nor been "
               "reported complete, and there is room to follow what its targets name",
       .obstacles = &WhatKeepsItEnded},
      // Once approved, a change takes a change request.
      {.method = "UpdateTask", .from = {v1::TASK_STATE_DRAFT}, .each_counts = true},
      {.method = "ApproveChangeRequest",
       .from = {v1::TASK_STATE_ACTIVE, v1::TASK_STATE_SUSPENDED},
       .to = {v1::TASK_STATE_ACTIVE, v1::TASK_STATE_SUSPENDED},
       .when = "of a change that another proposed; of a suspension to SUSPENDED, else it stays",
       .follows = true},
  });
  return *lifecycle;
}

bool IsUnderWay(v1::TaskState state) {
  return state == v1::TASK_STATE_ACTIVE || state == v1::TASK_STATE_SUSPENDED;
}

bool TakesParts(v1::TaskState state) {
  return IsOpen(state) && state != v1::TASK_STATE_COMPLETION_SUBMITTED;
}

absl::Status WrongState(const storage::Reader& reader, const v1::Task& task,
                        absl::string_view method) {
  return TaskLifecycle().Hindered(
      reader, method, task, {absl::StrCat(task.name(), " is ", v1::TaskState_Name(task.state()))});
}

absl::StatusOr<v1::Task> SaveTask(storage::Txn& txn, v1::Task task) {
  ZGC_ASSIGN_OR_RETURN(const v1::Task before, GetRow(txn, kTasks, task.name()));
  ZGC_RETURN_IF_ERROR(ForgetIndicatorsOf(txn, before));
  WantIndicatorsOf(txn, task);
  return Save(txn, kTasks, std::move(task));
}

bool CarriesOut(const v1::Task& task, const std::string& organisation) {
  const Texts& cooperating = task.cooperating_departments();
  return organisation == task.lead_department() ||
         std::find(cooperating.begin(), cooperating.end(), organisation) != cooperating.end();
}

bool IsUnsettled(v1::DutyState state) {
  return state == v1::DUTY_STATE_DRAFT || state == v1::DUTY_STATE_OPEN ||
         state == v1::DUTY_STATE_REPORTED;
}

absl::StatusOr<int64_t> DaysLate(const std::string& deadline, const std::string& day) {
  ZGC_ASSIGN_OR_RETURN(const absl::CivilDay due, base::ParseDate(deadline));
  ZGC_ASSIGN_OR_RETURN(const absl::CivilDay done, base::ParseDate(day));
  return std::max<int64_t>(0, done - due);
}

absl::Status ForEachPart(const storage::Reader& reader, const std::string& task,
                         absl::FunctionRef<void(const v1::Task&)> visit) {
  return ForEachOf(reader, kTasksByParent, kTasks, task, visit);
}

absl::Status ForEachMilestone(const storage::Reader& reader, const std::string& task,
                              absl::FunctionRef<void(const v1::Milestone&)> visit) {
  return ForEachOf(reader, kMilestonesByTask, kMilestones, task, visit);
}

absl::Status ForEachDuty(const storage::Reader& reader, const std::string& task,
                         absl::FunctionRef<void(const v1::Duty&)> visit) {
  return ForEachOf(reader, kDutiesByTask, kDuties, task, visit);
}

absl::Status CheckDutyHolders(const storage::Reader& reader, const v1::Task& task,
                              absl::string_view field, Checks& checks) {
  return ForEachDuty(reader, task.name(), [&](const v1::Duty& duty) {
    checks.Expect(!IsUnsettled(duty.state()) || CarriesOut(task, duty.organisation()), field,
                  absl::StrCat(duty.organisation(), " still has ", duty.name()));
  });
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
  ZGC_RETURN_IF_ERROR(ForEachMilestone(reader, task.name(), [&](const v1::Milestone& milestone) {
    checks.Expect(
        milestone.state() == v1::MILESTONE_STATE_ACCEPTED || milestone.due_date() <= deadline,
        field, absl::StrCat(deadline, " is before ", milestone.name(), " is due"));
  }));
  return ForEachDuty(reader, task.name(), [&](const v1::Duty& duty) {
    checks.Expect(!IsUnsettled(duty.state()) || duty.deadline() <= deadline, field,
                  absl::StrCat(deadline, " is before the deadline of ", duty.name()));
  });
}

}  // namespace zgc::tasks
