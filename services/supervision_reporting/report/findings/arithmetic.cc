#include "services/supervision_reporting/report/findings/arithmetic.h"

#include <utility>

#include "absl/strings/str_cat.h"

namespace zgc::supervision::internal {
namespace {

using figures::Decimal;
using figures::Interval;

// An amount rounded to two decimals of 亿 or 万.
std::string Rounded(const Decimal& value, const std::string& unit) {
  constexpr std::pair<int, const char*> kMagnitudes[] = {{8, "亿"}, {4, "万"}, {0, ""}};
  for (const auto& [exponent, name] : kMagnitudes) {
    const auto scaled = value.TimesPowerOfTen(-exponent);
    if (!scaled.ok()) continue;
    const Decimal size = scaled->IsNegative() ? scaled->Negated() : *scaled;
    if (size < Decimal(1) && exponent != 0) continue;
    const auto rounded = scaled->Rounded(2);
    if (rounded.ok()) return absl::StrCat(rounded->ToString(), name, unit);
  }
  return absl::StrCat(value.ToString(), unit);
}

}  // namespace

std::string RangeText(const Interval& interval, const std::string& unit) {
  if (!interval.lower().value.has_value() || !interval.upper().value.has_value()) return "";
  const std::string low = Rounded(*interval.lower().value, unit);
  const std::string high = Rounded(*interval.upper().value, unit);
  return low == high ? low : absl::StrCat(low, "至", high);
}

}  // namespace zgc::supervision::internal
