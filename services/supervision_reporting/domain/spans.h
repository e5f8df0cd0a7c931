#pragma once

#include "absl/strings/string_view.h"
#include "common/resource/checks.h"
#include "zgc/common/v1/period.pb.h"

namespace zgc::supervision {

// How many items a record with this count stands for.
inline int32_t CountOf(int32_t item_count) { return item_count == 0 ? 1 : item_count; }

// A day or span of days with both ends.
void CheckSpan(const common::v1::Period& span, absl::string_view field, resource::Checks& checks);
// Not negative.
void CheckCount(int32_t count, absl::string_view field, resource::Checks& checks);

}  // namespace zgc::supervision
