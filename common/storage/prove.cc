#include "common/storage/prove.h"

#include <filesystem>
#include <system_error>
#include <vector>

#include "absl/cleanup/cleanup.h"
#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/storage/engine/engine.h"

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

}  // namespace

absl::StatusOr<BackupInfo> ProveBackup(const Schema& schema, const std::string& dir, int64_t id,
                                       absl::Time now) {
  if (id == 0) {
    ZGC_ASSIGN_OR_RETURN(const auto backups, ListBackups(dir));
    if (!backups.empty()) id = backups.back().id;
  }
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
  ZGC_ASSIGN_OR_RETURN(const auto backups, ListBackups(dir));
  for (const BackupInfo& backup : backups) {
    if (backup.id == id) return backup;
  }
  return absl::NotFoundError(absl::StrCat("backup ", id, " has gone"));
}

}  // namespace zgc::storage
