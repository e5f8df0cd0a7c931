#include "common/storage/backups.h"

#include <rocksdb/utilities/backup_engine.h>

#include <cstdlib>
#include <memory>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/storage/engine.h"
#include "common/storage/rocksdb_util.h"

namespace zgc::storage {
namespace {

rocksdb::BackupEngineOptions BackupOptions(const std::string& dir) {
  rocksdb::BackupEngineOptions options(dir);
  options.share_files_with_checksum = true;
  return options;
}

BackupInfo ToBackupInfo(const rocksdb::BackupInfo& info) {
  BackupInfo backup;
  backup.id = info.backup_id;
  backup.size_bytes = static_cast<int64_t>(info.size);
  backup.time_unix_seconds = info.timestamp;
  backup.revision = std::atoll(info.app_metadata.c_str());
  return backup;
}

}  // namespace

absl::StatusOr<BackupInfo> BackUp(rocksdb::DB& db, const std::string& dir, int64_t revision) {
  rocksdb::BackupEngine* raw = nullptr;
  ZGC_RETURN_IF_ERROR(
      ToStatus(rocksdb::BackupEngine::Open(BackupOptions(dir), rocksdb::Env::Default(), &raw)));
  const std::unique_ptr<rocksdb::BackupEngine> engine(raw);
  rocksdb::CreateBackupOptions options;
  options.flush_before_backup = true;
  rocksdb::BackupID id = 0;
  ZGC_RETURN_IF_ERROR(
      ToStatus(engine->CreateNewBackupWithMetadata(options, &db, absl::StrCat(revision), &id)));
  ZGC_RETURN_IF_ERROR(ToStatus(engine->VerifyBackup(id, /*verify_with_checksum=*/true)));
  rocksdb::BackupInfo info;
  ZGC_RETURN_IF_ERROR(ToStatus(engine->GetBackupInfo(id, &info)));
  return ToBackupInfo(info);
}

absl::StatusOr<std::vector<BackupInfo>> ListBackups(const std::string& dir) {
  rocksdb::BackupEngineReadOnly* raw = nullptr;
  ZGC_RETURN_IF_ERROR(ToStatus(
      rocksdb::BackupEngineReadOnly::Open(rocksdb::Env::Default(), BackupOptions(dir), &raw)));
  const std::unique_ptr<rocksdb::BackupEngineReadOnly> engine(raw);
  std::vector<rocksdb::BackupInfo> infos;
  engine->GetBackupInfo(&infos);
  std::vector<BackupInfo> backups;
  for (const auto& info : infos) backups.push_back(ToBackupInfo(info));
  return backups;
}

absl::Status RestoreBackup(const std::string& dir, int64_t id, const std::string& url) {
  return MakeAt(url, [&](const std::string& beside) -> absl::Status {
    ZGC_ASSIGN_OR_RETURN(const std::string path, PathOf(beside));
    rocksdb::BackupEngineReadOnly* raw = nullptr;
    ZGC_RETURN_IF_ERROR(ToStatus(
        rocksdb::BackupEngineReadOnly::Open(rocksdb::Env::Default(), BackupOptions(dir), &raw)));
    const std::unique_ptr<rocksdb::BackupEngineReadOnly> engine(raw);
    ZGC_RETURN_IF_ERROR(
        ToStatus(engine->RestoreDBFromBackup(static_cast<rocksdb::BackupID>(id), path, path)));
    // That it can be opened is a part of it.
    return OpenEngine(beside, {}, /*create=*/false).status();
  });
}

}  // namespace zgc::storage
