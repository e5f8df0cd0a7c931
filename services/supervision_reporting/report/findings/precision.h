#pragma once

#include "absl/types/optional.h"
#include "common/decimal/decimal.h"
#include "zgc/figures/v1/figures.pb.h"

// How closely figures say what they count. Internal to report.
namespace zgc::supervision::internal {

struct Precision {
  // Cut off, not rounded.
  bool truncated = false;
  // In the unit of the figure.
  figures::Decimal step;
  // Whether it is worth a word: the digits of a rate show it.
  bool shown = true;
};

// As the figure states it, or as zgc.figures.v1.Rounding has it of one that states none. nullopt
// for what is exact, and for numbers that their qualifier makes a range. Pure.
absl::optional<Precision> PrecisionOf(const figures::v1::Figure& figure);

}  // namespace zgc::supervision::internal
