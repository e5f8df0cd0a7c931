#pragma once

#include <cstddef>

#include "absl/types/optional.h"
#include "common/scanner/number.h"
#include "common/scanner/scan_text.h"
#include "common/scanner/token.h"
#include "common/scanner/units.h"

// Numbers with their units. Internal to common/scanner.
namespace zgc::figures::internal {

// Whether the '-' before a digit at `pos` is a minus: -5℃, 为-1.5%. Between two
// names or numerals it is a dash.
bool IsSigned(const ScanText& text, size_t pos);

// 30余场, 1.01亿元, -5%, ¥300. Without a unit the token stays open.
absl::optional<Token> ReadArabicFigure(const ScanText& text, size_t pos);

// 十六园, 近百位, 数万名, 两省市. Numerals that are mere words give no token.
absl::optional<Token> ReadChineseFigure(const ScanText& text, size_t pos);

// Gives `token` the value of `number` in `unit` and what qualifies it, and ends
// it behind the unit.
void Fill(const ScanText& text, const Number& number, const UnitMatch& unit, size_t unit_begin,
          Token* token);

}  // namespace zgc::figures::internal
