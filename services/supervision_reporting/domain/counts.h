#pragma once

#include <cstdint>

#include "absl/strings/string_view.h"
#include "common/resource/checks.h"
#include "services/supervision_reporting/domain/steps.h"

// How many items one record stands for (批量补录). Pure.
namespace zgc::supervision {

// How many items a record with this count stands for.
inline int32_t CountOf(int32_t item_count) { return item_count == 0 ? 1 : item_count; }

// Not negative.
inline void CheckCount(int32_t count, absl::string_view field, resource::Checks& checks) {
  checks.Expect(count >= 0, field, "is negative");
}

}  // namespace zgc::supervision
