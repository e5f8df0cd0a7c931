#include "absl/container/btree_map.h"
#include "absl/strings/str_cat.h"
#include "common/figures/periods.h"
#include "common/figures/versions/version.h"
#include "services/supervision_reporting/report/findings/arithmetic.h"
#include "services/supervision_reporting/report/findings/finding_rules.h"

namespace zgc::supervision::internal {
namespace {

using figures::Interval;

// An indicator that is bound to a total.
struct Bond {
  std::string indicator;
  figures::DatedRelation relation;
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
    for (const figures::DatedRelation& bond : figures::DatedRelations(indicator)) {
      const std::string total = OtherOf(indicator, bond.relation);
      if (bond.relation.kind() == figures::v1::RELATION_KIND_GROWTH_OF) {
        bonds[total].rates.push_back({name, bond});
      } else if (bond.relation.kind() == figures::v1::RELATION_KIND_INCREASE_OF) {
        bonds[total].increases.push_back({name, bond});
      }
    }
  }
  return bonds;
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
      if (!bond.relation.HoldsFor(*one.figure)) continue;
      const bool stated = bond.relation.relation.stated();
      if (SameScopes(*one.figure, *total.figure)) {
        found.push_back({&one, stated});
      } else if (HasOwnScopes(run, *one.figure) && HasOwnScopes(run, *total.figure)) {
        own.push_back({&one, stated});
      }
    }
    if (found.size() == before) found.insert(found.end(), own.begin(), own.end());
  }
  return found;
}

// The figures of the total for the same period of the year before that compare with it.
std::vector<const Quantity*> BasesOf(const FindingRun& run, const std::string& indicator,
                                     const Quantity& total) {
  const auto before = figures::YearBefore(total.figure->period());
  std::vector<const Quantity*> found;
  for (const Quantity& base : run.QuantitiesOf(indicator)) {
    if (before.has_value() && base.figure->period().end_date() == before->end_date() &&
        base.figure->period().start_date() == before->start_date() && base.unit == total.unit &&
        SameScopes(*base.figure, *total.figure) && SameSeries(*base.figure, *total.figure)) {
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

// One of three figures that is held against what the two others make of it.
struct Claim {
  const Quantity* held = nullptr;
  // What it says before its own rounding counts as a difference: a rate is rounded by its nature.
  Interval word = Interval::Point(figures::Decimal());
  std::vector<const Quantity*> others;
  bool stated = false;
  // What the others make of it at their word, and with what their rounding leaves open.
  absl::optional<Interval> expected;
  absl::optional<Interval> possible;
  // “增速…与总数…、增量…不符”, and how it is reckoned, up to “＝”.
  std::string said;
  std::string arithmetic;
};

void Check(FindingRun& run, const Claim& claim) {
  if (!claim.possible.has_value()) return;
  const std::string& unit = claim.held->unit;
  std::vector<std::string> names = {claim.held->name};
  for (const Quantity* one : claim.others) names.push_back(one->name);
  const std::string possible = Shown(*claim.possible, unit);
  const std::string expected = claim.expected.has_value() ? Shown(*claim.expected, unit) : possible;
  std::string explanation = absl::StrCat(claim.said, "：应为", claim.arithmetic, expected);
  if (!claim.held->interval.Meets(*claim.possible)) {
    if (expected != possible) absl::StrAppend(&explanation, "，计入取舍误差为", possible);
    run.Report(kGrowthAndBase, Gravity(claim.stated), names, absl::StrCat(explanation, "。"));
  } else if (claim.expected.has_value() && !claim.word.Meets(*claim.expected)) {
    NoteRounding(run, names, explanation);
  }
}

// Total, rate and increase: the base is the total less the increase.
void CheckIncrease(FindingRun& run, const Quantity& total, const Bound& rate,
                   const Bound& increase) {
  const Quantity& more = *increase.quantity;
  const int scale = ScaleOf(rate.quantity->unit);
  const auto base = total.stated.Minus(more.stated);
  if (!base.ok()) return;
  Claim claim;
  claim.held = rate.quantity;
  claim.word = rate.quantity->interval;
  claim.others = {&total, &more};
  claim.stated = rate.stated && increase.stated;
  claim.expected = GrowthBy(total.stated, more.stated, scale);
  claim.possible = GrowthBy(total.interval, more.interval, scale);
  claim.said = absl::StrCat("增速", run.Say(*rate.quantity), "与总数", run.Say(total), "、增量",
                            run.Say(more), "不符");
  const std::string amount = Shown(more.stated, total.unit);
  claim.arithmetic = absl::StrCat(amount, "÷（", Shown(total.stated, total.unit), "－", amount,
                                  "）＝", amount, "÷", Shown(*base, total.unit), "＝");
  Check(run, claim);
}

// Total, rate and base.
void CheckBase(FindingRun& run, const Quantity& total, const Bound& rate, const Quantity& base) {
  const int scale = ScaleOf(rate.quantity->unit);
  Claim claim;
  claim.held = rate.quantity;
  claim.word = rate.quantity->interval;
  claim.others = {&total, &base};
  claim.stated = rate.stated;
  claim.expected = GrowthFrom(total.stated, base.stated, scale);
  claim.possible = GrowthFrom(total.interval, base.interval, scale);
  claim.said = absl::StrCat("增速", run.Say(*rate.quantity), "与总数", run.Say(total),
                            "、上年同期数", run.Say(base), "不符");
  claim.arithmetic =
      absl::StrCat(Shown(total.stated, total.unit), "÷", Shown(base.stated, base.unit), "－1＝");
  Check(run, claim);
}

absl::optional<Interval> Difference(const Interval& total, const Interval& base) {
  const auto difference = total.Minus(base);
  if (!difference.ok()) return absl::nullopt;
  return *difference;
}

// Total, increase and base.
void CheckDifference(FindingRun& run, const Quantity& total, const Bound& increase,
                     const Quantity& base) {
  const Quantity& more = *increase.quantity;
  Claim claim;
  claim.held = &more;
  claim.word = more.stated;
  claim.others = {&total, &base};
  claim.stated = increase.stated;
  claim.expected = Difference(total.stated, base.stated);
  claim.possible = Difference(total.interval, base.interval);
  claim.said = absl::StrCat("增量", run.Say(more), "与总数", run.Say(total), "、上年同期数",
                            run.Say(base), "不符");
  claim.arithmetic =
      absl::StrCat(Shown(total.stated, total.unit), "－", Shown(base.stated, base.unit), "＝");
  Check(run, claim);
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
