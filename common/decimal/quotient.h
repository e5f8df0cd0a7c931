#pragma once

#include <string>

#include "absl/types/optional.h"
#include "common/decimal/interval.h"

// Rates of what is known as intervals. Pure functions.
namespace zgc::figures {

// Power of ten by which a rate is multiplied: 2 for %, 3 for ‰.
int ScaleOf(const std::string& unit);

// All quotients a / b × 10^exponent. nullopt unless all of b is above zero.
absl::optional<Interval> Quotient(const Interval& a, const Interval& b, int exponent);

// All growths of a total that has increased by `increase`, × 10^exponent: its base is the
// total less the increase. nullopt unless all of the base is above zero and the total is
// nowhere below it.
absl::optional<Interval> GrowthBy(const Interval& total, const Interval& increase, int exponent);
// All growths of a total from `base`, × 10^exponent. nullopt unless all of the base is above
// zero.
absl::optional<Interval> GrowthFrom(const Interval& total, const Interval& base, int exponent);

}  // namespace zgc::figures
