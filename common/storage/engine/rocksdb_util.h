#pragma once

#include <rocksdb/db.h>

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "common/storage/engine/engine.h"

// What the files that see RocksDB share.
namespace zgc::storage {

absl::Status ToStatus(const rocksdb::Status& status);

// How a folder is opened, whether to write it or only to read it. Nothing is logged into it.
rocksdb::DBOptions CommonOptions();

// Rows of one column, as of `snapshot`; nullptr is the newest state.
absl::StatusOr<absl::optional<std::string>> GetRow(rocksdb::DB& db,
                                                   rocksdb::ColumnFamilyHandle* column,
                                                   const rocksdb::Snapshot* snapshot,
                                                   absl::string_view key);
// The cursor keeps `owner`, which keeps all the others.
std::unique_ptr<Cursor> ScanRows(std::shared_ptr<const void> owner, rocksdb::DB& db,
                                 rocksdb::ColumnFamilyHandle* column,
                                 const rocksdb::Snapshot* snapshot, const ScanRange& range);

// See Engine::VerifyChecksums. A table at a time: between two it can be ended, see
// base::StillWanted.
absl::Status VerifyTables(rocksdb::DB& db);

// See Engine::CopyTo.
absl::Status CopyLiveFiles(rocksdb::DB& db, const std::string& folder);

}  // namespace zgc::storage
