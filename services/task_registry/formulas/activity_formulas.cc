#include <utility>
#include <vector>

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

std::string LabelOf(const v1::Activity& row) {
  return BulkLabel(row.display_name(), row.session_count());
}

absl::StatusOr<Contribution> OfActivity(const v1::Activity& row, std::string kind,
                                        absl::optional<absl::int128> amount) {
  Contribution one;
  ZGC_ASSIGN_OR_RETURN(one.days, SpanOf(row));
  one.values = {std::move(kind), row.series(), row.parent()};
  one.amount = amount;
  one.record = row.name();
  one.label = LabelOf(row);
  one.revision = row.revision();
  return one;
}

absl::Status ContributeSessions(const storage::Reader&, const v1::Activity& row,
                                Measure::Visit visit) {
  ZGC_ASSIGN_OR_RETURN(Contribution one,
                       OfActivity(row, absl::StrCat(row.kind()), row.session_count()));
  visit(std::move(one));
  return absl::OkStatus();
}

// Heads and enterprises are never added up, so that a unit is always asked for: it stands in one
// dimension with the kind, which is 0 for all kinds.
std::string KindAndUnit(int kind, const std::string& unit) { return absl::StrCat(kind, "/", unit); }

absl::optional<absl::int128> ParticipantsOf(const v1::Activity& row) {
  if (row.participant_state() != common::v1::AMOUNT_STATE_KNOWN) return absl::nullopt;
  return row.participant_count();
}

absl::Status ContributeParticipants(const storage::Reader&, const v1::Activity& row,
                                    Measure::Visit visit) {
  if (row.participant_state() == common::v1::AMOUNT_STATE_UNSPECIFIED) return absl::OkStatus();
  for (const int kind : {0, static_cast<int>(row.kind())}) {
    ZGC_ASSIGN_OR_RETURN(
        Contribution one,
        OfActivity(row, KindAndUnit(kind, row.participant_unit()), ParticipantsOf(row)));
    visit(std::move(one));
  }
  return absl::OkStatus();
}

absl::StatusOr<Filter> ReadParticipants(const storage::Reader& reader, const Arguments& arguments) {
  ZGC_RETURN_IF_ERROR(CheckArguments(arguments, {"kind", "series", "parent", "activity", "unit"}));
  return ReadFilter(reader, arguments);
}

// One activity has one unit.
absl::StatusOr<FormulaValue> ParticipantsOfOne(const storage::Reader& reader,
                                               const Arguments& arguments, const Period& period) {
  ZGC_ASSIGN_OR_RETURN(const Filter filter, ReadParticipants(reader, arguments));
  const std::string unit = Argument(arguments, "unit");
  ZGC_ASSIGN_OR_RETURN(const v1::Activity row,
                       RequiredRow(reader, kActivities, arguments, "activity"));
  Tally tally(kService);
  if (filter.Takes(row) && row.participant_state() != common::v1::AMOUNT_STATE_UNSPECIFIED &&
      (unit.empty() || row.participant_unit() == unit)) {
    ZGC_ASSIGN_OR_RETURN(const base::DaySpan span, SpanOf(row));
    tally.Add(Within(span, period), row.name(), LabelOf(row), row.revision(), ParticipantsOf(row));
  }
  return tally.AsKnownCount();
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

}  // namespace

void RegisterActivityFormulas(figures::FormulaRegistry& registry) {
  const Dimension series = {"series", TextValues()};
  const Dimension parent = {"parent", ResourceValues(kService, kActivities)};
  const Dimension kind = {
      "kind", EnumValues(*v1::ActivityKind_descriptor(), "ACTIVITY_KIND_",
                         {"活动", "论坛", "培训", "对接会", "宣讲", "会议、座谈", "展会、展示",
                          "调研、走访、考察", "稿件、简报", "其他"})};
  const auto sessions = registry.Keep(MeasureOf<v1::Activity>(
      kService, "sessions", kActivities, {kind, series, parent}, ContributeSessions));
  registry.RegisterCounted(
      "count_activities",
      "按活动日期汇总活动场次，批量补录的按补录件数计；日期跨期的不计入，结果为下限。",
      [=](const storage::Reader& reader, const Arguments& arguments,
          const Period& /*period*/) -> absl::StatusOr<Asked> {
        ZGC_RETURN_IF_ERROR(CheckArguments(arguments, {"kind", "series", "parent"}));
        ZGC_ASSIGN_OR_RETURN(const Filter filter, ReadFilter(reader, arguments));
        return Asked{.slices = {{sessions, {ValueOf(filter.kind), filter.series, filter.parent}}}};
      });

  const auto participants = registry.Keep(
      MeasureOf<v1::Activity>(kService, "participants", kActivities,
                              {"kind and unit", series, parent}, ContributeParticipants));
  registry.RegisterCounted(
      "sum_participants",
      "按活动日期汇总同一计量单位的参加数量；数量未知或日期跨期的不计入，结果为下限。",
      [=](const storage::Reader& reader, const Arguments& arguments,
          const Period& /*period*/) -> absl::StatusOr<Asked> {
        ZGC_ASSIGN_OR_RETURN(const Filter filter, ReadParticipants(reader, arguments));
        if (!filter.activity.empty()) return Asked{};
        std::string unit = Argument(arguments, "unit");
        if (unit.empty()) unit = "人";
        return Asked{.slices = {{participants,
                                 {KindAndUnit(filter.kind, unit), filter.series, filter.parent}}},
                     .open_is_unknown = true};
      },
      ParticipantsOfOne);
  registry.Register("activity_days", "活动首日至末日的天数，首尾两日均计入；日期不到日的为未知。",
                    ActivityDays);
}

}  // namespace zgc::tasks
