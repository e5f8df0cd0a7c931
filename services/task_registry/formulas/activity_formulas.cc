#include <memory>
#include <utility>
#include <vector>

#include "common/base/time/dates.h"
#include "common/decimal/interval.h"
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

const v1::ActivityParticipants* OfCategory(const v1::Activity& row, const std::string& category,
                                           const std::string& unit) {
  for (const v1::ActivityParticipants& one : row.participants()) {
    if (one.category() == category && one.unit() == unit) return &one;
  }
  return nullptr;
}

// The whole numbers that a statement leaves possible; no end is nullopt. There are no fewer than
// none.
struct HeadCounts {
  absl::optional<absl::int128> least;
  absl::optional<absl::int128> most;
};

absl::StatusOr<HeadCounts> HeadCountsOf(const v1::ActivityParticipants& one) {
  HeadCounts counts{.least = 0};
  if (one.state() != common::v1::AMOUNT_STATE_KNOWN) return HeadCounts();
  ZGC_ASSIGN_OR_RETURN(const auto range,
                       figures::Interval::From(figures::Decimal(one.count()), one.qualifier()));
  const auto floor = [](const figures::Decimal& value) {
    absl::int128 whole = value.coefficient();
    for (int i = 0; i < value.scale(); ++i) whole /= 10;
    return whole;
  };
  if (const auto& end = range.lower(); end.value.has_value()) {
    const bool is_it = end.closed && end.value->IsInteger();
    counts.least = floor(*end.value) + (is_it ? 0 : 1);
  }
  if (const auto& end = range.upper(); end.value.has_value()) {
    const bool is_next = !end.closed && end.value->IsInteger();
    counts.most = floor(*end.value) - (is_next ? 1 : 0);
  }
  if (counts.least.has_value() && counts.most.has_value() && *counts.least > *counts.most) {
    // 43余 and 近9: no whole number lies between the number and the next step. It was too exact for
    // its word, which then says on which side of it the count lies, and no more.
    const absl::int128 stated = one.count();
    if (one.qualifier() == figures::v1::QUALIFIER_OVER) return HeadCounts{.least = stated};
    return HeadCounts{.least = 0, .most = stated};
  }
  return counts;
}

// What each category counts at least, and something open besides where it may be more.
absl::Status ContributeLeast(const storage::Reader&, const v1::Activity& row,
                             Measure::Visit visit) {
  for (const v1::ActivityParticipants& one : row.participants()) {
    ZGC_ASSIGN_OR_RETURN(const HeadCounts counts, HeadCountsOf(one));
    const std::string key = absl::StrCat(one.category(), "/", one.unit());
    if (counts.least.has_value()) {
      ZGC_ASSIGN_OR_RETURN(Contribution least, OfActivity(row, key, counts.least));
      visit(std::move(least));
    }
    if (counts.least.has_value() && counts.least == counts.most) continue;
    ZGC_ASSIGN_OR_RETURN(Contribution more, OfActivity(row, key, absl::nullopt));
    visit(std::move(more));
  }
  return absl::OkStatus();
}

absl::Status ContributeMost(const storage::Reader&, const v1::Activity& row, Measure::Visit visit) {
  for (const v1::ActivityParticipants& one : row.participants()) {
    ZGC_ASSIGN_OR_RETURN(const HeadCounts counts, HeadCountsOf(one));
    ZGC_ASSIGN_OR_RETURN(
        Contribution most,
        OfActivity(row, absl::StrCat(one.category(), "/", one.unit()), counts.most));
    visit(std::move(most));
  }
  return absl::OkStatus();
}

std::string UnitOf(const Arguments& arguments) {
  const std::string unit = Argument(arguments, "unit");
  return unit.empty() ? "人" : unit;
}

// As it is stated, with its qualifier.
absl::StatusOr<FormulaValue> CategoryOfOne(const storage::Reader& reader,
                                           const Arguments& arguments, const Period& period) {
  ZGC_RETURN_IF_ERROR(CheckArguments(arguments, {"activity", "category", "unit"}));
  ZGC_ASSIGN_OR_RETURN(const v1::Activity row,
                       RequiredRow(reader, kActivities, arguments, "activity"));
  const std::string category = Argument(arguments, "category");
  if (category.empty()) return absl::InvalidArgumentError("needs category");
  const v1::ActivityParticipants* one = OfCategory(row, category, UnitOf(arguments));
  ZGC_ASSIGN_OR_RETURN(const base::DaySpan span, SpanOf(row));
  const bool known = one != nullptr && one->state() == common::v1::AMOUNT_STATE_KNOWN;
  const figures::Certainty certainty = Within(span, period);
  Tally tally(kService);
  if (one != nullptr) {
    tally.Add(certainty, row.name(), LabelOf(row), row.revision(),
              known ? absl::optional<absl::int128>(one->count()) : absl::nullopt);
  }
  ZGC_ASSIGN_OR_RETURN(FormulaValue value, tally.AsKnownCount());
  if (known && certainty == figures::Certainty::kYes) value.qualifier = one->qualifier();
  return value;
}

// Counts one bound of the participants of a category.
void RegisterBound(figures::FormulaRegistry& registry, const std::string& name,
                   const std::string& description, std::shared_ptr<const Measure> measure,
                   bool at_most) {
  registry.RegisterCounted(
      name, description,
      [=](const storage::Reader& reader, const Arguments& arguments,
          const Period& /*period*/) -> absl::StatusOr<Asked> {
        ZGC_RETURN_IF_ERROR(CheckArguments(arguments, {"category", "unit", "series", "parent"}));
        const std::string category = Argument(arguments, "category");
        if (category.empty()) return absl::InvalidArgumentError("needs category");
        ZGC_ASSIGN_OR_RETURN(std::string parent,
                             ResourceArgument(reader, kActivities, arguments, "parent"));
        return Asked{.slices = {{measure,
                                 {absl::StrCat(category, "/", UnitOf(arguments)),
                                  Argument(arguments, "series"), std::move(parent)}}},
                     .open_is_unknown = true,
                     .at_most = at_most};
      });
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
  const auto keep_bound = [&](const char* name, auto contribute) {
    return registry.Keep(MeasureOf<v1::Activity>(
        kService, name, kActivities, {"category and unit", series, parent}, contribute));
  };
  registry.Register("category_participants", "活动记录载明的一类参加者的数量及其限定词。",
                    CategoryOfOne);
  RegisterBound(registry, "least_category_participants",
                "按活动日期汇总一类参加者数量的下限，按限定词取最小整数；数量未知的不计入。",
                keep_bound("least_participants", ContributeLeast), false);
  RegisterBound(registry, "most_category_participants",
                "按活动日期汇总一类参加者数量的上限，按限定词取最大整数；有不能确定的为未知。",
                keep_bound("most_participants", ContributeMost), true);
  registry.Register("activity_days", "活动首日至末日的天数，首尾两日均计入；日期不到日的为未知。",
                    ActivityDays);
}

}  // namespace zgc::tasks
