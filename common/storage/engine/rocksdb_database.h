#pragma once

#include <rocksdb/cache.h>
#include <rocksdb/db.h>

#include <atomic>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/storage/engine/engine.h"
#include "common/storage/engine/folder.h"
#include "common/storage/engine/rocksdb_files.h"

namespace zgc::storage {

class WriteErrors;

// One opening of a folder by RocksDB. An engine has several in turn: what stopped
// one from writing is left by the next, while snapshots of the one before are still
// read. Thread-safe, except that one after the other is opened.
class Database {
 public:
  // What all openings of a folder share.
  struct Folder {
    std::string path;
    std::vector<EngineColumn> columns;
    // Whether it is made if it is absent.
    bool create = false;
    std::shared_ptr<rocksdb::Cache> cache;
    std::shared_ptr<FolderLock> lock;
    // Absent for a folder that is still being made.
    std::shared_ptr<PlaceLock> place;
  };

  // Opens it for writing, with the columns that it does not have yet.
  static absl::StatusOr<std::shared_ptr<Database>> Open(const Folder& folder);
  // The same, or, if that takes space which the disk does not have, only for reading.
  static absl::StatusOr<std::shared_ptr<Database>> OpenAtLeastForReading(const Folder& folder);

  ~Database();

  rocksdb::DB& db() const { return *db_; }
  rocksdb::ColumnFamilyHandle* column(ColumnId id) const { return columns_.at(id); }
  // See Engine::Clear.
  absl::Status Clear(const EngineColumn& column);

  // OK while it can be written.
  absl::Status error() const;
  // Not OK once its folder was moved away or replaced.
  absl::Status CheckPlace() const;
  // It writes no more, for good, and never touches the folder again. Waits for
  // its threads.
  void Fence();

 private:
  explicit Database(const Folder& folder);
  rocksdb::Status Open(const Folder& folder, bool writable);
  rocksdb::Status AddColumns(const Folder& folder);

  const std::shared_ptr<FencedFiles> files_;
  const std::unique_ptr<rocksdb::Env> env_;
  const std::shared_ptr<WriteErrors> errors_;
  // Why it could not be opened for writing.
  absl::Status read_only_;
  std::unique_ptr<rocksdb::DB> db_;
  std::map<ColumnId, rocksdb::ColumnFamilyHandle*> columns_;
  std::vector<rocksdb::ColumnFamilyHandle*> owned_;
};

}  // namespace zgc::storage
