#include "common/rpc/server/backup_jobs.h"

#include <google/protobuf/util/time_util.h>

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/base/time/guarded_clock.h"
#include "common/observability/log.h"
#include "common/storage/engine/folder.h"
#include "common/storage/prove.h"

namespace zgc::rpc {
namespace {

// Of a file, in one message.
constexpr int64_t kPartBytes = 1 << 20;

// How long what was seen of the folder is believed.
constexpr absl::Duration kLookAgain = absl::Minutes(1);

void SetTime(google::protobuf::Timestamp& out, absl::Time time) {
  out = google::protobuf::util::TimeUtil::NanosecondsToTimestamp(absl::ToUnixNanos(time));
}

ops::v1::Backup ToBackup(const storage::BackupInfo& info) {
  ops::v1::Backup backup;
  backup.set_id(info.id);
  *backup.mutable_position() = info.position;
  backup.set_size_bytes(info.size_bytes);
  if (info.time != absl::InfinitePast()) SetTime(*backup.mutable_create_time(), info.time);
  if (info.proven != absl::InfinitePast()) SetTime(*backup.mutable_prove_time(), info.proven);
  backup.set_problem(info.problem);
  return backup;
}

// What goes wrong with files has a reason for callers as well.
absl::Status WithReason(const absl::Status& status) {
  if (status.ok() || base::ReasonOf(status) != common::v1::ERROR_REASON_UNSPECIFIED) return status;
  const auto reason = absl::IsNotFound(status)   ? common::v1::ERROR_REASON_RESOURCE_NOT_FOUND
                      : absl::IsDataLoss(status) ? common::v1::ERROR_REASON_DATA_CORRUPTED
                                                 : common::v1::ERROR_REASON_STORAGE_UNAVAILABLE;
  return base::MakeError(status.code(), reason, status.message());
}

}  // namespace

BackupJobs::BackupJobs(storage::Store& store, BackupSettings settings)
    : store_(store), settings_(std::move(settings)) {
  Look();
}

absl::Status BackupJobs::CheckOn() const {
  if (!settings_.dir.empty()) return absl::OkStatus();
  return base::MakeError(absl::StatusCode::kFailedPrecondition,
                         common::v1::ERROR_REASON_STORAGE_UNAVAILABLE,
                         "the service was started without --backup-dir");
}

void BackupJobs::Look() {
  const auto backups = storage::ListBackups(settings_.dir);
  if (!backups.ok()) {
    observability::LogError("reading the backups", backups.status());
    return;
  }
  LookAt(*backups);
}

void BackupJobs::LookAt(const std::vector<storage::BackupInfo>& backups) {
  absl::MutexLock lock(&mutex_);
  newest_ = {};
  proven_ = absl::InfinitePast();
  for (const storage::BackupInfo& backup : backups) {
    if (backup.owner.store_id != store_.store_id()) continue;
    if (backup.problem.empty()) newest_ = backup;
    proven_ = std::max(proven_, backup.proven);
  }
}

absl::StatusOr<ops::v1::Backup> BackupJobs::Create() {
  ZGC_RETURN_IF_ERROR(CheckOn());
  const auto made = store_.CreateBackup(settings_.dir, store_.clock().Now());
  ZGC_RETURN_IF_ERROR(WithReason(made.status()));
  const auto expired =
      storage::ExpireBackups(settings_.dir, {store_.schema().name, store_.store_id()},
                             settings_.rule, store_.clock().Now());
  // The backup is there all the same.
  if (!expired.ok()) observability::LogError("removing expired backups", expired.status());
  Look();
  return ToBackup(*made);
}

absl::Status BackupJobs::CheckCreate() {
  ZGC_RETURN_IF_ERROR(CheckOn());
  bool begun = false;
  const auto tried = storage::CreateBackup(
      settings_.dir, {store_.schema().name, store_.store_id()}, store_.clock().Now(),
      [&](const std::string&, storage::v1::BackupManifest&) -> absl::Status {
        begun = true;
        return absl::CancelledError("only tried");
      });
  return begun ? absl::OkStatus() : WithReason(tried.status());
}

absl::StatusOr<ops::v1::ListBackupsResponse> BackupJobs::List() {
  ops::v1::ListBackupsResponse answer;
  if (settings_.dir.empty()) return answer;
  ZGC_ASSIGN_OR_RETURN(const auto backups, storage::ListBackups(settings_.dir));
  LookAt(backups);
  for (const storage::BackupInfo& info : backups) *answer.add_backups() = ToBackup(info);
  return answer;
}

absl::StatusOr<ops::v1::Backup> BackupJobs::Prove(int64_t id) {
  ZGC_RETURN_IF_ERROR(CheckOn());
  const auto proven =
      storage::ProveBackup(store_.schema(), settings_.dir, id, store_.clock().Now());
  Look();
  ZGC_RETURN_IF_ERROR(WithReason(proven.status()));
  return ToBackup(*proven);
}

absl::StatusOr<ops::v1::Backup> BackupJobs::CheckProve(int64_t id) {
  ZGC_RETURN_IF_ERROR(CheckOn());
  const auto provable = storage::CheckProvable(store_.schema(), settings_.dir, id);
  ZGC_RETURN_IF_ERROR(WithReason(provable.status()));
  return ToBackup(*provable);
}

absl::StatusOr<bool> BackupJobs::ReadPart(int64_t id, int& file, int64_t& offset,
                                          ops::v1::ReadBackupResponse& part) const {
  ZGC_RETURN_IF_ERROR(CheckOn());
  const auto folder = storage::BackupFolder(settings_.dir, id);
  ZGC_RETURN_IF_ERROR(WithReason(folder.status()));
  const auto manifest = storage::ReadManifestOf(store_.schema().name, *folder);
  ZGC_RETURN_IF_ERROR(WithReason(manifest.status()));
  // The manifest itself comes last: without it what has come is no backup.
  if (file > manifest->files_size()) return false;
  const bool last = file == manifest->files_size();
  const std::string name = last ? storage::kManifestName : manifest->files(file).name();
  const std::string path = absl::StrCat(*folder, "/", name);
  int64_t size = last ? 0 : manifest->files(file).size();
  if (last) {
    ZGC_ASSIGN_OR_RETURN(size, storage::FileSize(path));
  }
  const int64_t bytes = std::min(kPartBytes, size - offset);
  part.set_file(name);
  part.set_offset(offset);
  part.set_last(offset + bytes == size);
  ZGC_RETURN_IF_ERROR(
      WithReason(storage::ReadParts(path, offset, bytes, [&](absl::string_view read) {
        part.mutable_data()->append(read.data(), read.size());
        return absl::OkStatus();
      })));
  offset += bytes;
  if (part.last()) {
    ++file;
    offset = 0;
  }
  return true;
}

void BackupJobs::Show(observability::Metrics& metrics) {
  if (settings_.dir.empty()) return;
  const absl::Duration steady = store_.clock().Steady();
  const auto is_due = [&] {
    absl::MutexLock lock(&mutex_);
    if (steady - looked_ < kLookAgain) return false;
    looked_ = steady;
    return true;
  };
  if (is_due()) Look();
  const absl::Time now = store_.clock().Now();
  const auto since = [now](absl::Time time) {
    if (time > now + base::GuardedClock::kStep) return absl::InfiniteDuration();
    return std::max(now - time, absl::ZeroDuration());
  };
  absl::MutexLock lock(&mutex_);
  metrics.SetBackups(since(newest_.time), newest_.size_bytes, since(proven_));
}

}  // namespace zgc::rpc
