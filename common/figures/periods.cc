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

// Months of a calendar family; 0 of any other.
int MonthsOf(v1::PeriodFamily family) {
  switch (family) {
    case v1::PERIOD_FAMILY_YEAR:
      return 12;
    case v1::PERIOD_FAMILY_HALF_YEAR:
      return 6;
    case v1::PERIOD_FAMILY_QUARTER:
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

void AddListed(v1::PeriodFamily family, absl::CivilDay since, absl::CivilDay today,
               std::vector<Period>& periods) {
  const int months = MonthsOf(family);
  if (family == v1::PERIOD_FAMILY_AS_OF) {
    for (auto year = since.year(); year <= today.year(); ++year) {
      periods.push_back(AsOf(absl::CivilDay(year, 12, 31)));
    }
  }
  if (months == 0) return;
  for (absl::CivilDay day = since; day <= today;) {
    periods.push_back(PeriodOf(family, day));
    day = DayOr(periods.back().end_date(), today) + 1;
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
    default:
      return "";
  }
}

}  // namespace

Period PeriodOf(v1::PeriodFamily family, absl::CivilDay day) {
  const int months = MonthsOf(family);
  if (family == v1::PERIOD_FAMILY_AS_OF) return AsOf(day);
  if (months == 0) return Between(day, day);
  const absl::CivilMonth month(day);
  const absl::CivilMonth first = month - (month.month() - 1) % months;
  return Between(absl::CivilDay(first), absl::CivilDay(first + months) - 1);
}

v1::PeriodFamily FamilyOf(const Period& period) {
  if (period.start_date().empty()) return v1::PERIOD_FAMILY_AS_OF;
  const auto first = base::ParseDate(period.start_date());
  if (!first.ok()) return v1::PERIOD_FAMILY_UNSPECIFIED;
  for (const v1::PeriodFamily family :
       {v1::PERIOD_FAMILY_YEAR, v1::PERIOD_FAMILY_HALF_YEAR, v1::PERIOD_FAMILY_QUARTER,
        v1::PERIOD_FAMILY_MONTH, v1::PERIOD_FAMILY_DAY}) {
    if (SamePeriod(PeriodOf(family, *first), period)) return family;
  }
  return v1::PERIOD_FAMILY_UNSPECIFIED;
}

absl::optional<Period> PeriodBefore(const Period& period) {
  const v1::PeriodFamily family = FamilyOf(period);
  const bool as_of = family == v1::PERIOD_FAMILY_AS_OF;
  const auto day = base::ParseDate(as_of ? period.end_date() : period.start_date());
  if (!day.ok() || family == v1::PERIOD_FAMILY_UNSPECIFIED) return absl::nullopt;
  const absl::CivilDay before = (as_of ? absl::CivilDay(absl::CivilMonth(*day)) : *day) - 1;
  if (before.year() < 1) return absl::nullopt;
  return PeriodOf(family, before);
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

bool IsAnswered(const v1::Computation& computation, const Period& period) {
  const auto& single = computation.reporting_periods();
  const auto& families = computation.period_families();
  return std::find(families.begin(), families.end(), FamilyOf(period)) != families.end() ||
         std::any_of(single.begin(), single.end(),
                     [&](const Period& one) { return SamePeriod(one, period); });
}

std::vector<Period> ListedPeriods(const v1::Computation& computation, absl::CivilDay today) {
  std::vector<Period> periods(computation.reporting_periods().begin(),
                              computation.reporting_periods().end());
  const size_t single = periods.size();
  const absl::CivilDay since = DayOr(computation.since_date(), today + 1);
  for (const int family : computation.period_families()) {
    AddListed(static_cast<v1::PeriodFamily>(family), since, today, periods);
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

std::string DescribePeriods(const v1::Computation& computation) {
  std::vector<std::string> parts;
  for (const int family : computation.period_families()) {
    parts.emplace_back(NameOf(static_cast<v1::PeriodFamily>(family)));
  }
  for (const Period& period : computation.reporting_periods()) {
    const auto id = base::PeriodId(period.start_date(), period.end_date());
    if (id.ok()) parts.push_back(*id);
  }
  return absl::StrJoin(parts, ", ");
}

}  // namespace zgc::figures
