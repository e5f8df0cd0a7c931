#pragma once

#include "absl/types/optional.h"
#include "common/decimal/decimal.h"
#include "common/decimal/interval.h"
#include "zgc/figures/v1/figures.pb.h"

// How closely figures say what they count.
namespace zgc::figures {

struct Precision {
  // Cut off, not rounded.
  bool truncated = false;
  // In the unit of the figure.
  Decimal step;
  // Whether it is worth a word: the digits of a rate show it.
  bool shown = true;
};

// As the figure states it, or as zgc.figures.v1.Rounding has it of one that states none. nullopt
// for what is exact, and for numbers that their qualifier makes a range. Pure.
absl::optional<Precision> PrecisionOf(const v1::Figure& figure);
// What a figure says of its quantity, in its unit. nullopt unless its value is known and a number.
absl::optional<Interval> IntervalOf(const v1::Figure& figure);

}  // namespace zgc::figures
