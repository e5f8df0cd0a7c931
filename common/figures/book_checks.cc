#include "common/figures/book_checks.h"

#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "absl/types/optional.h"
#include "common/base/names.h"
#include "common/base/time/dates.h"
#include "common/decimal/decimal.h"
#include "common/figures/dimensions/dimension.h"
#include "common/figures/periods.h"
#include "common/figures/precision.h"
#include "common/scanner/scanner.h"

namespace zgc::figures {
namespace {

// What tells families apart: quarters from April are those from January.
std::string PeriodsOf(const v1::Indicator& indicator, v1::PeriodFamily family) {
  const common::v1::Period period =
      PeriodOf(family, absl::CivilDay(), indicator.financial_year_first_month());
  return absl::StrCat(period.start_date(), "/", period.end_date());
}

void CheckFinancial(const v1::Indicator& indicator, v1::PeriodFamily family,
                    const std::string& field, resource::Checks& checks) {
  checks.Expect(!IsFinancial(family) || indicator.financial_year_first_month() != 0, field,
                "is of financial years: the indicator says by financial_year_first_month when they "
                "begin");
}

void CheckFamilies(const v1::Indicator& indicator, absl::CivilDay today, resource::Checks& checks) {
  const v1::Computation& computation = indicator.computation();
  std::set<std::string> seen;
  for (int i = 0; i < computation.period_families_size(); ++i) {
    const v1::PeriodFamily family = computation.period_families(i);
    const std::string field = absl::StrCat("indicator.computation.period_families[", i, "]");
    const bool as_of = family == v1::PERIOD_FAMILY_AS_OF;
    checks.Expect(indicator.measure() != v1::MEASURE_KIND_FLOW || !as_of, field,
                  "is of stocks: the indicator is a flow");
    checks.Expect(indicator.measure() != v1::MEASURE_KIND_STOCK || as_of, field,
                  "is of flows: the indicator is a stock, which has AS_OF");
    checks.Expect(seen.insert(PeriodsOf(indicator, family)).second, field,
                  "repeats an earlier family, or its periods are the same");
    CheckFinancial(indicator, family, field, checks);
  }
  const std::string since = "indicator.computation.since_date";
  if (computation.period_families().empty()) {
    checks.Expect(computation.since_date().empty(), since, "belongs to period_families");
    checks.Expect(!computation.reporting_periods().empty(), "indicator.computation.period_families",
                  "or reporting_periods are required");
    return;
  }
  checks.Required(computation.since_date(), since);
  const auto day = base::ParseDate(computation.since_date());
  checks.Expect(!day.ok() || day->year() >= today.year() - kMostYearsListed, since,
                absl::StrCat("is more than ", kMostYearsListed, " years ago"));
  checks.Expect(!day.ok() || day->year() <= today.year() + 1, since, "is later than next year");
}

void CheckComputation(const v1::Indicator& indicator, absl::CivilDay today,
                      resource::Checks& checks) {
  const v1::Computation& computation = indicator.computation();
  CheckFamilies(indicator, today, checks);
  std::set<std::string> dimensions;
  for (int i = 0; i < computation.dimensions_size(); ++i) {
    const std::string field = absl::StrCat("indicator.computation.dimensions[", i, "]");
    checks.Expect(dimensions.insert(computation.dimensions(i)).second, field,
                  "repeats an earlier one");
    checks.Expect(!IsRegionLevel(computation.dimensions(i)), field,
                  "is a level: region is declared, which has all three");
  }
  std::set<std::string> seen;
  for (int i = 0; i < computation.reporting_periods_size(); ++i) {
    const auto& period = computation.reporting_periods(i);
    const std::string field = absl::StrCat("indicator.computation.reporting_periods[", i, "]");
    CheckPeriodOf(indicator.measure(), period, field, checks);
    checks.Expect(seen.insert(absl::StrCat(period.start_date(), "/", period.end_date())).second,
                  field, "repeats an earlier period");
  }
}

void CheckPrecision(const v1::Observation& observation, resource::Checks& checks) {
  const v1::Rounding rounding = observation.rounding();
  const bool coarse = rounding == v1::ROUNDING_ROUNDED || rounding == v1::ROUNDING_TRUNCATED;
  checks.Expect(observation.step().empty() || coarse, "observation.step",
                "belongs to a value that was rounded or truncated");
  checks.Expect(!coarse || observation.qualifier() == v1::QUALIFIER_EXACT, "observation.rounding",
                "belongs to an EXACT value; a qualified one is a range");
}

void CheckValue(const v1::Observation& observation, resource::Checks& checks) {
  const v1::ValueState state = observation.value_state();
  checks.Expect(state != v1::VALUE_STATE_FAILED, "observation.value_state",
                "is of computed figures only");
  if (state == v1::VALUE_STATE_UNSPECIFIED || state == v1::VALUE_STATE_KNOWN) {
    checks.Required(observation.value(), "observation.value");
    checks.Expect(observation.qualifier() != v1::QUALIFIER_UNSPECIFIED, "observation.qualifier",
                  "is required");
    return;
  }
  checks.Expect(observation.value().empty(), "observation.value",
                "must be empty unless the value is KNOWN");
  if (state == v1::VALUE_STATE_NOT_APPLICABLE) {
    checks.Required(observation.note(), "observation.note");
  }
}

// The number that a source prints, as if it were the value of the observation; nullopt if there are
// several, or it is in another unit.
absl::optional<v1::Figure> AsPrinted(const v1::Observation& observation) {
  std::vector<Numeral> numerals = Scan(observation.printed());
  std::erase_if(numerals, [](const Numeral& numeral) {
    return numeral.numeral_class != NumeralClass::kFigure || numeral.value.empty();
  });
  if (numerals.size() != 1) return absl::nullopt;
  // Of 22.55亿元 in the unit 万元 the number is 225500.
  absl::string_view unit = observation.unit();
  const int exponent = absl::ConsumePrefix(&unit, "亿")   ? 8
                       : absl::ConsumePrefix(&unit, "万") ? 4
                                                          : 0;
  const auto value = Decimal::Parse(numerals[0].value);
  if (!value.ok() || numerals[0].unit != unit) return absl::nullopt;
  const auto scaled = value->TimesPowerOfTen(-exponent);
  if (!scaled.ok()) return absl::nullopt;
  v1::Figure figure;
  figure.set_value(scaled->ToString());
  figure.set_unit(observation.unit());
  figure.set_qualifier(numerals[0].qualifier);
  figure.set_status(v1::FIGURE_STATUS_REPORTED);
  figure.set_printed(observation.printed());
  return figure;
}

// A value that was typed wrongly is seen beside what its source prints. The same number under
// another qualifier says less or more, and no other number.
void CheckPrinted(const v1::Observation& observation, resource::Checks& checks) {
  const absl::optional<v1::Figure> printed = AsPrinted(observation);
  if (!printed.has_value()) return;
  v1::Figure stated = *printed;
  stated.set_value(observation.value());
  stated.set_qualifier(observation.qualifier());
  stated.set_rounding(observation.rounding());
  stated.set_step(observation.step());
  const auto value = Decimal::Parse(observation.value());
  const auto said = IntervalOf(stated);
  const auto read = IntervalOf(*printed);
  if (!value.ok() || !said.has_value() || !read.has_value()) return;
  checks.Expect(*value == *Decimal::Parse(printed->value()) || said->Meets(*read),
                "observation.value",
                absl::StrCat(observation.value(), " ", observation.unit(), " is not what \"",
                             observation.printed(), "\" prints, which reads as ", printed->value(),
                             " ", observation.unit()));
}

void CheckTarget(const v1::Indicator& indicator, const v1::IndicatorTarget& target,
                 const std::string& field, resource::Checks& checks) {
  const bool of_family = target.family() != v1::PERIOD_FAMILY_UNSPECIFIED;
  checks.Expect(target.has_period() != of_family, field, "is of a period or of a family");
  common::v1::Period period = target.period();
  if (target.has_period()) {
    CheckPeriodOf(indicator.measure(), period, absl::StrCat(field, ".period"), checks);
  } else if (of_family) {
    period = PeriodOf(target.family(), absl::CivilDay(), indicator.financial_year_first_month());
    CheckFinancial(indicator, target.family(), absl::StrCat(field, ".family"), checks);
    const bool as_of = target.family() == v1::PERIOD_FAMILY_AS_OF;
    checks.Expect(indicator.measure() != (as_of ? v1::MEASURE_KIND_FLOW : v1::MEASURE_KIND_STOCK),
                  absl::StrCat(field, ".family"), "has no figures of such an indicator");
  }
  checks.Expect(!indicator.has_computation() || IsAnswered(indicator, period), field,
                absl::StrCat("is of no period of the indicator, which has figures of ",
                             DescribePeriods(indicator)));
  const auto value = Decimal::Parse(target.value());
  const auto baseline = Decimal::Parse(indicator.baseline());
  if (!value.ok() || !baseline.ok()) return;
  const bool down = indicator.direction() == v1::DIRECTION_DOWN_IS_GOOD;
  checks.Expect(down ? *value <= *baseline : *value >= *baseline, absl::StrCat(field, ".value"),
                absl::StrCat("is worse than the baseline, ", indicator.baseline(),
                             ": its direction is ", down ? "down" : "up", " (方向与目标不符)"));
}

void CheckTargets(const v1::Indicator& indicator, resource::Checks& checks) {
  checks.Expect(indicator.baseline().empty() != indicator.has_baseline_period(),
                "indicator.baseline_period", "belongs to a baseline, which needs it");
  if (indicator.has_baseline_period()) {
    CheckPeriodOf(indicator.measure(), indicator.baseline_period(), "indicator.baseline_period",
                  checks);
  }
  checks.Expect(indicator.targets().empty() || indicator.direction() != v1::DIRECTION_UNSPECIFIED,
                "indicator.direction", "is required: a target is reached from below or from above");
  std::set<std::string> seen;
  for (int i = 0; i < indicator.targets_size(); ++i) {
    const v1::IndicatorTarget& target = indicator.targets(i);
    const std::string field = absl::StrCat("indicator.targets[", i, "]");
    CheckTarget(indicator, target, field, checks);
    const std::string of =
        target.has_period()
            ? absl::StrCat(target.period().start_date(), "/", target.period().end_date())
            : absl::StrCat("each ", PeriodsOf(indicator, target.family()));
    checks.Expect(seen.insert(of).second, field, "repeats an earlier target");
  }
}

}  // namespace

bool IsIndicatorName(absl::string_view name) {
  return absl::ConsumePrefix(&name, "indicators/") && base::IsResourceId(name);
}

void CheckPeriodOf(v1::MeasureKind measure, const common::v1::Period& period,
                   absl::string_view field, resource::Checks& checks) {
  checks.Period(period, field);
  const std::string start = absl::StrCat(field, ".start_date");
  if (measure == v1::MEASURE_KIND_FLOW) {
    checks.Expect(!period.start_date().empty(), start, "is required: the indicator is a flow");
  }
  if (measure == v1::MEASURE_KIND_STOCK) {
    checks.Expect(period.start_date().empty(), start, "must be empty: the indicator is a stock");
  }
}

void CheckIndicator(const v1::Indicator& indicator, absl::CivilDay today,
                    resource::Checks& checks) {
  for (int i = 0; i < indicator.relations_size(); ++i) {
    // Of another service perhaps, or declared only later: it is not looked up.
    const std::string& other = indicator.relations(i).other();
    checks.Expect(other.empty() || IsIndicatorName(other),
                  absl::StrCat("indicator.relations[", i, "].other"), "must be indicators/{id}");
  }
  const int first_month = indicator.financial_year_first_month();
  checks.Expect(first_month == 0 || (first_month >= 2 && first_month <= 12),
                "indicator.financial_year_first_month",
                "must be 2 to 12, or 0 for none: years from January are calendar years");
  checks.Expect(indicator.has_computation() || indicator.basis() == v1::BASIS_UNSPECIFIED,
                "indicator.basis", "belongs to a computed indicator; this one is only stated");
  if (indicator.has_computation()) CheckComputation(indicator, today, checks);
  CheckTargets(indicator, checks);
}

void CheckObservation(const v1::Observation& observation, resource::Checks& checks) {
  CheckValue(observation, checks);
  CheckPrecision(observation, checks);
  CheckPrinted(observation, checks);
  if (!observation.corrects().empty()) {
    checks.Required(observation.reason(), "observation.reason");
  } else {
    checks.Expect(observation.reason().empty(), "observation.reason",
                  "belongs to a correction; name what it corrects");
  }
}

}  // namespace zgc::figures
