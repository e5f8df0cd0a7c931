#pragma once

#include <string>

#include "absl/status/status.h"

namespace rocksdb {
class DB;
class Status;
}  // namespace rocksdb

// What the files that see RocksDB share.
namespace zgc::storage {

absl::Status ToStatus(const rocksdb::Status& status);

// See Engine::CopyTo.
absl::Status CopyLiveFiles(rocksdb::DB& db, const std::string& folder);

}  // namespace zgc::storage
