// Stores that are read and not written: their files are copied, or opened for reading only.
#include <rocksdb/db.h>
#include <rocksdb/sst_file_reader.h>

#include <algorithm>
#include <filesystem>
#include <limits>
#include <map>
#include <utility>

#include "absl/cleanup/cleanup.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/base/interrupt.h"
#include "common/base/status_macros.h"
#include "common/storage/engine/engine.h"
#include "common/storage/engine/folder.h"
#include "common/storage/engine/rocksdb_util.h"

namespace zgc::storage {
namespace {

// Nothing writes to it, so it is a snapshot of itself.
class ReadOnlyRows final : public EngineSnapshot,
                           public std::enable_shared_from_this<ReadOnlyRows> {
 public:
  ReadOnlyRows(rocksdb::DB* db, std::vector<rocksdb::ColumnFamilyHandle*> owned)
      : db_(db), owned_(std::move(owned)) {}
  ~ReadOnlyRows() override {
    for (auto* handle : owned_) db_->DestroyColumnFamilyHandle(handle);
  }

  rocksdb::DB& db() const { return *db_; }

  // Finds the columns by their names; false if one is missing.
  bool Find(const std::vector<EngineColumn>& columns) {
    for (auto* handle : owned_) {
      for (const EngineColumn& column : columns) {
        if (handle->GetName() == column.name) columns_[column.id] = handle;
      }
    }
    return columns_.size() == columns.size();
  }

  absl::StatusOr<absl::optional<std::string>> Get(ColumnId column,
                                                  absl::string_view key) const override {
    return GetRow(*db_, columns_.at(column), nullptr, key);
  }
  std::unique_ptr<Cursor> Scan(ColumnId column, const ScanRange& range) const override {
    return ScanRows(shared_from_this(), *db_, columns_.at(column), nullptr, range);
  }

 private:
  const std::unique_ptr<rocksdb::DB> db_;
  const std::vector<rocksdb::ColumnFamilyHandle*> owned_;
  std::map<ColumnId, rocksdb::ColumnFamilyHandle*> columns_;
};

// "; damaged: a.sst, b.sst": RocksDB does not always name the table that it stumbled over.
std::string DamagedTables(const std::string& path) {
  std::vector<std::string> damaged;
  std::error_code error;
  for (std::filesystem::directory_iterator entry(path, error), end; !error && entry != end;
       entry.increment(error)) {
    if (entry->path().extension() != ".sst") continue;
    rocksdb::SstFileReader reader{rocksdb::Options()};
    rocksdb::Status status = reader.Open(entry->path());
    if (status.ok()) status = reader.VerifyChecksum();
    if (!status.ok()) damaged.push_back(entry->path().filename());
  }
  std::sort(damaged.begin(), damaged.end());
  return damaged.empty() ? "" : absl::StrCat("; damaged: ", absl::StrJoin(damaged, ", "));
}

}  // namespace

absl::Status VerifyTables(rocksdb::DB& db) {
  // Files that are merged away meanwhile stay until they have been read; of a store that is
  // only read none are.
  db.DisableFileDeletions().PermitUncheckedError();
  const auto enable =
      absl::MakeCleanup([&db] { db.EnableFileDeletions(/*force=*/false).PermitUncheckedError(); });
  std::vector<rocksdb::LiveFileMetaData> tables;
  db.GetLiveFilesMetaData(&tables);
  for (const auto& table : tables) {
    ZGC_RETURN_IF_ERROR(base::StillWanted());
    const std::string path = absl::StrCat(table.directory, "/", table.relative_filename);
    rocksdb::SstFileReader reader{rocksdb::Options()};
    rocksdb::Status status = reader.Open(path);
    if (status.ok()) status = reader.VerifyChecksum();
    if (!status.ok()) {
      return absl::Status(ToStatus(status).code(), absl::StrCat(path, ": ", status.ToString()));
    }
  }
  return absl::OkStatus();
}

absl::StatusOr<std::shared_ptr<const EngineSnapshot>> ReadEngine(
    const std::string& url, const std::vector<EngineColumn>& columns, Look look) {
  ZGC_ASSIGN_OR_RETURN(const std::string path, PathOf(url));
  ZGC_ASSIGN_OR_RETURN(const bool vacant, IsVacant(path));
  if (vacant) {
    ZGC_ASSIGN_OR_RETURN(const bool no_rest, IsVacant(absl::StrCat(path, kPartialSuffix)));
    return absl::NotFoundError(
        absl::StrCat("there is no store at ", path,
                     no_rest ? "" : ", only what an interrupted restore has left beside it"));
  }
  const auto refused = [&](absl::StatusCode code, absl::string_view why) {
    return absl::Status(
        code, absl::StrCat("cannot open ", url, " (", DescribeContents(path), "): ", why));
  };
  std::vector<std::string> present;
  rocksdb::Status status = rocksdb::DB::ListColumnFamilies(CommonOptions(), path, &present);
  // Nothing is known of what it holds then.
  if (status.IsIOError() && !status.IsPathNotFound()) {
    return refused(absl::StatusCode::kUnavailable, status.ToString());
  }
  if (!status.ok()) {
    return refused(status.IsPathNotFound() ? absl::StatusCode::kFailedPrecondition
                                           : absl::StatusCode::kDataLoss,
                   absl::StrCat("it holds no whole store: ", status.ToString()));
  }
  // All of it, so that whatever stops the real opening stops this one first: a missing or
  // damaged file, or damage inside the log.
  std::vector<rocksdb::ColumnFamilyDescriptor> families;
  for (const std::string& name : present) {
    families.emplace_back(name, rocksdb::ColumnFamilyOptions());
  }
  std::vector<rocksdb::ColumnFamilyHandle*> handles;
  rocksdb::DB* db = nullptr;
  status = rocksdb::DB::OpenForReadOnly(CommonOptions(), path, families, &handles, &db);
  if (!status.ok()) {
    return refused(ToStatus(status).code(), absl::StrCat(status.ToString(), DamagedTables(path)));
  }
  auto rows = std::make_shared<ReadOnlyRows>(db, std::move(handles));
  if (!rows->Find(columns)) {
    return refused(absl::StatusCode::kFailedPrecondition, "it holds no store of this suite");
  }
  if (look == Look::kEveryBlock) {
    const absl::Status whole = VerifyTables(rows->db());
    ZGC_RETURN_IF_ERROR(base::StillWanted());
    if (!whole.ok()) return refused(whole.code(), whole.message());
  }
  return rows;
}

absl::Status CopyLiveFiles(rocksdb::DB& db, const std::string& folder) {
  // Files that are merged away meanwhile stay until they have been copied.
  ZGC_RETURN_IF_ERROR(ToStatus(db.DisableFileDeletions()));
  const auto enable =
      absl::MakeCleanup([&db] { db.EnableFileDeletions(/*force=*/false).PermitUncheckedError(); });
  rocksdb::LiveFilesStorageInfoOptions options;
  // The log is copied as well, so nothing need be flushed for it.
  options.wal_size_for_flush = std::numeric_limits<uint64_t>::max();
  std::vector<rocksdb::LiveFileStorageInfo> files;
  ZGC_RETURN_IF_ERROR(ToStatus(db.GetLiveFilesStorageInfo(options, &files)));
  int64_t bytes = 0;
  for (const auto& file : files) bytes += static_cast<int64_t>(file.size);
  ZGC_RETURN_IF_ERROR(CheckSpace(folder, bytes));
  for (const auto& file : files) {
    const std::string to = absl::StrCat(folder, "/", file.relative_filename);
    ZGC_RETURN_IF_ERROR(file.replacement_contents.empty()
                            ? CopyFile(absl::StrCat(file.directory, "/", file.relative_filename),
                                       to, static_cast<int64_t>(file.size),
                                       [](absl::string_view) { return absl::OkStatus(); })
                            : WriteFile(to, file.replacement_contents));
  }
  return absl::OkStatus();
}

}  // namespace zgc::storage
