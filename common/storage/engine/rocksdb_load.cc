#include "common/storage/engine/rocksdb_load.h"

#include <rocksdb/env.h>
#include <rocksdb/sst_file_writer.h>

#include <memory>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/storage/engine/rocksdb_util.h"

namespace zgc::storage {
namespace {

// What RocksDB itself makes of a file that merges write.
constexpr uint64_t kFileBytes = 64 << 20;

// Tables beside those of the database, which takes them in as they are.
class NewTables {
 public:
  NewTables(rocksdb::DB& db, rocksdb::ColumnFamilyHandle* column, const std::string& folder)
      : db_(db),
        column_(column),
        options_(db.GetOptions(column)),
        folder_(folder),
        prefix_(absl::StrCat(folder, "/load-", column->GetName(), "-")) {}
  ~NewTables() {
    for (const std::string& file : files_) options_.env->DeleteFile(file).PermitUncheckedError();
  }

  // What one that was killed has left may be a name of a table that the database has by now, which
  // to write over would destroy.
  absl::Status Begin() {
    std::vector<std::string> found;
    ZGC_RETURN_IF_ERROR(ToStatus(options_.env->GetChildren(folder_, &found)));
    for (const std::string& file : found) {
      const std::string path = absl::StrCat(folder_, "/", file);
      if (!absl::StartsWith(path, prefix_)) continue;
      ZGC_RETURN_IF_ERROR(ToStatus(options_.env->DeleteFile(path)));
    }
    return absl::OkStatus();
  }

  absl::Status Put(absl::string_view key, absl::optional<absl::string_view> value) {
    if (writer_ != nullptr && writer_->FileSize() >= kFileBytes) ZGC_RETURN_IF_ERROR(EndTable());
    if (writer_ == nullptr) {
      writer_ = std::make_unique<rocksdb::SstFileWriter>(rocksdb::EnvOptions(), options_, column_);
      files_.push_back(NameOf(files_.size()));
      ZGC_RETURN_IF_ERROR(ToStatus(writer_->Open(files_.back())));
    }
    const rocksdb::Slice name(key.data(), key.size());
    return ToStatus(value.has_value() ? writer_->Put(name, {value->data(), value->size()})
                                      : writer_->Delete(name));
  }

  absl::Status TakeIn() {
    if (writer_ == nullptr) return absl::OkStatus();
    ZGC_RETURN_IF_ERROR(EndTable());
    rocksdb::IngestExternalFileOptions options;
    options.move_files = true;
    // Their number stands in the manifest: nothing is written into a file that is linked.
    options.write_global_seqno = false;
    return ToStatus(db_.IngestExternalFile(column_, files_, options));
  }

 private:
  std::string NameOf(size_t number) const { return absl::StrCat(prefix_, number); }
  absl::Status EndTable() {
    const auto writer = std::move(writer_);
    return ToStatus(writer->Finish());
  }

  rocksdb::DB& db_;
  rocksdb::ColumnFamilyHandle* const column_;
  const rocksdb::Options options_;
  const std::string folder_;
  const std::string prefix_;
  std::vector<std::string> files_;
  std::unique_ptr<rocksdb::SstFileWriter> writer_;
};

}  // namespace

absl::Status LoadRows(rocksdb::DB& db, rocksdb::ColumnFamilyHandle* column,
                      const std::string& folder, SortedRows rows) {
  NewTables tables(db, column, folder);
  ZGC_RETURN_IF_ERROR(tables.Begin());
  ZGC_RETURN_IF_ERROR(rows([&](absl::string_view key, absl::optional<absl::string_view> value) {
    return tables.Put(key, value);
  }));
  return tables.TakeIn();
}

}  // namespace zgc::storage
