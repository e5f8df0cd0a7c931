#pragma once

#include <string>

#include "absl/types/optional.h"
#include "common/decimal/decimal.h"
#include "common/decimal/interval.h"

// What the rules reckon with, and how they print it. Internal to report; pure.
namespace zgc::supervision::internal {

// Power of ten by which a rate is multiplied: 2 for %, 3 for ‰.
int ScaleOf(const std::string& unit);

// All quotients a / b × 10^exponent. nullopt unless all of b is above zero.
absl::optional<figures::Interval> Quotient(const figures::Interval& a, const figures::Interval& b,
                                           int exponent);

// All growths of a total that has increased by `increase`, × 10^exponent: its base is the
// total less the increase. nullopt unless all of the base is above zero and the total is
// nowhere below it.
absl::optional<figures::Interval> GrowthBy(const figures::Interval& total,
                                           const figures::Interval& increase, int exponent);
// All growths of a total from `base`, × 10^exponent. nullopt unless all of the base is above
// zero.
absl::optional<figures::Interval> GrowthFrom(const figures::Interval& total,
                                             const figures::Interval& base, int exponent);

// “22.72亿元至22.74亿元”, each end rounded to two decimals of 亿 or 万; empty if it has no bounds.
std::string RangeText(const figures::Interval& interval, const std::string& unit);

}  // namespace zgc::supervision::internal
