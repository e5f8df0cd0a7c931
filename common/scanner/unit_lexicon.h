#pragma once

#include <string_view>
#include <unordered_map>

#include "common/scanner/units.h"

// The words behind units.h. Internal to common/scanner.
namespace zgc::figures::internal {

struct UnitEntry {
  UnitKind kind = UnitKind::kMeasure;
  bool shy = false;
  // What figures carry instead of the word; empty for the word itself.
  std::u32string_view name;
  // Characters that make another word of it: 位 before 于.
  std::u32string_view not_before;
};

// Units by the word that is printed. None is longer than kLongestUnit.
inline constexpr size_t kLongestUnit = 6;
const std::unordered_map<std::u32string_view, UnitEntry>& Units();

}  // namespace zgc::figures::internal
