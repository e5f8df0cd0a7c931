#pragma once

#include <rocksdb/db.h>

#include <string>

#include "absl/status/status.h"
#include "common/storage/engine/engine.h"

namespace zgc::storage {

// See Engine::Load. One call at a time for a column.
absl::Status LoadRows(rocksdb::DB& db, rocksdb::ColumnFamilyHandle* column,
                      const std::string& folder, SortedRows rows);

}  // namespace zgc::storage
