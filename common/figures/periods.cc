#include "common/figures/periods.h"

#include <algorithm>
#include <map>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/base/time/dates.h"

namespace zgc::figures {
namespace {

using common::v1::Period;

constexpr int kMonthsOfYear = 12;

// Months of a family; 0 of days.
int MonthsOf(v1::PeriodFamily family) {
  switch (family) {
    case v1::PERIOD_FAMILY_YEAR:
    case v1::PERIOD_FAMILY_FINANCIAL_YEAR:
      return kMonthsOfYear;
    case v1::PERIOD_FAMILY_HALF_YEAR:
    case v1::PERIOD_FAMILY_FINANCIAL_HALF_YEAR:
      return 6;
    case v1::PERIOD_FAMILY_QUARTER:
    case v1::PERIOD_FAMILY_FINANCIAL_QUARTER:
      return 3;
    case v1::PERIOD_FAMILY_MONTH:
      return 1;
    default:
      return 0;
  }
}

Period Between(absl::CivilDay first, absl::CivilDay last) {
  Period period;
  period.set_start_date(base::FormatDate(first));
  period.set_end_date(base::FormatDate(last));
  return period;
}

Period AsOf(absl::CivilDay day) {
  Period period;
  period.set_end_date(base::FormatDate(day));
  return period;
}

absl::CivilDay DayOr(const std::string& text, absl::CivilDay otherwise) {
  const auto day = base::ParseDate(text);
  return day.ok() ? *day : otherwise;
}

absl::optional<std::string> DayOfYearBefore(const std::string& day) {
  const auto parsed = base::ParseDate(day);
  if (!parsed.ok() || parsed->year() <= 1) return absl::nullopt;
  const absl::CivilMonth month(parsed->year() - 1, parsed->month());
  const absl::CivilDay last = absl::CivilDay(month + 1) - 1;
  const bool at_end = (*parsed + 1).day() == 1;
  return base::FormatDate(at_end ? last
                                 : absl::CivilDay(month.year(), month.month(), parsed->day()));
}

bool SamePeriod(const Period& a, const Period& b) {
  return a.start_date() == b.start_date() && a.end_date() == b.end_date();
}

void AddListed(const v1::Indicator& indicator, v1::PeriodFamily family, absl::CivilDay since,
               absl::CivilDay today, std::vector<Period>& periods) {
  const bool as_of = family == v1::PERIOD_FAMILY_AS_OF;
  if (MonthsOf(family) == 0 && !as_of) return;
  // Of as-of days the last one of each year.
  const v1::PeriodFamily step = as_of ? v1::PERIOD_FAMILY_FINANCIAL_YEAR : family;
  for (absl::CivilDay day = since; day <= today;) {
    const Period period = PeriodOf(step, day, indicator.financial_year_first_month());
    const absl::CivilDay last = DayOr(period.end_date(), today);
    periods.push_back(as_of ? AsOf(last) : period);
    day = last + 1;
  }
}

const char* NameOf(v1::PeriodFamily family) {
  switch (family) {
    case v1::PERIOD_FAMILY_YEAR:
      return "years";
    case v1::PERIOD_FAMILY_HALF_YEAR:
      return "half-years";
    case v1::PERIOD_FAMILY_QUARTER:
      return "quarters";
    case v1::PERIOD_FAMILY_MONTH:
      return "months";
    case v1::PERIOD_FAMILY_DAY:
      return "days";
    case v1::PERIOD_FAMILY_AS_OF:
      return "as-of days";
    case v1::PERIOD_FAMILY_FINANCIAL_YEAR:
      return "financial years";
    case v1::PERIOD_FAMILY_FINANCIAL_HALF_YEAR:
      return "financial half-years";
    case v1::PERIOD_FAMILY_FINANCIAL_QUARTER:
      return "financial quarters";
    default:
      return "";
  }
}

}  // namespace

bool IsFinancial(v1::PeriodFamily family) {
  return family == v1::PERIOD_FAMILY_FINANCIAL_YEAR ||
         family == v1::PERIOD_FAMILY_FINANCIAL_HALF_YEAR ||
         family == v1::PERIOD_FAMILY_FINANCIAL_QUARTER;
}

Period PeriodOf(v1::PeriodFamily family, absl::CivilDay day, int first_month) {
  const int months = MonthsOf(family);
  if (family == v1::PERIOD_FAMILY_AS_OF) return AsOf(day);
  if (months == 0) return Between(day, day);
  const absl::CivilMonth month(day);
  const int begins = IsFinancial(family) ? std::max(first_month, 1) : 1;
  const int into_year = (month.month() - begins + kMonthsOfYear) % kMonthsOfYear;
  const absl::CivilMonth first = month - into_year % months;
  return Between(absl::CivilDay(first), absl::CivilDay(first + months) - 1);
}

bool IsOfFamily(const Period& period, v1::PeriodFamily family, int first_month) {
  const bool as_of = period.start_date().empty();
  if (as_of || family == v1::PERIOD_FAMILY_AS_OF)
    return as_of == (family == v1::PERIOD_FAMILY_AS_OF);
  const auto first = base::ParseDate(period.start_date());
  return first.ok() && SamePeriod(PeriodOf(family, *first, first_month), period);
}

absl::CivilDay FirstDayOfYear(const v1::Indicator& indicator, absl::CivilDay day) {
  return DayOr(
      PeriodOf(v1::PERIOD_FAMILY_FINANCIAL_YEAR, day, indicator.financial_year_first_month())
          .start_date(),
      day);
}

absl::optional<Period> PeriodBefore(const Period& period) {
  const auto last = base::ParseDate(period.end_date());
  if (!last.ok()) return absl::nullopt;
  if (period.start_date().empty()) {
    const absl::CivilDay before = absl::CivilDay(absl::CivilMonth(*last)) - 1;
    if (before.year() < 1) return absl::nullopt;
    return AsOf(before);
  }
  const auto first = base::ParseDate(period.start_date());
  if (!first.ok()) return absl::nullopt;
  for (const v1::PeriodFamily family :
       {v1::PERIOD_FAMILY_FINANCIAL_YEAR, v1::PERIOD_FAMILY_FINANCIAL_HALF_YEAR,
        v1::PERIOD_FAMILY_FINANCIAL_QUARTER, v1::PERIOD_FAMILY_MONTH, v1::PERIOD_FAMILY_DAY}) {
    // Whichever year it is of begins in its first month, or as many months later as it is long.
    if (!IsOfFamily(period, family, first->month())) continue;
    const absl::CivilDay before = *first - 1;
    if (before.year() < 1) return absl::nullopt;
    return PeriodOf(family, before, first->month());
  }
  return absl::nullopt;
}

absl::optional<Period> YearBefore(const Period& period) {
  Period before;
  const auto end = DayOfYearBefore(period.end_date());
  if (!end.has_value()) return absl::nullopt;
  before.set_end_date(*end);
  if (period.start_date().empty()) return before;
  const auto start = DayOfYearBefore(period.start_date());
  if (!start.has_value()) return absl::nullopt;
  before.set_start_date(*start);
  return before;
}

bool IsAnswered(const v1::Indicator& indicator, const Period& period) {
  const auto& single = indicator.computation().reporting_periods();
  const auto& families = indicator.computation().period_families();
  return std::any_of(families.begin(), families.end(),
                     [&](int family) {
                       return IsOfFamily(period, static_cast<v1::PeriodFamily>(family),
                                         indicator.financial_year_first_month());
                     }) ||
         std::any_of(single.begin(), single.end(),
                     [&](const Period& one) { return SamePeriod(one, period); });
}

std::vector<Period> ListedPeriods(const v1::Indicator& indicator, absl::CivilDay today) {
  const v1::Computation& computation = indicator.computation();
  std::vector<Period> periods(computation.reporting_periods().begin(),
                              computation.reporting_periods().end());
  const size_t single = periods.size();
  const absl::CivilDay since = DayOr(computation.since_date(), today + 1);
  for (const int family : computation.period_families()) {
    AddListed(indicator, static_cast<v1::PeriodFamily>(family), since, today, periods);
  }
  // A single one may be of a family as well.
  const auto twice = [&](const Period& period) {
    return std::any_of(periods.begin(), periods.begin() + static_cast<ptrdiff_t>(single),
                       [&](const Period& one) { return SamePeriod(one, period); });
  };
  periods.erase(
      std::remove_if(periods.begin() + static_cast<ptrdiff_t>(single), periods.end(), twice),
      periods.end());
  return periods;
}

std::string DescribePeriods(const v1::Indicator& indicator) {
  std::vector<std::string> parts;
  for (const int number : indicator.computation().period_families()) {
    const auto family = static_cast<v1::PeriodFamily>(number);
    parts.emplace_back(NameOf(family));
    if (!IsFinancial(family)) continue;
    absl::StrAppend(&parts.back(), " from month ", indicator.financial_year_first_month());
  }
  for (const Period& period : indicator.computation().reporting_periods()) {
    const auto id = base::PeriodId(period.start_date(), period.end_date());
    if (id.ok()) parts.push_back(*id);
  }
  return absl::StrJoin(parts, ", ");
}

}  // namespace zgc::figures
