#pragma once

#include <string>

#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "common/decimal/decimal.h"
#include "zgc/common/v1/period.pb.h"
#include "zgc/figures/v1/figures.pb.h"

// How official Chinese prose prints figures (GB/T 15835). All functions are
// pure and thread-safe.
namespace zgc::figures {

// Number with qualifier and unit: 400余家, 近40场, 22.55亿元, 约4700万元, 第5名.
// 万 and 亿 are taken only where at most two decimals are left, so nothing is
// ever rounded. 余 stands with round numbers only: 超799条. A rank, a 届, and
// a 批 that is an attribute are ordinals: 首届, 第二批. Without a number it is
// 数额未公布, 多名 or 不适用; a value that is no plain decimal is printed as it is.
std::string FormatFigure(const v1::Figure& figure);

// As FormatFigure; a larger number that needs more than two decimals of 亿 or 万
// is rounded to two and says 约. For drawings and explanations of figures that
// were derived, never where a figure is stated.
std::string FormatFigureRounded(const v1::Figure& figure);

// The place of the last digit of a number that is printed with 万 or 亿: 1,000,000 for 22.55亿元,
// 1,000 for 1.2万家, 10,000 for 3亿5000万元. nullopt for a number without them.
absl::optional<Decimal> ScaledStep(absl::string_view printed);

// "2019年", "2019年10月", "2019年10月16日至18日", "截至2019年12月31日". What is no
// pair of days is printed as it is.
std::string FormatPeriod(const common::v1::Period& period);

// A day as "2019年12月31日".
std::string FormatDay(const std::string& day);

}  // namespace zgc::figures
