#pragma once

#include <cstddef>

#include "absl/types/optional.h"
#include "common/scanner/scan_text.h"
#include "common/scanner/token.h"

// Places in an order. Internal to common/scanner.
namespace zgc::figures::internal {

// 第二批, 首届, 附件3, 前三名; 排名第5名 is a figure, a rank (名次).
absl::optional<Token> ReadOrdinal(const ScanText& text, size_t pos);

}  // namespace zgc::figures::internal
