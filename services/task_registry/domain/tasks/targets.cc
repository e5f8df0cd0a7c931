#include "services/task_registry/domain/tasks/targets.h"

#include <algorithm>
#include <set>
#include <utility>

#include "common/decimal/decimal.h"
#include "common/decimal/interval.h"
#include "common/figures/book_schema.h"
#include "services/task_registry/domain/sources/followed_figures.h"
#include "services/task_registry/domain/sources/wanted_indicators.h"
#include "services/task_registry/domain/tasks/task_rules.h"

namespace zgc::tasks {
namespace {

bool IsSamePeriod(const common::v1::Period& a, const common::v1::Period& b) {
  return a.start_date() == b.start_date() && a.end_date() == b.end_date();
}

bool HasNumber(const v1::HeldFigure& figure) {
  return figure.value_state() == figures::v1::VALUE_STATE_KNOWN ||
         figure.value_state() == figures::v1::VALUE_STATE_UNSPECIFIED;
}

v1::HeldFigure HeldOf(const storage::Reader& reader, const figures::v1::Figure& figure) {
  v1::HeldFigure held;
  held.set_figure(figure.name());
  held.set_value(figure.value());
  held.set_unit(figure.unit());
  held.set_qualifier(figure.qualifier());
  held.set_value_state(figure.value_state());
  held.set_status(figure.status());
  held.mutable_position()->set_incarnation(reader.lineage().At(reader.revision()));
  held.mutable_position()->set_revision(reader.revision());
  return held;
}

// The cell of a target with scopes, if there is one.
absl::StatusOr<absl::optional<v1::HeldFigure>> HeldCell(const storage::Reader& reader,
                                                        const figures::FigureBook& book,
                                                        const v1::TaskTarget& target,
                                                        const common::v1::Period& period) {
  figures::v1::GetFigureRequest request;
  ZGC_ASSIGN_OR_RETURN(*request.mutable_name(), PartName(target, period));
  const auto cell = book.GetFigure(reader, request);
  if (absl::IsNotFound(cell.status())) return absl::optional<v1::HeldFigure>();
  ZGC_RETURN_IF_ERROR(cell.status());
  return absl::make_optional(HeldOf(reader, *cell));
}

// The figures of a target's indicator, or of the part that it is of, for a period, by name; those
// that nobody has verified are left out.
absl::StatusOr<std::vector<v1::HeldFigure>> FiguresThatCount(const storage::Reader& reader,
                                                             const figures::FigureBook& book,
                                                             const v1::TaskTarget& target,
                                                             const common::v1::Period& period) {
  std::vector<v1::HeldFigure> counted;
  const auto add = [&](const common::v1::Period& of, const v1::HeldFigure& held) {
    const bool counts = held.status() != figures::v1::FIGURE_STATUS_REPORTED;
    if (counts && IsSamePeriod(of, period)) counted.push_back(held);
  };
  const std::string& indicator = target.indicator();
  const std::string service = ParseIndicatorName(indicator).service;
  if (service.empty() && !target.scopes().empty()) {
    ZGC_ASSIGN_OR_RETURN(const auto cell, HeldCell(reader, book, target, period));
    if (cell.has_value()) counted.push_back(*cell);
    return counted;
  }
  if (service.empty()) {
    ZGC_ASSIGN_OR_RETURN(const auto found, book.FiguresOf(reader, indicator));
    for (const auto& [name, figure] : found) add(figure.period(), HeldOf(reader, figure));
    return counted;
  }
  if (target.scopes().empty()) {
    ZGC_ASSIGN_OR_RETURN(const auto found, FollowedFiguresOf(reader, indicator));
    for (const v1::FollowedFigure& figure : found) add(figure.period(), figure.held());
  } else {
    ZGC_ASSIGN_OR_RETURN(const std::string part, PartName(target, period));
    ZGC_ASSIGN_OR_RETURN(const auto figure, FollowedFigureOf(reader, service, part));
    if (figure.has_value()) add(figure->period(), figure->held());
  }
  if (counted.empty()) return counted;
  // They are so up to where the service was read.
  ZGC_ASSIGN_OR_RETURN(const resource::Standing standing, StandingOf(reader, service));
  for (v1::HeldFigure& held : counted) *held.mutable_position() = standing.applied;
  return counted;
}

absl::StatusOr<bool> Meets(const v1::HeldFigure& figure, const v1::TaskTarget& target) {
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

// A target and the figures that count.
struct HeldTarget {
  std::vector<v1::HeldFigure> figures;
  // One sentence for each that does not meet it, or that there is none.
  std::vector<std::string> missed;
};

absl::StatusOr<HeldTarget> HoldTarget(const storage::Reader& reader,
                                      const figures::FigureBook& book,
                                      const v1::TaskTarget& target) {
  HeldTarget held;
  ZGC_ASSIGN_OR_RETURN(held.figures, FiguresThatCount(reader, book, target, target.period()));
  for (const v1::HeldFigure& figure : held.figures) {
    ZGC_ASSIGN_OR_RETURN(const bool met, Meets(figure, target));
    if (met) continue;
    held.missed.push_back(absl::StrCat(
        figure.figure(), " is ", HasNumber(figure) ? figure.value() : "no number", ", not surely ",
        v1::TargetComparison_Name(target.comparison()), " ", target.value()));
  }
  if (held.figures.empty()) {
    held.missed.push_back(
        absl::StrCat(target.indicator(), " has no verified or computed figure for the period"));
  }
  return held;
}

// SOURCE_NOT_CURRENT that says what to do, unless this service is in step with that of an
// indicator.
absl::Status RequireInStep(const storage::Reader& reader, const InStep& in_step,
                           const std::string& service) {
  ZGC_ASSIGN_OR_RETURN(const resource::Standing standing, StandingOf(reader, service));
  auto state = in_step.sources.StateOf(service, standing.here(), in_step.max_age);
  if (state.state == ops::v1::SOURCE_STATE_LATE) {
    absl::StrAppend(&state.problem,
                    "; ask again once zgcctl status shows it as current, or say by max_source_age "
                    "how old it may be");
  }
  return resource::SourceWatch::RequireCurrent(service, state);
}

// The longest name of a part of another service, in characters.
constexpr size_t kLongestPart = 500;

// Of an indicator of this service it is known which dimensions it declares.
absl::Status CheckScopes(const storage::Reader& reader, const v1::TaskTarget& target,
                         const std::string& field, resource::Checks& checks) {
  if (target.scopes().empty()) return absl::OkStatus();
  std::set<std::string> seen;
  for (int i = 0; i < target.scopes_size(); ++i) {
    checks.Expect(seen.insert(target.scopes(i).dimension()).second,
                  absl::StrCat(field, "[", i, "].dimension"), "is given twice");
  }
  if (!ParseIndicatorName(target.indicator()).service.empty()) {
    const auto part = PartName(target, target.period());
    checks.Expect(!part.ok() || part->size() <= kLongestPart, field,
                  absl::StrCat("name a part in more than ", kLongestPart, " characters"));
    return absl::OkStatus();
  }
  ZGC_ASSIGN_OR_RETURN(const auto indicator,
                       figures::kIndicators.Get(reader, {target.indicator()}));
  if (!indicator.has_value()) return absl::OkStatus();
  const auto& declared = indicator->computation().dimensions();
  for (int i = 0; i < target.scopes_size(); ++i) {
    const std::string& dimension = target.scopes(i).dimension();
    const std::string at = absl::StrCat(field, "[", i, "].dimension");
    checks.Expect(std::find(declared.begin(), declared.end(), dimension) != declared.end(), at,
                  absl::StrCat("\"", dimension, "\" is no dimension of ", indicator->name()));
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status CheckTargets(const storage::Reader& reader, const v1::Task& task,
                          resource::Checks& checks) {
  std::set<std::string> seen;
  for (int i = 0; i < task.targets_size(); ++i) {
    const v1::TaskTarget& target = task.targets(i);
    const std::string field = absl::StrCat("task.targets[", i, "]");
    checks.Expect(seen.insert(target.indicator()).second, absl::StrCat(field, ".indicator"),
                  "has a target already");
    ZGC_RETURN_IF_ERROR(
        CheckIndicatorName(reader, target.indicator(), absl::StrCat(field, ".indicator"), checks));
    ZGC_RETURN_IF_ERROR(CheckScopes(reader, target, absl::StrCat(field, ".scopes"), checks));
    checks.Period(target.period(), absl::StrCat(field, ".period"));
    checks.Expect(target.baseline().empty() || target.has_baseline_period(),
                  absl::StrCat(field, ".baseline_period"), "is required with a baseline");
    checks.Period(target.baseline_period(), absl::StrCat(field, ".baseline_period"));
  }
  ZGC_RETURN_IF_ERROR(CheckRoom(reader, task, checks));
  checks.Expect(task.not_applicable_reason().empty() || task.targets().empty(), "task.targets",
                "a task that does not apply has none");
  return absl::OkStatus();
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
                                           const figures::FigureBook& book, const InStep& in_step,
                                           const v1::Task& task) {
  TargetReview review;
  for (const v1::TaskTarget& target : task.targets()) {
    const std::string service = ParseIndicatorName(target.indicator()).service;
    if (!service.empty() && target.shortfall().empty()) {
      ZGC_RETURN_IF_ERROR(RequireInStep(reader, in_step, service));
    }
    ZGC_ASSIGN_OR_RETURN(const HeldTarget held, HoldTarget(reader, book, target));
    review.figures.insert(review.figures.end(), held.figures.begin(), held.figures.end());
    if (held.missed.empty()) continue;
    if (target.shortfall().empty()) {
      review.missed.insert(review.missed.end(), held.missed.begin(), held.missed.end());
    } else {
      review.shortfalls.push_back(target.shortfall());
    }
  }
  return review;
}

absl::Status TellAttainment(const storage::Reader& reader, const figures::FigureBook& book,
                            v1::Task& task) {
  // Of those that have ended their completions say what counted.
  if (!IsOpen(task.state())) return absl::OkStatus();
  // As it was approved: before, whoever may write a task could ask by it what a figure is.
  const bool approved = !task.original_deadline().empty();
  for (v1::TaskTarget& target : *task.mutable_targets()) {
    v1::Attainment& attainment = *target.mutable_attainment();
    const std::string service = ParseIndicatorName(target.indicator()).service;
    if (!service.empty() && !approved) {
      attainment.add_problems(
          absl::StrCat("figures of ", service, " are followed once the task is approved"));
      continue;
    }
    if (!service.empty()) {
      ZGC_ASSIGN_OR_RETURN(const resource::Standing standing, StandingOf(reader, service));
      if (!standing.here().has_value()) {
        if (approved) attainment.set_standing(v1::TARGET_STANDING_UNKNOWN);
        attainment.add_problems(absl::StrCat("not all that is wanted of ", service, " was read"));
        continue;
      }
    }
    ZGC_ASSIGN_OR_RETURN(HeldTarget held, HoldTarget(reader, book, target));
    if (approved) {
      attainment.set_standing(held.figures.empty()  ? v1::TARGET_STANDING_UNKNOWN
                              : held.missed.empty() ? v1::TARGET_STANDING_MET
                                                    : v1::TARGET_STANDING_MISSED);
    }
    attainment.mutable_figures()->Assign(held.figures.begin(), held.figures.end());
    attainment.mutable_problems()->Assign(held.missed.begin(), held.missed.end());
    if (!target.has_baseline_period() || !target.baseline().empty()) continue;
    ZGC_ASSIGN_OR_RETURN(const auto baseline,
                         FiguresThatCount(reader, book, target, target.baseline_period()));
    attainment.mutable_baseline_figures()->Assign(baseline.begin(), baseline.end());
  }
  return absl::OkStatus();
}

}  // namespace zgc::tasks
