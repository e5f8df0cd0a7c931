#include <rocksdb/convenience.h>
#include <rocksdb/db.h>
#include <rocksdb/filter_policy.h>
#include <rocksdb/listener.h>
#include <rocksdb/perf_level.h>
#include <rocksdb/slice_transform.h>
#include <rocksdb/table.h>

#include <cstdarg>
#include <map>
#include <set>
#include <utility>

#include "absl/functional/function_ref.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "common/base/status_macros.h"
#include "common/storage/engine.h"
#include "common/storage/rocksdb_util.h"

namespace zgc::storage {
namespace {

rocksdb::Slice ToSlice(absl::string_view bytes) { return {bytes.data(), bytes.size()}; }
absl::string_view ToView(const rocksdb::Slice& slice) { return {slice.data(), slice.size()}; }

// A store has dozens of columns and a process has 512 MiB: what columns buffer
// and cache is bounded for all of them together, not for each.
constexpr size_t kBlockCacheBytes = 128 << 20;
constexpr size_t kWriteBufferBytes = 64 << 20;

rocksdb::ColumnFamilyOptions ColumnOptions(const std::shared_ptr<rocksdb::Cache>& cache,
                                           bool scattered) {
  rocksdb::BlockBasedTableOptions table;
  table.filter_policy.reset(rocksdb::NewBloomFilterPolicy(10));
  table.block_cache = cache;
  table.cache_index_and_filter_blocks = true;
  table.pin_l0_filter_and_index_blocks_in_cache = true;
  rocksdb::ColumnFamilyOptions options;
  options.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table));
  options.write_buffer_size = 16 << 20;
  options.compression = rocksdb::kLZ4Compression;
  // Rows mostly come in the order of their keys: each is looked for from where the
  // one before went.
  options.memtable_insert_with_hint_prefix_extractor.reset(rocksdb::NewCappedPrefixTransform(0));
  if (scattered) {
    options.compaction_style = rocksdb::kCompactionStyleUniversal;
    options.level0_file_num_compaction_trigger = 8;
    // Rows are added and hardly ever replaced: files that overlap hold nothing dead, which
    // to merge all of them would set free.
    options.compaction_options_universal.max_size_amplification_percent = 10'000;
    // Such keys hardly shrink, and would be compressed again with each merge.
    options.compression = rocksdb::kNoCompression;
  }
  return options;
}

// Nothing. RocksDB would write a file LOG beside the data; a full disk fails
// that too, and Debian's build then ends the process in an assertion.
class NoLogger final : public rocksdb::Logger {
 public:
  using rocksdb::Logger::Logv;
  void Logv(const char*, va_list) override {}
};

// Remembers the error that stopped writes, also one of a background job that
// no commit has met yet.
class WriteErrors final : public rocksdb::EventListener {
 public:
  absl::Status Get() const {
    absl::MutexLock lock(&mutex_);
    return error_;
  }
  void Set(const absl::Status& error) {
    absl::MutexLock lock(&mutex_);
    error_ = error;
  }
  absl::Status fatal() const {
    absl::MutexLock lock(&mutex_);
    return fatal_;
  }

  void OnBackgroundError(rocksdb::BackgroundErrorReason, rocksdb::Status* error) override {
    Set(ToStatus(*error));
    if (error->severity() < rocksdb::Status::Severity::kFatalError) return;
    absl::MutexLock lock(&mutex_);
    fatal_ = ToStatus(*error);
  }
  // RocksDB would wait on a thread of its own until a full disk has room for a
  // whole buffer, and refuse Resume() all that time. The committer decides here.
  void OnErrorRecoveryBegin(rocksdb::BackgroundErrorReason, rocksdb::Status,
                            bool* auto_recovery) override {
    *auto_recovery = false;
  }
  void OnErrorRecoveryEnd(const rocksdb::BackgroundErrorRecoveryInfo& info) override {
    Set(ToStatus(info.new_bg_error));
  }

 private:
  mutable absl::Mutex mutex_;
  absl::Status error_ ABSL_GUARDED_BY(mutex_);
  // RocksDB's Resume() refuses after such an error, as after a sync that failed.
  absl::Status fatal_ ABSL_GUARDED_BY(mutex_);
};

rocksdb::DBOptions DatabaseOptions() {
  rocksdb::DBOptions options;
  options.info_log = std::make_shared<NoLogger>();
  options.db_write_buffer_size = kWriteBufferBytes;
  options.paranoid_checks = true;
  // RocksDB would start so many threads for each column to open its files with: over a
  // thousand for a store that has next to no files.
  options.max_file_opening_threads = 1;
  // The default recovery stops at damage inside the log and silently drops
  // later acknowledged writes; this one refuses to open.
  options.wal_recovery_mode = rocksdb::WALRecoveryMode::kTolerateCorruptedTailRecords;
  options.max_total_wal_size = 64 << 20;
  return options;
}

using Handles = std::map<ColumnId, rocksdb::ColumnFamilyHandle*>;

class RocksCursor final : public Cursor {
 public:
  RocksCursor(rocksdb::DB& db, rocksdb::ColumnFamilyHandle* column,
              const rocksdb::Snapshot* snapshot, ScanRange range)
      : range_(std::move(range)), begin_(range_.begin), end_(range_.end) {
    rocksdb::ReadOptions options;
    options.snapshot = snapshot;
    options.iterate_lower_bound = &begin_;
    if (!range_.end.empty()) options.iterate_upper_bound = &end_;
    it_.reset(db.NewIterator(options, column));
    if (range_.reverse) {
      it_->SeekToLast();
    } else {
      it_->Seek(begin_);
    }
  }
  bool Valid() const override { return it_->Valid(); }
  void Next() override { range_.reverse ? it_->Prev() : it_->Next(); }
  absl::string_view key() const override { return ToView(it_->key()); }
  absl::string_view value() const override { return ToView(it_->value()); }
  absl::Status status() const override { return ToStatus(it_->status()); }

 private:
  const ScanRange range_;
  const rocksdb::Slice begin_;
  const rocksdb::Slice end_;
  std::unique_ptr<rocksdb::Iterator> it_;
};

class RocksSnapshot final : public EngineSnapshot {
 public:
  RocksSnapshot(std::shared_ptr<rocksdb::DB> db, const Handles& handles)
      : db_(std::move(db)), handles_(handles), snapshot_(db_->GetSnapshot()) {}
  ~RocksSnapshot() override { db_->ReleaseSnapshot(snapshot_); }

  absl::StatusOr<absl::optional<std::string>> Get(ColumnId column,
                                                  absl::string_view key) const override {
    rocksdb::ReadOptions options;
    options.snapshot = snapshot_;
    std::string value;
    const rocksdb::Status status = db_->Get(options, handles_.at(column), ToSlice(key), &value);
    if (status.IsNotFound()) return absl::optional<std::string>();
    ZGC_RETURN_IF_ERROR(ToStatus(status));
    return absl::optional<std::string>(std::move(value));
  }

  std::unique_ptr<Cursor> Scan(ColumnId column, const ScanRange& range) const override {
    return std::make_unique<RocksCursor>(*db_, handles_.at(column), snapshot_, range);
  }

 private:
  const std::shared_ptr<rocksdb::DB> db_;
  const Handles& handles_;
  const rocksdb::Snapshot* const snapshot_;
};

class RocksEngine final : public Engine {
 public:
  RocksEngine(rocksdb::DB* db, std::vector<rocksdb::ColumnFamilyHandle*> owned,
              std::shared_ptr<WriteErrors> errors)
      : db_(db), owned_(std::move(owned)), errors_(std::move(errors)) {}
  ~RocksEngine() override {
    for (auto* handle : owned_) db_->DestroyColumnFamilyHandle(handle);
  }

  // Creates the columns that the database does not have yet. In one call:
  // create_missing_column_families writes and reads back the options of all
  // columns after each one, which for forty takes a third of a second.
  rocksdb::Status AddColumns(
      const std::vector<EngineColumn>& columns,
      absl::FunctionRef<rocksdb::ColumnFamilyOptions(const std::string& name)> options_of) {
    std::map<std::string, rocksdb::ColumnFamilyHandle*> by_name;
    for (auto* handle : owned_) by_name[handle->GetName()] = handle;
    std::vector<rocksdb::ColumnFamilyDescriptor> missing;
    for (const EngineColumn& column : columns) {
      if (by_name.count(column.name) != 0) continue;
      missing.emplace_back(column.name, options_of(column.name));
    }
    if (!missing.empty()) {
      std::vector<rocksdb::ColumnFamilyHandle*> added;
      rocksdb::Status created = db_->CreateColumnFamilies(missing, &added);
      for (auto* handle : added) by_name[handle->GetName()] = handle;
      owned_.insert(owned_.end(), added.begin(), added.end());
      if (!created.ok()) return created;
    }
    for (const EngineColumn& column : columns) handles_[column.id] = by_name.at(column.name);
    return rocksdb::Status::OK();
  }

  std::shared_ptr<const EngineSnapshot> Snapshot() override {
    return std::make_shared<RocksSnapshot>(db_, handles_);
  }

  absl::Status Commit(const Batch& batch) override {
    if (!batch.absent_key.empty()) {
      std::string existing;
      const rocksdb::Status found = db_->Get(
          rocksdb::ReadOptions(), handles_.at(batch.absent_column), batch.absent_key, &existing);
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

  absl::Status health() const override { return errors_->Get(); }

  absl::Status liveness() const override { return errors_->fatal(); }

  absl::Status Recover() override {
    ZGC_RETURN_IF_ERROR(ToStatus(db_->Resume()));
    errors_->Set(absl::OkStatus());
    return absl::OkStatus();
  }

  absl::Status VerifyChecksums() override { return ToStatus(db_->VerifyChecksum()); }

  absl::Status CopyTo(const std::string& folder) override { return CopyLiveFiles(*db_, folder); }

 private:
  absl::Status Apply(const std::vector<Write>& writes, bool sync) {
    // Its counters of each comparison are nobody's.
    rocksdb::SetPerfLevel(rocksdb::PerfLevel::kDisable);
    size_t bytes = 0;
    for (const Write& write : writes) {
      bytes += write.key.size() + (write.value.has_value() ? write.value->size() : 0) + 16;
    }
    rocksdb::WriteBatch batch(bytes);
    for (const Write& write : writes) {
      auto* column = handles_.at(write.column);
      ZGC_RETURN_IF_ERROR(ToStatus(write.value.has_value()
                                       ? batch.Put(column, write.key, *write.value)
                                       : batch.Delete(column, write.key)));
    }
    rocksdb::WriteOptions options;
    options.sync = sync;
    options.memtable_insert_hint_per_batch = true;
    return ToStatus(db_->Write(options, &batch));
  }

  const std::shared_ptr<rocksdb::DB> db_;
  Handles handles_;
  std::vector<rocksdb::ColumnFamilyHandle*> owned_;
  const std::shared_ptr<WriteErrors> errors_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<Engine>> OpenEngine(const std::string& url,
                                                   const std::vector<EngineColumn>& columns,
                                                   bool create) {
  ZGC_ASSIGN_OR_RETURN(const std::string path, PathOf(url));
  const auto cache = rocksdb::NewLRUCache(kBlockCacheBytes);
  // Columns that this version does not know are opened too: RocksDB wants all of them.
  std::vector<std::string> present;
  if (!rocksdb::DB::ListColumnFamilies(DatabaseOptions(), path, &present).ok()) {
    present = {rocksdb::kDefaultColumnFamilyName};
  }
  std::vector<rocksdb::ColumnFamilyDescriptor> families;
  std::set<std::string> scattered;
  for (const EngineColumn& column : columns) {
    if (column.scattered) scattered.insert(column.name);
  }
  const auto options_of = [&](const std::string& name) {
    return ColumnOptions(cache, scattered.count(name) != 0);
  };
  for (const std::string& name : present) families.emplace_back(name, options_of(name));

  const auto errors = std::make_shared<WriteErrors>();
  rocksdb::DBOptions options = DatabaseOptions();
  options.create_if_missing = create;
  options.listeners.push_back(errors);
  rocksdb::DB* db = nullptr;
  std::vector<rocksdb::ColumnFamilyHandle*> owned;
  rocksdb::Status opened = rocksdb::DB::Open(options, path, families, &owned, &db);
  std::unique_ptr<RocksEngine> engine;
  if (opened.ok()) {
    engine = std::make_unique<RocksEngine>(db, std::move(owned), errors);
    opened = engine->AddColumns(columns, options_of);
  }
  if (!opened.ok()) {
    const absl::Status status = ToStatus(opened);
    return absl::Status(status.code(), absl::StrCat("cannot open ", url, ": ", status.message()));
  }
  return engine;
}

}  // namespace zgc::storage
