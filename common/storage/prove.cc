#include "common/storage/prove.h"

#include <filesystem>
#include <system_error>
#include <vector>

#include "absl/cleanup/cleanup.h"
#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/storage/engine/engine.h"
#include "common/storage/engine/folder.h"

namespace zgc::storage {
namespace {

absl::Status RestoreAndVerify(const Schema& schema, const std::string& folder,
                              const std::string& url) {
  ZGC_RETURN_IF_ERROR(
      RestoreBackup(schema.name, folder, url, {"proof of the backup", OwnAccount()}));
  StoreOptions options;
  options.url = url;
  Schema rows = schema;
  // It is derived from the rows, and takes as much memory as that of the store in service.
  rows.resident = nullptr;
  ZGC_ASSIGN_OR_RETURN(const auto store, Store::Open(rows, options));
  std::vector<std::string> problems;
  ZGC_RETURN_IF_ERROR(store->Verify(problems).status());
  if (problems.empty()) return absl::OkStatus();
  return absl::DataLossError(
      absl::StrCat(folder, ": ", problems.front(), " (", problems.size(), " problems)"));
}

// 0 is the newest; stays so if there is none.
absl::Status TakeNewest(const std::string& dir, int64_t& id) {
  if (id != 0) return absl::OkStatus();
  ZGC_ASSIGN_OR_RETURN(const auto backups, ListBackups(dir));
  if (!backups.empty()) id = backups.back().id;
  return absl::OkStatus();
}

absl::StatusOr<BackupInfo> Listed(const std::string& dir, int64_t id) {
  ZGC_ASSIGN_OR_RETURN(const auto backups, ListBackups(dir));
  for (const BackupInfo& backup : backups) {
    if (backup.id == id) return backup;
  }
  return absl::NotFoundError(absl::StrCat("backup ", id, " has gone"));
}

}  // namespace

absl::StatusOr<BackupInfo> ProveBackup(const Schema& schema, const std::string& dir, int64_t id,
                                       absl::Time now) {
  ZGC_RETURN_IF_ERROR(TakeNewest(dir, id));
  ZGC_ASSIGN_OR_RETURN(const std::string folder, BackupFolder(dir, id));
  const std::string scratch = (std::filesystem::absolute(dir) / "proof").string();
  const auto clear = [&] {
    std::error_code ignored;
    std::filesystem::remove_all(scratch, ignored);
  };
  // One that was killed has left it.
  clear();
  const auto clear_after = absl::MakeCleanup(clear);
  const absl::Status proven = RestoreAndVerify(schema, folder, UrlOf(scratch));
  // A full disk says nothing of the backup.
  if (proven.ok() || absl::IsDataLoss(proven)) {
    ZGC_RETURN_IF_ERROR(NoteProof(folder, now, proven));
  }
  ZGC_RETURN_IF_ERROR(proven);
  return Listed(dir, id);
}

absl::StatusOr<BackupInfo> CheckProvable(const Schema& schema, const std::string& dir, int64_t id) {
  ZGC_RETURN_IF_ERROR(TakeNewest(dir, id));
  ZGC_ASSIGN_OR_RETURN(const std::string folder, BackupFolder(dir, id));
  ZGC_ASSIGN_OR_RETURN(const v1::BackupManifest manifest, ReadManifestOf(schema.name, folder));
  for (const v1::BackupFile& file : manifest.files()) {
    const std::string path = absl::StrCat(folder, "/", file.name());
    const auto size = FileSize(path);
    if (absl::IsNotFound(size.status())) {
      return absl::DataLossError(absl::StrCat(path, " is missing"));
    }
    ZGC_RETURN_IF_ERROR(size.status());
    if (*size < file.size()) {
      return absl::DataLossError(absl::StrCat(path, " has ", *size, " of ", file.size(), " bytes"));
    }
  }
  return Listed(dir, id);
}

}  // namespace zgc::storage
