#pragma once

#include <string>

#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "zgc/figures/v1/figures.pb.h"
#include "zgc/supervision/v1/reports.pb.h"

// How the prose prints a figure that it cites. Pure.
namespace zgc::supervision {

// The figure in a unit word with so many digits after the point, rounded (四舍五入): 22.55亿元 of
// 2254871234.56元. nullopt where the word is not one of the figure's unit, the figure is no number
// without a qualifier, or it is less precise than that.
absl::optional<std::string> PrintIn(const figures::v1::Figure& figure, const std::string& unit,
                                    int decimals);

struct CitedText {
  std::string text;
  // What does not fit, English; empty if all does.
  std::string mismatch;
};
// As its citation wants it.
CitedText TextOf(const v1::Citation& citation, const figures::v1::Figure& figure);

}  // namespace zgc::supervision
