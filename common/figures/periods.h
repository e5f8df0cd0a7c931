#pragma once

#include <string>
#include <vector>

#include "absl/time/civil_time.h"
#include "absl/types/optional.h"
#include "zgc/common/v1/period.pb.h"
#include "zgc/figures/v1/indicators.pb.h"

// Families of periods (期间): which a period is of, and which periods a computed indicator has.
// Pure functions; periods are valid.
namespace zgc::figures {

// How far back figures are listed at most.
inline constexpr int kMostYearsListed = 100;

// Whether its periods are those of financial years.
bool IsFinancial(v1::PeriodFamily family);
// The period of a family that has the day in it; of AS_OF that day. Financial years begin in
// `first_month`; 0 is January.
common::v1::Period PeriodOf(v1::PeriodFamily family, absl::CivilDay day, int first_month = 0);
// Whether the period is of the family, of an indicator with financial years from `first_month`.
bool IsOfFamily(const common::v1::Period& period, v1::PeriodFamily family, int first_month);
// The first day of the year in which an indicator has the day: of its financial year, if it has
// any.
absl::CivilDay FirstDayOfYear(const v1::Indicator& indicator, absl::CivilDay day);
// The one before it of as many months (上期), or the day before it; of an as-of day the last day of
// the month before. nullopt of no length that a family has, and before year 1.
absl::optional<common::v1::Period> PeriodBefore(const common::v1::Period& period);
// The same period of the year before (上年同期); the last day of a month stays the last.
absl::optional<common::v1::Period> YearBefore(const common::v1::Period& period);
// Whether the computed indicator has a figure of it.
bool IsAnswered(const v1::Indicator& indicator, const common::v1::Period& period);
// The periods whose figures are listed on a day, each once: its single periods, then family by
// family.
std::vector<common::v1::Period> ListedPeriods(const v1::Indicator& indicator, absl::CivilDay today);
// "years, months, 2019", to say what an indicator has.
std::string DescribePeriods(const v1::Indicator& indicator);

}  // namespace zgc::figures
