#include "services/task_registry/domain/plans/plan_beginnings.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/strip.h"
#include "common/base/time/dates.h"
#include "common/resource/rows.h"
#include "services/task_registry/domain/duties/duties.h"
#include "services/task_registry/domain/milestones/milestones.h"
#include "services/task_registry/domain/plans/plans.h"
#include "services/task_registry/domain/tasks/task_rules.h"
#include "services/task_registry/domain/tasks/tasks.h"
#include "services/task_registry/store/schema.h"

namespace zgc::tasks {
namespace {

// One commit writes them all.
constexpr size_t kMostTasks = 500;

bool IsInHand(const v1::Task& task) {
  return task.state() == v1::TASK_STATE_ACTIVE || task.state() == v1::TASK_STATE_SUSPENDED;
}

// Whether the newest completion was accepted without this target.
bool WasMissed(const v1::Task& task, const v1::TaskTarget& target) {
  if (target.shortfall().empty() || task.completions().empty()) return false;
  const Texts& shortfalls = task.completions().rbegin()->shortfalls();
  return std::find(shortfalls.begin(), shortfalls.end(), target.shortfall()) != shortfalls.end();
}

// The beginning of a plan from another: what all that is carried shares.
class Beginning {
 public:
  Beginning(storage::Txn& txn, const base::Actor& actor, const v1::Plan& from, v1::Plan& plan,
            Checks& checks)
      : txn_(txn), actor_(actor), from_(from), plan_(plan), checks_(checks) {}

  // A task is written after the one that it is a part of.
  absl::Status Carry(std::vector<v1::Task> tasks) {
    while (!tasks.empty()) {
      std::vector<v1::Task> later;
      for (v1::Task& task : tasks) {
        const bool is_part = std::any_of(tasks.begin(), tasks.end(), [&](const v1::Task& other) {
          return other.name() == task.parent();
        });
        if (is_part && !IsSettled(task.parent())) {
          later.push_back(task);
        } else {
          ZGC_RETURN_IF_ERROR(CarryOrLeave(task));
        }
      }
      tasks = std::move(later);
    }
    return absl::OkStatus();
  }

 private:
  // Whether it is carried, and why or why not.
  static std::pair<bool, std::string> Reason(const v1::Task& task) {
    const std::string state = absl::StrCat("it is ", v1::TaskState_Name(task.state()));
    if (IsInHand(task)) return {true, state};
    const bool missed = task.state() == v1::TASK_STATE_COMPLETED &&
                        std::any_of(task.targets().begin(), task.targets().end(),
                                    [&](const auto& target) { return WasMissed(task, target); });
    return {missed, missed ? absl::StrCat(state, " with targets that were missed") : state};
  }

  bool IsSettled(const std::string& task) const {
    return std::any_of(plan_.origins().begin(), plan_.origins().end(),
                       [&](const v1::PlanOrigin& origin) { return origin.task() == task; });
  }
  std::string SuccessorOf(const std::string& task) const {
    for (const v1::PlanOrigin& origin : plan_.origins()) {
      if (origin.task() == task) return origin.successor();
    }
    return "";
  }

  // "tasks/2020-07" of "tasks/2019-07" for the plan 2020 from that of 2019, else "tasks/2020-7".
  std::string NewName(const std::string& collection, const std::string& name) {
    absl::string_view id = absl::StripPrefix(name, collection);
    const std::string old = absl::StrCat(absl::StripPrefix(from_.name(), "plans/"), "-");
    absl::ConsumePrefix(&id, old);
    const std::string made = absl::StrCat(absl::StripPrefix(plan_.name(), "plans/"), "-", id);
    checks_.Id(made, "plan_id");
    return absl::StrCat(collection, made);
  }

  // The same day, later by the years between the plans.
  std::string Later(const std::string& text) const {
    const auto day = base::ParseDate(text);
    if (!day.ok()) return text;
    const absl::CivilYear year = absl::CivilYear(*day) + (plan_.year() - from_.year());
    absl::CivilDay later(year.year(), day->month(), day->day());
    // 29 February.
    if (later.month() != day->month()) later = absl::CivilDay(year.year(), day->month() + 1, 1) - 1;
    return base::FormatDate(later);
  }

  absl::Status CarryOrLeave(const v1::Task& task) {
    const auto [carried, reason] = Reason(task);
    v1::PlanOrigin& origin = *plan_.add_origins();
    origin.set_task(task.name());
    origin.set_reason(reason);
    if (!carried) return absl::OkStatus();
    ZGC_ASSIGN_OR_RETURN(const v1::Task successor, CarryTask(task));
    origin.set_successor(successor.name());
    if (!IsInHand(task)) return absl::OkStatus();
    ZGC_RETURN_IF_ERROR(CarryDuties(task, successor));
    return CarryMilestones(task, successor);
  }

  absl::StatusOr<v1::Task> CarryTask(const v1::Task& old) {
    v1::Task task;
    task.set_name(NewName("tasks/", old.name()));
    task.set_plan(plan_.name());
    task.set_number(old.number());
    task.set_title(old.title());
    task.set_statement(old.statement());
    task.set_lead_department(old.lead_department());
    *task.mutable_cooperating_departments() = old.cooperating_departments();
    task.set_parent(SuccessorOf(old.parent()));
    task.set_mandatory(old.mandatory());
    task.set_deadline(Later(old.deadline()));
    task.set_not_applicable_reason(old.not_applicable_reason());
    task.set_predecessor(old.name());
    for (const v1::TaskTarget& target : old.targets()) {
      if (IsInHand(old) || WasMissed(old, target)) *task.add_targets() = CarryTarget(target);
    }
    ZGC_RETURN_IF_ERROR(TaskKind().Hold(txn_, nullptr, task, checks_));
    TaskLifecycle().Take(txn_, actor_, "CreateTask", {}, task);
    return TaskKind().Create(txn_, std::move(task));
  }

  v1::TaskTarget CarryTarget(const v1::TaskTarget& old) const {
    v1::TaskTarget target = old;
    target.clear_original_value();
    target.clear_shortfall();
    common::v1::Period& period = *target.mutable_period();
    period.set_start_date(Later(period.start_date()));
    period.set_end_date(Later(period.end_date()));
    return target;
  }

  absl::Status CarryDuties(const v1::Task& old, const v1::Task& task) {
    std::vector<v1::Duty> duties;
    ZGC_RETURN_IF_ERROR(ForEachDuty(txn_, old.name(), [&](const v1::Duty& duty) {
      if (IsUnsettled(duty.state())) duties.push_back(duty);
    }));
    for (const v1::Duty& before : duties) {
      v1::Duty duty;
      duty.set_name(NewName("duties/", before.name()));
      duty.set_task(task.name());
      duty.set_statement(before.statement());
      duty.set_organisation(before.organisation());
      duty.set_deadline(Later(before.deadline()));
      DutyLifecycle().Take(txn_, actor_, "CreateDuty", {}, duty);
      ZGC_RETURN_IF_ERROR(DutyKind().Create(txn_, std::move(duty)).status());
    }
    return absl::OkStatus();
  }

  absl::Status CarryMilestones(const v1::Task& old, const v1::Task& task) {
    std::vector<v1::Milestone> milestones;
    ZGC_RETURN_IF_ERROR(ForEachMilestone(txn_, old.name(), [&](const v1::Milestone& milestone) {
      if (milestone.state() != v1::MILESTONE_STATE_ACCEPTED) milestones.push_back(milestone);
    }));
    for (const v1::Milestone& before : milestones) {
      v1::Milestone milestone;
      milestone.set_name(NewName("milestones/", before.name()));
      milestone.set_task(task.name());
      milestone.set_title(before.title());
      milestone.set_due_date(Later(before.due_date()));
      milestone.set_mandatory(before.mandatory());
      MilestoneLifecycle().Take(txn_, actor_, "CreateMilestone", {}, milestone);
      ZGC_RETURN_IF_ERROR(MilestoneKind().Create(txn_, std::move(milestone)).status());
    }
    return absl::OkStatus();
  }

  storage::Txn& txn_;
  const base::Actor& actor_;
  const v1::Plan& from_;
  v1::Plan& plan_;
  Checks& checks_;
};

}  // namespace

absl::StatusOr<v1::Plan> BeginPlanFrom(storage::Txn& txn, const base::Actor& actor,
                                       const v1::BeginPlanFromRequest& request) {
  v1::Plan plan = request.plan();
  plan.set_name(absl::StrCat("plans/", request.plan_id()));
  plan.set_predecessor(request.predecessor());
  ZGC_ASSIGN_OR_RETURN(const auto before, kPlans.Get(txn, {request.predecessor()}));
  if (before.has_value() && plan.progress_cycle() == v1::PROGRESS_CYCLE_UNSPECIFIED &&
      plan.progress_due_day() == 0) {
    plan.set_progress_cycle(before->progress_cycle());
    plan.set_progress_due_day(before->progress_due_day());
  }
  Checks checks(txn, request);
  ZGC_RETURN_IF_ERROR(PlanKind().Hold(txn, nullptr, plan, checks));
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  ZGC_ASSIGN_OR_RETURN(const v1::Plan from, GetRow(txn, kPlans, request.predecessor()));
  std::vector<v1::Task> tasks;
  ZGC_RETURN_IF_ERROR(ForEachTaskIn(txn, from.name(), [&](const v1::Task& task) {
    if (task.plan() == from.name()) tasks.push_back(task);
  }));
  checks.Expect(plan.year() > from.year(), "plan.year",
                absl::StrCat("is not after that of ", from.name()));
  checks.Expect(PlanKind().Confirmed(from), "predecessor",
                absl::StrCat(from.name(), " was never approved"));
  checks.Expect(tasks.size() <= kMostTasks, "predecessor",
                absl::StrCat(from.name(), " has more than ", kMostTasks, " tasks"));
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  PlanLifecycle().Take(txn, actor, "BeginPlanFrom", {.note = from.name()}, plan);
  ZGC_RETURN_IF_ERROR(Beginning(txn, actor, from, plan, checks).Carry(std::move(tasks)));
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  return PlanKind().Create(txn, std::move(plan));
}

}  // namespace zgc::tasks
