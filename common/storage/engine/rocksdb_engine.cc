#include <rocksdb/db.h>
#include <rocksdb/perf_level.h>

#include <algorithm>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "common/base/status_macros.h"
#include "common/storage/engine/engine.h"
#include "common/storage/engine/folder.h"
#include "common/storage/engine/rocksdb_database.h"
#include "common/storage/engine/rocksdb_load.h"
#include "common/storage/engine/rocksdb_util.h"

namespace zgc::storage {
namespace {

constexpr size_t kBlockCacheBytes = 128 << 20;

class RocksSnapshot final : public EngineSnapshot {
 public:
  explicit RocksSnapshot(std::shared_ptr<const Database> database)
      : database_(std::move(database)), snapshot_(database_->db().GetSnapshot()) {}
  ~RocksSnapshot() override { database_->db().ReleaseSnapshot(snapshot_); }

  absl::StatusOr<absl::optional<std::string>> Get(ColumnId column,
                                                  absl::string_view key) const override {
    return GetRow(database_->db(), database_->column(column), snapshot_, key);
  }

  std::unique_ptr<Cursor> Scan(ColumnId column, const ScanRange& range) const override {
    return ScanRows(database_, database_->db(), database_->column(column), snapshot_, range);
  }

 private:
  const std::shared_ptr<const Database> database_;
  const rocksdb::Snapshot* const snapshot_;
};

class RocksEngine final : public Engine {
 public:
  RocksEngine(Database::Folder folder, std::shared_ptr<Database> database)
      : folder_(std::move(folder)),
        acknowledged_(database->db().GetLatestSequenceNumber()),
        database_(std::move(database)) {}

  std::shared_ptr<const EngineSnapshot> Snapshot() override {
    return std::make_shared<RocksSnapshot>(Current());
  }

  absl::Status Commit(const Batch& batch) override {
    if (!batch.absent_key.empty()) {
      const auto database = Current();
      std::string existing;
      const rocksdb::Status found =
          database->db().Get(rocksdb::ReadOptions(), database->column(batch.absent_column),
                             batch.absent_key, &existing);
      if (found.ok()) return absl::AbortedError("another writer has committed this revision");
      if (!found.IsNotFound()) return ToStatus(found);
    }
    return Apply(batch.writes, /*sync=*/true);
  }

  // One log holds all writes in order, so what is derived is never newer than
  // what it was derived from.
  absl::Status WriteDerived(const std::vector<Write>& writes) override {
    return Apply(writes, /*sync=*/false);
  }

  absl::Status Clear(ColumnId column) override {
    absl::WriterMutexLock alone(&writing_);
    const auto found = std::find_if(folder_.columns.begin(), folder_.columns.end(),
                                    [&](const EngineColumn& one) { return one.id == column; });
    return Current()->Clear(*found);
  }

  absl::Status Load(ColumnId column, SortedRows rows) override {
    absl::ReaderMutexLock no_recovery(&writing_);
    const auto database = Current();
    ZGC_RETURN_IF_ERROR(database->error());
    ZGC_RETURN_IF_ERROR(LoadRows(database->db(), database->column(column), folder_.path, rows));
    NoteWritten(*database);
    return absl::OkStatus();
  }

  absl::Status health() const override { return Current()->error(); }

  absl::Status liveness() const override {
    ZGC_RETURN_IF_ERROR(Current()->CheckPlace());
    absl::MutexLock lock(&mutex_);
    return lost_;
  }

  // RocksDB's own Resume() fails for good after a sync that failed, and aborts after a
  // full disk if there is nothing to flush. To open the folder decides what is on disk
  // in every case, by what a start does.
  absl::Status Recover() override {
    ZGC_RETURN_IF_ERROR(liveness());
    absl::WriterMutexLock no_writes(&writing_);
    Current()->Fence();
    ZGC_ASSIGN_OR_RETURN(auto database, Database::Open(folder_));
    absl::MutexLock lock(&mutex_);
    if (database->db().GetLatestSequenceNumber() < acknowledged_) {
      lost_ = absl::DataLossError(absl::StrCat(folder_.path, " has lost writes it had taken"));
      return lost_;
    }
    database_ = std::move(database);
    return absl::OkStatus();
  }

  absl::Status VerifyChecksums() override { return VerifyTables(Current()->db()); }

  absl::Status CopyTo(const std::string& folder) override {
    return CopyLiveFiles(Current()->db(), folder);
  }

 private:
  std::shared_ptr<Database> Current() const {
    absl::MutexLock lock(&mutex_);
    return database_;
  }

  absl::Status Apply(const std::vector<Write>& writes, bool sync) {
    // Its counters of each comparison are nobody's.
    rocksdb::SetPerfLevel(rocksdb::PerfLevel::kDisable);
    size_t bytes = 0;
    for (const Write& write : writes) {
      bytes += write.key.size() + (write.value.has_value() ? write.value->size() : 0) + 16;
    }
    absl::ReaderMutexLock no_recovery(&writing_);
    const auto database = Current();
    ZGC_RETURN_IF_ERROR(database->error());
    rocksdb::WriteBatch batch(bytes);
    for (const Write& write : writes) {
      auto* column = database->column(write.column);
      ZGC_RETURN_IF_ERROR(ToStatus(write.value.has_value()
                                       ? batch.Put(column, write.key, *write.value)
                                       : batch.Delete(column, write.key)));
    }
    rocksdb::WriteOptions options;
    options.sync = sync;
    options.memtable_insert_hint_per_batch = true;
    ZGC_RETURN_IF_ERROR(ToStatus(database->db().Write(options, &batch)));
    NoteWritten(*database);
    return absl::OkStatus();
  }

  void NoteWritten(const Database& database) {
    const uint64_t written = database.db().GetLatestSequenceNumber();
    absl::MutexLock lock(&mutex_);
    acknowledged_ = std::max(acknowledged_, written);
  }

  const Database::Folder folder_;
  // Held by a recovery, shared by writes.
  absl::Mutex writing_ ABSL_ACQUIRED_BEFORE(mutex_);
  mutable absl::Mutex mutex_;
  // RocksDB's number of the newest row that was written, as far as it was said to be.
  uint64_t acknowledged_ ABSL_GUARDED_BY(mutex_);
  std::shared_ptr<Database> database_ ABSL_GUARDED_BY(mutex_);
  absl::Status lost_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace

absl::StatusOr<std::unique_ptr<Engine>> OpenEngine(const std::string& url,
                                                   const std::vector<EngineColumn>& columns,
                                                   bool create) {
  Database::Folder folder;
  ZGC_ASSIGN_OR_RETURN(folder.path, PathOf(url));
  folder.columns = columns;
  folder.create = create;
  folder.cache = rocksdb::NewLRUCache(kBlockCacheBytes);
  folder.lock = std::make_shared<FolderLock>();
  if (!absl::EndsWith(folder.path, kPartialSuffix)) {
    ZGC_ASSIGN_OR_RETURN(folder.place, PlaceLock::Take(folder.path));
  }
  ZGC_ASSIGN_OR_RETURN(auto database, Database::OpenAtLeastForReading(folder));
  folder.create = false;
  return std::make_unique<RocksEngine>(std::move(folder), std::move(database));
}

}  // namespace zgc::storage
