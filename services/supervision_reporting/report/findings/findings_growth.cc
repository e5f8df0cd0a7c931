#include "absl/container/btree_map.h"
#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "common/base/time/dates.h"
#include "services/supervision_reporting/report/findings/arithmetic.h"
#include "services/supervision_reporting/report/findings/finding_rules.h"

namespace zgc::supervision::internal {
namespace {

using figures::Interval;

// An indicator that is bound to a total.
struct Bond {
  std::string indicator;
  bool stated = false;
};

struct Bonds {
  std::vector<Bond> rates;
  std::vector<Bond> increases;
};

// A figure of one, for one figure of the total.
struct Bound {
  const Quantity* quantity = nullptr;
  bool stated = false;
};

// By full name of the total.
absl::btree_map<std::string, Bonds> BondsByTotal(const ReportInput& input) {
  absl::btree_map<std::string, Bonds> bonds;
  for (const auto& [name, indicator] : input.indicators) {
    for (const auto& relation : indicator.relations()) {
      if (relation.kind() == figures::v1::RELATION_KIND_GROWTH_OF) {
        bonds[OtherOf(indicator, relation)].rates.push_back({name, relation.stated()});
      } else if (relation.kind() == figures::v1::RELATION_KIND_INCREASE_OF) {
        bonds[OtherOf(indicator, relation)].increases.push_back({name, relation.stated()});
      }
    }
  }
  return bonds;
}

// The same day of the year before; the last of a month stays the last. Empty if it is no day.
std::string YearBefore(const std::string& day) {
  const auto parsed = base::ParseDate(day);
  if (!parsed.ok() || parsed->year() <= 1) return "";
  const absl::CivilMonth month(parsed->year() - 1, parsed->month());
  const absl::CivilDay last = absl::CivilDay(month + 1) - 1;
  const bool at_end = (*parsed + 1).day() == 1;
  return base::FormatDate(at_end ? last
                                 : absl::CivilDay(month.year(), month.month(), parsed->day()));
}

// A rate or an increase may be dated as of the day on which its time ends.
bool EndTogether(const figures::v1::Figure& a, const figures::v1::Figure& b) {
  const bool as_of = a.period().start_date().empty() || b.period().start_date().empty();
  return SamePeriod(a, b) || (as_of && a.period().end_date() == b.period().end_date());
}

// Those that speak of the time and scope of the total; with the scopes of their indicators
// if none has the total's.
std::vector<Bound> FiguresAt(const FindingRun& run, const std::vector<Bond>& bonds,
                             const Quantity& total) {
  std::vector<Bound> found;
  for (const Bond& bond : bonds) {
    std::vector<Bound> own;
    const size_t before = found.size();
    for (const Quantity& one : run.QuantitiesOf(bond.indicator)) {
      if (!EndTogether(*one.figure, *total.figure)) continue;
      if (SameScopes(*one.figure, *total.figure)) {
        found.push_back({&one, bond.stated});
      } else if (HasOwnScopes(run, *one.figure) && HasOwnScopes(run, *total.figure)) {
        own.push_back({&one, bond.stated});
      }
    }
    if (found.size() == before) found.insert(found.end(), own.begin(), own.end());
  }
  return found;
}

// The figures of the total for the same period of the year before.
std::vector<const Quantity*> BasesOf(const FindingRun& run, const std::string& indicator,
                                     const Quantity& total) {
  const auto& period = total.figure->period();
  const std::string end = YearBefore(period.end_date());
  const std::string start = period.start_date().empty() ? "" : YearBefore(period.start_date());
  std::vector<const Quantity*> found;
  for (const Quantity& base : run.QuantitiesOf(indicator)) {
    if (!end.empty() && base.figure->period().end_date() == end &&
        base.figure->period().start_date() == start && base.unit == total.unit &&
        SameScopes(*base.figure, *total.figure)) {
      found.push_back(&base);
    }
  }
  return found;
}

// “372.1亿元”, or its bounds.
std::string Shown(const Interval& interval, const std::string& unit) {
  const std::string range = RangeText(interval, unit);
  return range.empty() ? IntervalText(interval, unit) : range;
}

void ReportGrowth(FindingRun& run, bool stated, const std::vector<const Quantity*>& quantities,
                  const std::string& explanation) {
  std::vector<std::string> names;
  for (const Quantity* one : quantities) names.push_back(one->name);
  run.Report(kGrowthAndBase, Gravity(stated), names, explanation);
}

// Total, rate and increase: the base is the total less the increase.
void CheckIncrease(FindingRun& run, const Quantity& total, const Bound& rate,
                   const Bound& increase) {
  const auto allowed = Allowed(*rate.quantity);
  const Interval& more = increase.quantity->interval;
  const auto growth = GrowthBy(total.interval, more, ScaleOf(rate.quantity->unit));
  if (!allowed.has_value() || !growth.has_value() || allowed->Meets(*growth)) return;
  const auto base = total.interval.Minus(more);
  if (!base.ok()) return;
  const std::string amount = Shown(more, total.unit);
  const std::string before = Shown(*base, total.unit);
  ReportGrowth(
      run, rate.stated && increase.stated, {rate.quantity, &total, increase.quantity},
      absl::StrCat("增速", run.Say(*rate.quantity), "与总数", run.Say(total), "、增量",
                   run.Say(*increase.quantity), "不符：上年同期为",
                   Shown(total.interval, total.unit), "－", amount, "＝", before, "，增速应为",
                   amount, "÷", before, "＝", Shown(*growth, rate.quantity->unit), "。"));
}

// Total, rate and base.
void CheckBase(FindingRun& run, const Quantity& total, const Bound& rate, const Quantity& base) {
  const auto allowed = Allowed(*rate.quantity);
  const auto growth = GrowthFrom(total.interval, base.interval, ScaleOf(rate.quantity->unit));
  if (!allowed.has_value() || !growth.has_value() || allowed->Meets(*growth)) return;
  ReportGrowth(run, rate.stated, {rate.quantity, &total, &base},
               absl::StrCat("增速", run.Say(*rate.quantity), "与总数", run.Say(total),
                            "、上年同期数", run.Say(base), "不符：增速应为",
                            Shown(total.interval, total.unit), "÷", Shown(base.interval, base.unit),
                            "－1＝", Shown(*growth, rate.quantity->unit), "。"));
}

// Total, increase and base.
void CheckDifference(FindingRun& run, const Quantity& total, const Bound& increase,
                     const Quantity& base) {
  const auto more = total.interval.Minus(base.interval);
  if (!more.ok() || more->Meets(increase.quantity->interval)) return;
  ReportGrowth(
      run, increase.stated, {increase.quantity, &total, &base},
      absl::StrCat("增量", run.Say(*increase.quantity), "与总数", run.Say(total), "、上年同期数",
                   run.Say(base), "不符：增量应为", Shown(total.interval, total.unit), "－",
                   Shown(base.interval, base.unit), "＝", Shown(*more, total.unit), "。"));
}

void CheckTotalGrowth(FindingRun& run, const std::string& indicator, const Bonds& bonds,
                      const Quantity& total) {
  const std::vector<Bound> increases = FiguresAt(run, bonds.increases, total);
  const std::vector<const Quantity*> bases = BasesOf(run, indicator, total);
  for (const Bound& rate : FiguresAt(run, bonds.rates, total)) {
    // 百分点 are a difference of two rates.
    if (rate.quantity->unit == "百分点") continue;
    for (const Bound& increase : increases) {
      if (increase.quantity->unit == total.unit) CheckIncrease(run, total, rate, increase);
    }
    for (const Quantity* base : bases) CheckBase(run, total, rate, *base);
  }
  for (const Bound& increase : increases) {
    if (increase.quantity->unit != total.unit) continue;
    for (const Quantity* base : bases) CheckDifference(run, total, increase, *base);
  }
}

}  // namespace

void CheckGrowth(FindingRun& run) {
  for (const auto& [name, bonds] : BondsByTotal(run.input())) {
    for (const Quantity& total : run.QuantitiesOf(name)) {
      CheckTotalGrowth(run, name, bonds, total);
    }
  }
}

}  // namespace zgc::supervision::internal
