#include "common/storage/engine/rocksdb_util.h"

#include <rocksdb/status.h>

#include <cstdarg>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "common/base/status_macros.h"
#include "common/storage/engine/engine.h"
#include "common/storage/engine/folder.h"

namespace zgc::storage {
namespace {

constexpr char kScheme[] = "rocksdb://";

rocksdb::Slice ToSlice(absl::string_view bytes) { return {bytes.data(), bytes.size()}; }
absl::string_view ToView(const rocksdb::Slice& slice) { return {slice.data(), slice.size()}; }

// Nothing. RocksDB would write a file LOG beside the data, which is a change to a folder that
// is only read; a full disk fails that too, and Debian's build then ends the process in an
// assertion.
class NoLogger final : public rocksdb::Logger {
 public:
  using rocksdb::Logger::Logv;
  void Logv(const char*, va_list) override {}
};

class RocksCursor final : public Cursor {
 public:
  RocksCursor(std::shared_ptr<const void> owner, rocksdb::DB& db,
              rocksdb::ColumnFamilyHandle* column, const rocksdb::Snapshot* snapshot,
              ScanRange range)
      : owner_(std::move(owner)), range_(std::move(range)), begin_(range_.begin), end_(range_.end) {
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
  const std::shared_ptr<const void> owner_;
  const ScanRange range_;
  const rocksdb::Slice begin_;
  const rocksdb::Slice end_;
  std::unique_ptr<rocksdb::Iterator> it_;
};

}  // namespace

rocksdb::DBOptions CommonOptions() {
  rocksdb::DBOptions options;
  options.info_log = std::make_shared<NoLogger>();
  options.paranoid_checks = true;
  // The file of options is not written; see FencedFiles.
  options.fail_if_options_file_error = false;
  // RocksDB would start so many threads for each column to open its files with: over a
  // thousand for a store that has next to no files.
  options.max_file_opening_threads = 1;
  // The default recovery stops at damage inside the log and silently drops
  // later acknowledged writes; this one refuses to open.
  options.wal_recovery_mode = rocksdb::WALRecoveryMode::kTolerateCorruptedTailRecords;
  return options;
}

absl::StatusOr<absl::optional<std::string>> GetRow(rocksdb::DB& db,
                                                   rocksdb::ColumnFamilyHandle* column,
                                                   const rocksdb::Snapshot* snapshot,
                                                   absl::string_view key) {
  rocksdb::ReadOptions options;
  options.snapshot = snapshot;
  std::string value;
  const rocksdb::Status status = db.Get(options, column, ToSlice(key), &value);
  if (status.IsNotFound()) return absl::optional<std::string>();
  ZGC_RETURN_IF_ERROR(ToStatus(status));
  return absl::optional<std::string>(std::move(value));
}

std::unique_ptr<Cursor> ScanRows(std::shared_ptr<const void> owner, rocksdb::DB& db,
                                 rocksdb::ColumnFamilyHandle* column,
                                 const rocksdb::Snapshot* snapshot, const ScanRange& range) {
  return std::make_unique<RocksCursor>(std::move(owner), db, column, snapshot, range);
}

absl::Status ToStatus(const rocksdb::Status& status) {
  if (status.ok()) return absl::OkStatus();
  const std::string text = status.ToString();
  if (status.IsCorruption()) return absl::DataLossError(text);
  if (status.IsNotFound()) return absl::NotFoundError(text);
  if (status.IsInvalidArgument()) return absl::InvalidArgumentError(text);
  return absl::UnavailableError(text);
}

absl::StatusOr<std::string> PathOf(const std::string& url) {
  absl::string_view path = url;
  if (!absl::ConsumePrefix(&path, kScheme) || !absl::StartsWith(path, "/")) {
    return absl::InvalidArgumentError(
        absl::StrCat("store url \"", url, "\" is not of the form rocksdb:///absolute/path"));
  }
  return std::string(path.size() > 1 ? absl::StripSuffix(path, "/") : path);
}

std::string UrlOf(const std::string& path) { return absl::StrCat(kScheme, path); }

absl::Status MakeAt(const std::string& url,
                    absl::FunctionRef<absl::Status(const std::string& url)> make) {
  ZGC_ASSIGN_OR_RETURN(const std::string path, PathOf(url));
  return MakeFolder(path, [&](const std::string& beside) { return make(UrlOf(beside)); });
}

}  // namespace zgc::storage
