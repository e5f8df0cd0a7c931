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

// The period of a family that has the day in it; of AS_OF that day.
common::v1::Period PeriodOf(v1::PeriodFamily family, absl::CivilDay day);
// UNSPECIFIED if it is of none.
v1::PeriodFamily FamilyOf(const common::v1::Period& period);
// The one before it in its family (上期); of an as-of day the last day of the month before. nullopt
// of no family, and before year 1.
absl::optional<common::v1::Period> PeriodBefore(const common::v1::Period& period);
// The same period of the year before (上年同期); the last day of a month stays the last.
absl::optional<common::v1::Period> YearBefore(const common::v1::Period& period);
// Whether the indicator has a figure of it.
bool IsAnswered(const v1::Computation& computation, const common::v1::Period& period);
// The periods whose figures are listed on a day, each once: its single periods, then family by
// family.
std::vector<common::v1::Period> ListedPeriods(const v1::Computation& computation,
                                              absl::CivilDay today);
// "years, months and 2019", to say what an indicator has.
std::string DescribePeriods(const v1::Computation& computation);

}  // namespace zgc::figures
