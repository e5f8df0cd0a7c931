#pragma once

#include <cstdint>

// How many items one record stands for (批量补录). Pure.
namespace zgc::supervision {

// How many items a record with this count stands for.
inline int32_t CountOf(int32_t item_count) { return item_count == 0 ? 1 : item_count; }

}  // namespace zgc::supervision
