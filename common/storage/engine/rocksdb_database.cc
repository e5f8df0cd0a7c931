#include "common/storage/engine/rocksdb_database.h"

#include <rocksdb/convenience.h>
#include <rocksdb/env.h>
#include <rocksdb/filter_policy.h>
#include <rocksdb/listener.h>
#include <rocksdb/slice_transform.h>
#include <rocksdb/table.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "common/base/status_macros.h"
#include "common/storage/engine/rocksdb_util.h"

namespace zgc::storage {
namespace {

// A store has dozens of columns and a process has 512 MiB: what columns buffer
// and cache is bounded for all of them together, not for each.
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

rocksdb::DBOptions DatabaseOptions() {
  rocksdb::DBOptions options = CommonOptions();
  options.db_write_buffer_size = kWriteBufferBytes;
  // RocksDB would wait on a thread of its own until a full disk has room. Who writes decides.
  options.max_bgerror_resume_count = 0;
  options.max_total_wal_size = 64 << 20;
  return options;
}

// RocksDB knows only one errno of a disk that takes no more; a quota has another, which it
// keeps as words alone.
bool HasNoSpace(const rocksdb::Status& status) {
  return status.IsNoSpace() || absl::StrContains(status.ToString(), std::strerror(EDQUOT));
}

absl::Status CannotOpen(const Database::Folder& folder, const rocksdb::Status& why) {
  const absl::Status status = ToStatus(why);
  return absl::Status(status.code(),
                      absl::StrCat("cannot open rocksdb://", folder.path, ": ", status.message()));
}

}  // namespace

// Remembers the error that stopped writes, also one of a background job that
// no commit has met yet.
class WriteErrors final : public rocksdb::EventListener {
 public:
  absl::Status Get() const {
    absl::MutexLock lock(&mutex_);
    return error_;
  }
  void OnBackgroundError(rocksdb::BackgroundErrorReason, rocksdb::Status* error) override {
    absl::MutexLock lock(&mutex_);
    if (error_.ok()) error_ = ToStatus(*error);
  }
  void OnErrorRecoveryBegin(rocksdb::BackgroundErrorReason, rocksdb::Status,
                            bool* auto_recovery) override {
    *auto_recovery = false;
  }

 private:
  mutable absl::Mutex mutex_;
  absl::Status error_ ABSL_GUARDED_BY(mutex_);
};

Database::Database(const Folder& folder)
    : files_(std::make_shared<FencedFiles>(folder.lock)),
      env_(rocksdb::NewCompositeEnv(files_)),
      errors_(std::make_shared<WriteErrors>()) {}

Database::~Database() {
  for (auto* handle : owned_) db_->DestroyColumnFamilyHandle(handle);
}

absl::StatusOr<std::shared_ptr<Database>> Database::Open(const Folder& folder) {
  std::shared_ptr<Database> database(new Database(folder));
  const rocksdb::Status opened = database->Open(folder, /*writable=*/true);
  if (!opened.ok()) return CannotOpen(folder, opened);
  return database;
}

absl::StatusOr<std::shared_ptr<Database>> Database::OpenAtLeastForReading(const Folder& folder) {
  std::shared_ptr<Database> database(new Database(folder));
  const rocksdb::Status opened = database->Open(folder, /*writable=*/true);
  if (opened.ok()) return database;
  const absl::Status why = CannotOpen(folder, opened);
  if (!HasNoSpace(opened)) return why;
  database.reset(new Database(folder));
  database->read_only_ = why;
  // A column of a new version that the folder lacks needs space as well.
  if (!database->Open(folder, /*writable=*/false).ok()) return why;
  return database;
}

rocksdb::Status Database::Open(const Folder& folder, bool writable) {
  rocksdb::DBOptions options = DatabaseOptions();
  options.env = env_.get();
  options.create_if_missing = folder.create;
  options.listeners.push_back(errors_);
  std::map<std::string, bool> scattered;
  for (const EngineColumn& column : folder.columns) scattered[column.name] = column.scattered;
  // Columns that this version does not know are opened too: RocksDB wants all of them.
  std::vector<std::string> present;
  if (!rocksdb::DB::ListColumnFamilies(options, folder.path, &present).ok()) {
    present = {rocksdb::kDefaultColumnFamilyName};
  }
  std::vector<rocksdb::ColumnFamilyDescriptor> families;
  for (const std::string& name : present) {
    families.emplace_back(name, ColumnOptions(folder.cache, scattered[name]));
  }
  rocksdb::DB* db = nullptr;
  if (!writable) {
    rocksdb::Status locked = folder.lock->Take(absl::StrCat(folder.path, "/LOCK"));
    if (!locked.ok()) return locked;
  }
  rocksdb::Status opened =
      writable ? rocksdb::DB::Open(options, folder.path, families, &owned_, &db)
               : rocksdb::DB::OpenForReadOnly(options, folder.path, families, &owned_, &db);
  if (!opened.ok()) return opened;
  db_.reset(db);
  return AddColumns(folder);
}

// In one call: create_missing_column_families writes and reads back the options of
// all columns after each one, which for forty takes a third of a second.
rocksdb::Status Database::AddColumns(const Folder& folder) {
  std::map<std::string, rocksdb::ColumnFamilyHandle*> by_name;
  for (auto* handle : owned_) by_name[handle->GetName()] = handle;
  std::vector<rocksdb::ColumnFamilyDescriptor> missing;
  for (const EngineColumn& column : folder.columns) {
    if (by_name.count(column.name) != 0) continue;
    missing.emplace_back(column.name, ColumnOptions(folder.cache, column.scattered));
  }
  if (!missing.empty()) {
    std::vector<rocksdb::ColumnFamilyHandle*> added;
    rocksdb::Status created = db_->CreateColumnFamilies(missing, &added);
    for (auto* handle : added) by_name[handle->GetName()] = handle;
    owned_.insert(owned_.end(), added.begin(), added.end());
    if (!created.ok()) return created;
  }
  for (const EngineColumn& column : folder.columns) columns_[column.id] = by_name.at(column.name);
  return rocksdb::Status::OK();
}

// Another one of its name: to delete the rows of a large one leaves a mark for each of them to
// whoever reads there next. Killed in between, the next opening adds it.
absl::Status Database::Clear(const EngineColumn& column) {
  rocksdb::ColumnFamilyHandle*& handle = columns_.at(column.id);
  rocksdb::ColumnFamilyOptions options = db_->GetOptions(handle);
  ZGC_RETURN_IF_ERROR(ToStatus(db_->DropColumnFamily(handle)));
  owned_.erase(std::find(owned_.begin(), owned_.end(), handle));
  ZGC_RETURN_IF_ERROR(ToStatus(db_->DestroyColumnFamilyHandle(handle)));
  ZGC_RETURN_IF_ERROR(ToStatus(db_->CreateColumnFamily(options, column.name, &handle)));
  owned_.push_back(handle);
  return absl::OkStatus();
}

absl::Status Database::error() const {
  ZGC_RETURN_IF_ERROR(read_only_);
  ZGC_RETURN_IF_ERROR(errors_->Get());
  ZGC_RETURN_IF_ERROR(CheckPlace());
  return files_->fenced() ? absl::UnavailableError("the store could not be opened anew")
                          : absl::OkStatus();
}

absl::Status Database::CheckPlace() const { return ToStatus(files_->CheckPlace()); }

void Database::Fence() {
  files_->Fence();
  rocksdb::CancelAllBackgroundWork(db_.get(), /*wait=*/true);
}

}  // namespace zgc::storage
