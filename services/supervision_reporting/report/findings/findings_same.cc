#include <algorithm>

#include "absl/strings/str_cat.h"
#include "common/figures/versions/version.h"
#include "common/scanner/figure_text.h"
#include "services/supervision_reporting/report/findings/finding_rules.h"

namespace zgc::supervision::internal {
namespace {

// Whether two units of an indicator count the same things.
bool SameUnit(const Quantity& a, const Quantity& b, const figures::v1::Indicator* indicator) {
  if (a.unit == b.unit) return true;
  if (indicator == nullptr) return false;
  const auto known = [&](const std::string& unit) {
    const auto& synonyms = indicator->unit_synonyms();
    return unit == indicator->unit() ||
           std::find(synonyms.begin(), synonyms.end(), unit) != synonyms.end();
  };
  return known(a.unit) && known(b.unit);
}

// Whether the two must be one number.
bool SameTime(const figures::v1::Figure& a, const figures::v1::Figure& b) {
  if (SamePeriod(a, b)) return true;
  // A constant is the same all the time.
  return a.measure() == figures::v1::MEASURE_KIND_ATTRIBUTE &&
         (PeriodWithin(a, b) || PeriodWithin(b, a));
}

// What was counted beside what somebody stated; one after the other as they come.
bool CountedAndStated(const Quantity& a, const Quantity& b) {
  return a.figure->basis() != b.figure->basis() &&
         a.figure->basis() != figures::v1::BASIS_UNSPECIFIED &&
         b.figure->basis() != figures::v1::BASIS_UNSPECIFIED;
}

std::string SayPair(const FindingRun& run, const Quantity& a, const Quantity& b) {
  if (!CountedAndStated(a, b)) return absl::StrCat(run.Say(a), "，", run.Say(b));
  const bool a_counts = a.figure->basis() == figures::v1::BASIS_COUNTED;
  return absl::StrCat("统计数", run.Say(a_counts ? a : b), "，填报数", run.Say(a_counts ? b : a));
}

void CheckPair(FindingRun& run, const Quantity& a, const Quantity& b) {
  if (SameTime(*a.figure, *b.figure)) {
    if (a.interval.Meets(b.interval)) {
      if (a.stated.Meets(b.stated)) return;
      return NoteRounding(
          run, {a.name, b.name},
          absl::StrCat("同一指标在同一口径、同一期间有两个数：", SayPair(run, a, b)));
    }
    run.Report(
        kSameIndicator, v1::FINDING_SEVERITY_CONTRADICTION, {a.name, b.name},
        absl::StrCat("同一指标在同一口径、同一期间（", figures::FormatPeriod(a.figure->period()),
                     "）有两个不能同时成立的数：", SayPair(run, a, b), "。"));
    return;
  }
  if (a.figure->measure() != figures::v1::MEASURE_KIND_FLOW) return;
  if (!SameSeries(*a.figure, *b.figure)) return;
  const bool inside = PeriodWithin(*a.figure, *b.figure);
  if (!inside && !PeriodWithin(*b.figure, *a.figure)) return;
  const Quantity& inner = inside ? a : b;
  const Quantity& outer = inside ? b : a;
  if (inner.interval.CanBeAtMost(outer.interval)) {
    if (inner.stated.CanBeAtMost(outer.stated)) return;
    return NoteRounding(
        run, {a.name, b.name},
        absl::StrCat("较短期间的", run.Say(inner), "大于包含它的期间的", run.Say(outer)));
  }
  run.Report(
      kSameIndicator, v1::FINDING_SEVERITY_CONTRADICTION, {a.name, b.name},
      absl::StrCat("较短期间（", figures::FormatPeriod(inner.figure->period()), "）的",
                   run.Say(inner), "大于包含它的期间（",
                   figures::FormatPeriod(outer.figure->period()), "）的", run.Say(outer), "。"));
}

void CheckSameTotal(FindingRun& run, const figures::DatedRelation& bond, const Quantity& a,
                    const Quantity& b) {
  if (!bond.HoldsFor(*a.figure) || a.unit != b.unit || !SameTime(*a.figure, *b.figure) ||
      !RelatedScopes(run, *a.figure, *b.figure)) {
    return;
  }
  const std::string said = absl::StrCat("两个指标是同一总数：", run.Say(a), "，", run.Say(b));
  if (a.interval.Meets(b.interval)) {
    if (!a.stated.Meets(b.stated)) NoteRounding(run, {a.name, b.name}, said);
    return;
  }
  run.Report(kSameTotal, Gravity(bond.relation.stated()), {a.name, b.name},
             absl::StrCat(said, "，不能同时成立。"));
}

}  // namespace

void CheckSameTotals(FindingRun& run) {
  for (const auto& [name, indicator] : run.input().indicators) {
    for (const figures::DatedRelation& bond : figures::DatedRelations(indicator)) {
      if (bond.relation.kind() != figures::v1::RELATION_KIND_SAME_AS) continue;
      for (const Quantity& a : run.QuantitiesOf(name)) {
        for (const Quantity& b : run.QuantitiesOf(OtherOf(indicator, bond.relation))) {
          CheckSameTotal(run, bond, a, b);
        }
      }
    }
  }
}

void CheckSameIndicators(FindingRun& run) {
  for (const auto& [name, quantities] : run.quantities()) {
    const figures::v1::Indicator* indicator = run.Indicator(name);
    for (size_t i = 0; i < quantities.size(); ++i) {
      for (size_t j = i + 1; j < quantities.size(); ++j) {
        const Quantity& a = quantities[i];
        const Quantity& b = quantities[j];
        if (SameUnit(a, b, indicator) && SameScopes(*a.figure, *b.figure)) CheckPair(run, a, b);
      }
    }
  }
}

}  // namespace zgc::supervision::internal
