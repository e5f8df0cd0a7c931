#pragma once

#include <cstddef>

#include "absl/types/optional.h"
#include "common/scanner/scan_text.h"
#include "common/scanner/token.h"

// Dates, years and times of day. Internal to common/scanner.
namespace zgc::figures::internal {

// Whether `year` may be a calendar year of official prose.
bool IsYear(int year);

// The date, in Arabic or Chinese digits, that begins at `pos`. A range gives
// one date for either end. Ends without their own 年 or 月 are not seen here.
absl::optional<Token> ReadDate(const ScanText& text, size_t pos);

}  // namespace zgc::figures::internal
