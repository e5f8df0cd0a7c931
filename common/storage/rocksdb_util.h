#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/storage/backups.h"

namespace rocksdb {
class DB;
class Status;
}  // namespace rocksdb

// What the files that see RocksDB share.
namespace zgc::storage {

absl::Status ToStatus(const rocksdb::Status& status);

// The path of "rocksdb:///absolute/path"; INVALID_ARGUMENT for anything else.
absl::StatusOr<std::string> PathOf(const std::string& url);

// See Engine::CreateBackup.
absl::StatusOr<BackupInfo> BackUp(rocksdb::DB& db, const std::string& dir, int64_t revision);

}  // namespace zgc::storage
