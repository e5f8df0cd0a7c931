#include "services/task_registry/domain/progress/progress_periods.h"

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/base/time/dates.h"

namespace zgc::tasks {
namespace {

constexpr int kMonthsOfQuarter = 3;
// Every month has it.
constexpr int kLastDueDay = 28;

}  // namespace

v1::ProgressCycle CycleOf(const common::v1::Period& period) {
  const auto first = base::ParseDate(period.start_date());
  const auto last = base::ParseDate(period.end_date());
  if (!first.ok() || !last.ok() || first->day() != 1) return v1::PROGRESS_CYCLE_UNSPECIFIED;
  const absl::CivilMonth month(*first);
  // The month after the period, if it ends with one.
  const absl::CivilDay next = *last + 1;
  if (next == absl::CivilDay(month + 1)) return v1::PROGRESS_CYCLE_MONTH;
  const bool begins_quarter = (month.month() - 1) % kMonthsOfQuarter == 0;
  return begins_quarter && next == absl::CivilDay(month + kMonthsOfQuarter)
             ? v1::PROGRESS_CYCLE_QUARTER
             : v1::PROGRESS_CYCLE_UNSPECIFIED;
}

void CheckCycle(v1::ProgressCycle cycle, const common::v1::Period& period, absl::string_view field,
                resource::Checks& checks) {
  // What is no day is said by the contract.
  if (period.end_date().empty()) return;
  const v1::ProgressCycle given = CycleOf(period);
  if (cycle == v1::PROGRESS_CYCLE_UNSPECIFIED) {
    checks.Expect(given != cycle, field, "is neither a whole month nor a whole quarter");
  } else {
    checks.Expect(given == cycle, field,
                  absl::StrCat("the plan has progress reported by ", v1::ProgressCycle_Name(cycle),
                               ", and this is no whole one"));
  }
}

void CheckProgressRule(const v1::Plan& plan, resource::Checks& checks) {
  const int day = plan.progress_due_day();
  if (plan.progress_cycle() == v1::PROGRESS_CYCLE_UNSPECIFIED) {
    checks.Expect(day == 0, "plan.progress_due_day", "is there only with a cycle of progress");
  } else {
    checks.Expect(day >= 1 && day <= kLastDueDay, "plan.progress_due_day",
                  absl::StrCat("must be from 1 to ", kLastDueDay));
  }
}

absl::StatusOr<std::string> DueDate(const v1::Plan& plan, const common::v1::Period& period) {
  ZGC_ASSIGN_OR_RETURN(const absl::CivilDay last, base::ParseDate(period.end_date()));
  const absl::CivilMonth after = absl::CivilMonth(last) + 1;
  return base::FormatDate(absl::CivilDay(after) + (plan.progress_due_day() - 1));
}

}  // namespace zgc::tasks
