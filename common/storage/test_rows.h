// A schema of two tables of plain rows, for tests of the store.
#pragma once

#include "common/storage/column.h"
#include "common/storage/store.h"

namespace zgc::storage {

inline constexpr Column kRows{
    .id = 10, .name = "rows", .history = true, .feed_type = "zgc.test.Row"};
// Without history, and in no feed.
inline constexpr Column kPlain{11, "plain"};

inline Schema TestSchema(int version = 1) {
  Schema schema;
  schema.name = "test";
  schema.version = version;
  schema.columns = {kRows, kPlain};
  return schema;
}

}  // namespace zgc::storage
