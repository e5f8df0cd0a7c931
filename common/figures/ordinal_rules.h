#pragma once

#include <cstddef>

#include "absl/types/optional.h"
#include "common/figures/scan_text.h"
#include "common/figures/token.h"

// Places in an order. Internal to common/figures.
namespace zgc::figures::internal {

// 第二批, 首届, 附件3, 前三名; 排名第5名 is a figure, a rank (名次).
absl::optional<Token> ReadOrdinal(const ScanText& text, size_t pos);

}  // namespace zgc::figures::internal
