#include "absl/functional/function_ref.h"
#include "common/base/time/dates.h"
#include "services/task_registry/formulas/counts.h"

namespace zgc::tasks {
namespace {

absl::StatusOr<base::DaySpan> SpanOf(const v1::Activity& activity) {
  ZGC_ASSIGN_OR_RETURN(base::DaySpan span, base::ParseReducedDate(activity.from_date()));
  if (activity.to_date().empty()) return span;
  ZGC_ASSIGN_OR_RETURN(const base::DaySpan end, base::ParseReducedDate(activity.to_date()));
  span.last = end.last;
  return span;
}

// Which activities are meant.
struct Filter {
  int kind = 0;
  std::string series;
  std::string parent;
  std::string activity;

  bool Takes(const v1::Activity& row) const {
    return (kind == 0 || kind == row.kind()) && (series.empty() || series == row.series()) &&
           (parent.empty() || parent == row.parent()) &&
           (activity.empty() || activity == row.name());
  }
};

absl::StatusOr<Filter> ReadFilter(const storage::Reader& reader, const Arguments& arguments) {
  Filter filter;
  ZGC_ASSIGN_OR_RETURN(filter.kind, EnumArgument(arguments, "kind", *v1::ActivityKind_descriptor(),
                                                 "ACTIVITY_KIND_"));
  filter.series = Argument(arguments, "series");
  ZGC_ASSIGN_OR_RETURN(filter.parent, ResourceArgument(reader, kActivities, arguments, "parent"));
  ZGC_ASSIGN_OR_RETURN(filter.activity,
                       ResourceArgument(reader, kActivities, arguments, "activity"));
  return filter;
}

// Visits by name those that lie or may lie in the period.
absl::Status ForEachActivity(const storage::Reader& reader, const Filter& filter,
                             const Period& period,
                             absl::FunctionRef<void(const v1::Activity&, Certainty)> visit) {
  absl::Status failed;
  ZGC_RETURN_IF_ERROR(
      kActivities.ForEach(reader, [&](const storage::NameKey&, const v1::Activity& row) {
        if (!filter.Takes(row)) return true;
        const absl::StatusOr<base::DaySpan> span = SpanOf(row);
        if (!span.ok()) {
          failed = span.status();
          return false;
        }
        const Certainty certainty = Within(*span, period);
        if (certainty != Certainty::kNo) visit(row, certainty);
        return true;
      }));
  return failed;
}

std::string LabelOf(const v1::Activity& row) {
  return BulkLabel(row.display_name(), row.session_count());
}

}  // namespace

absl::StatusOr<FormulaValue> CountActivities(const storage::Reader& reader,
                                             const Arguments& arguments, const Period& period) {
  ZGC_RETURN_IF_ERROR(CheckArguments(arguments, {"kind", "series", "parent"}));
  ZGC_ASSIGN_OR_RETURN(const Filter filter, ReadFilter(reader, arguments));
  Tally tally("task_registry");
  ZGC_RETURN_IF_ERROR(
      ForEachActivity(reader, filter, period, [&](const v1::Activity& row, Certainty certainty) {
        tally.Add(certainty, row.name(), LabelOf(row), row.revision(), row.session_count());
      }));
  return tally.AsCount();
}

absl::StatusOr<FormulaValue> SumParticipants(const storage::Reader& reader,
                                             const Arguments& arguments, const Period& period) {
  ZGC_RETURN_IF_ERROR(CheckArguments(arguments, {"kind", "series", "parent", "activity", "unit"}));
  ZGC_ASSIGN_OR_RETURN(const Filter filter, ReadFilter(reader, arguments));
  std::string unit = Argument(arguments, "unit");
  // Heads and enterprises are never added up; one activity has one unit.
  if (unit.empty() && filter.activity.empty()) unit = "人";
  Tally tally("task_registry");
  bool any_known = false;
  bool any_open = false;
  ZGC_RETURN_IF_ERROR(
      ForEachActivity(reader, filter, period, [&](const v1::Activity& row, Certainty certainty) {
        if (row.participant_state() == common::v1::AMOUNT_STATE_UNSPECIFIED) return;
        if (!unit.empty() && row.participant_unit() != unit) return;
        const bool known = row.participant_state() == common::v1::AMOUNT_STATE_KNOWN &&
                           certainty == Certainty::kYes;
        if (known) {
          tally.Count(row.name(), LabelOf(row), row.revision(), row.participant_count());
        } else {
          tally.Open(row.name(), LabelOf(row), row.revision());
        }
        any_known = any_known || known;
        any_open = any_open || !known;
      }));
  ZGC_ASSIGN_OR_RETURN(FormulaValue value, tally.AsCount());
  return any_open && !any_known ? Unknown(std::move(value)) : value;
}

absl::StatusOr<FormulaValue> ActivityDays(const storage::Reader& reader, const Arguments& arguments,
                                          const Period&) {
  ZGC_RETURN_IF_ERROR(CheckArguments(arguments, {"activity"}));
  ZGC_ASSIGN_OR_RETURN(const v1::Activity row,
                       RequiredRow(reader, kActivities, arguments, "activity"));
  const auto first = base::ParseDate(row.from_date());
  const auto last = base::ParseDate(row.to_date().empty() ? row.from_date() : row.to_date());
  absl::optional<int64_t> days;
  if (first.ok() && last.ok()) days = *last - *first + 1;
  return OfOneRecord(row.name(), row.display_name(), row.revision(), days);
}

}  // namespace zgc::tasks
