#include "services/task_registry/formulas/counts.h"

namespace zgc::tasks {
namespace {

// Value of the dimension of states that stands for all but the withdrawn.
constexpr char kStands[] = "stands";

// The state of a task is the one on record, whatever the day.
absl::Status ContributeTask(const v1::Task& row, Measure::Visit visit) {
  // A part is counted in its whole.
  if (!row.parent().empty()) return absl::OkStatus();
  Contribution one{.days = {figures::kBeginning, figures::kBeginning},
                   .values = {absl::StrCat(row.state()), row.plan()},
                   .record = row.name(),
                   .label = row.title(),
                   .revision = row.revision()};
  visit(one);
  if (row.state() == v1::TASK_STATE_WITHDRAWN) return absl::OkStatus();
  one.values[0] = kStands;
  visit(std::move(one));
  return absl::OkStatus();
}

}  // namespace

void RegisterTaskFormulas(figures::FormulaRegistry& registry) {
  const auto tasks = registry.Keep(
      MeasureOf<v1::Task>(kService, "tasks", kTasks,
                          {"state", {"plan", ResourceValues(kService, kPlans, &v1::Plan::title)}},
                          [](const storage::Reader&, const v1::Task& row, Measure::Visit visit) {
                            return ContributeTask(row, visit);
                          }));
  registry.RegisterCounted(
      "count_tasks", "统计任务件数，不含子任务；状态以读取时的记录为准，未限定状态时不含已撤回的。",
      [=](const storage::Reader& reader, const Arguments& arguments,
          const Period& period) -> absl::StatusOr<Asked> {
        ZGC_RETURN_IF_ERROR(CheckArguments(arguments, {"plan", "state"}));
        ZGC_RETURN_IF_ERROR(RequireStock(period));
        ZGC_ASSIGN_OR_RETURN(const std::string plan,
                             ResourceArgument(reader, kPlans, arguments, "plan"));
        ZGC_ASSIGN_OR_RETURN(
            const int state,
            EnumArgument(arguments, "state", *v1::TaskState_descriptor(), "TASK_STATE_"));
        return Asked{.slices = {{tasks, {state == 0 ? kStands : ValueOf(state), plan}}}};
      });
}

}  // namespace zgc::tasks
