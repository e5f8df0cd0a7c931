#pragma once

#include <cstddef>

#include "absl/types/optional.h"
#include "common/scanner/scan_text.h"
#include "common/scanner/token.h"

// Parts of a whole, as percentages. Internal to common/scanner.
namespace zgc::figures::internal {

// 百分之十二, 三分之一, 2/3, 一半, 过半, 半数.
absl::optional<Token> ReadFraction(const ScanText& text, size_t pos);

}  // namespace zgc::figures::internal
