#include "services/task_registry/domain/tasks/targets.h"

#include <set>
#include <utility>

#include "common/decimal/decimal.h"
#include "common/decimal/interval.h"
#include "common/figures/book_schema.h"

namespace zgc::tasks {
namespace {

bool Counts(const figures::v1::Figure& figure, const common::v1::Period& period) {
  return figure.status() != figures::v1::FIGURE_STATUS_REPORTED &&
         figure.period().start_date() == period.start_date() &&
         figure.period().end_date() == period.end_date();
}

bool HasNumber(const figures::v1::Figure& figure) {
  return figure.value_state() == figures::v1::VALUE_STATE_KNOWN ||
         figure.value_state() == figures::v1::VALUE_STATE_UNSPECIFIED;
}

absl::StatusOr<bool> Meets(const figures::v1::Figure& figure, const v1::TaskTarget& target) {
  if (!HasNumber(figure)) return false;
  ZGC_ASSIGN_OR_RETURN(const auto wanted, figures::Decimal::Parse(target.value()));
  ZGC_ASSIGN_OR_RETURN(const auto value, figures::Decimal::Parse(figure.value()));
  ZGC_ASSIGN_OR_RETURN(const auto range, figures::Interval::From(value, figure.qualifier()));
  switch (target.comparison()) {
    case v1::TARGET_COMPARISON_AT_LEAST:
      return range.lower().value.has_value() && *range.lower().value >= wanted;
    case v1::TARGET_COMPARISON_AT_MOST:
      return range.upper().value.has_value() && *range.upper().value <= wanted;
    default:
      return range.IsPoint() && value == wanted;
  }
}

}  // namespace

void CheckTargets(const v1::Task& task, resource::Checks& checks) {
  std::set<std::string> seen;
  for (int i = 0; i < task.targets_size(); ++i) {
    const v1::TaskTarget& target = task.targets(i);
    const std::string field = absl::StrCat("task.targets[", i, "]");
    checks.Expect(seen.insert(target.indicator()).second, absl::StrCat(field, ".indicator"),
                  "has a target already");
    checks.Period(target.period(), absl::StrCat(field, ".period"));
    checks.Expect(target.baseline().empty() != target.has_baseline_period(),
                  absl::StrCat(field, ".baseline_period"),
                  "is required with a baseline, and only then");
    checks.Period(target.baseline_period(), absl::StrCat(field, ".baseline_period"));
  }
  checks.Expect(task.not_applicable_reason().empty() || task.targets().empty(), "task.targets",
                "a task that does not apply has none");
}

const v1::TaskTarget* FindTarget(const v1::Task& task, const std::string& indicator) {
  for (const v1::TaskTarget& target : task.targets()) {
    if (target.indicator() == indicator) return &target;
  }
  return nullptr;
}

v1::TaskTarget* FindTarget(v1::Task& task, const std::string& indicator) {
  return const_cast<v1::TaskTarget*>(FindTarget(std::as_const(task), indicator));
}

absl::StatusOr<TargetReview> ReviewTargets(const storage::Reader& reader,
                                           const figures::FigureBook& book, const v1::Task& task) {
  TargetReview review;
  for (const v1::TaskTarget& target : task.targets()) {
    ZGC_ASSIGN_OR_RETURN(const auto found, book.FiguresOf(reader, target.indicator()));
    int counted = 0;
    std::vector<std::string> missed;
    for (const auto& [name, figure] : found) {
      if (!Counts(figure, target.period())) continue;
      ++counted;
      review.figures.push_back(figure.name());
      ZGC_ASSIGN_OR_RETURN(const bool met, Meets(figure, target));
      if (met) continue;
      missed.push_back(absl::StrCat(
          figure.name(), " is ", HasNumber(figure) ? figure.value() : "no number", ", not surely ",
          v1::TargetComparison_Name(target.comparison()), " ", target.value()));
    }
    if (counted == 0) {
      missed.push_back(
          absl::StrCat(target.indicator(), " has no verified or computed figure for the period"));
    }
    if (missed.empty()) continue;
    if (target.shortfall().empty()) {
      review.missed.insert(review.missed.end(), missed.begin(), missed.end());
    } else {
      review.shortfalls.push_back(target.shortfall());
    }
  }
  return review;
}

}  // namespace zgc::tasks
