#pragma once

#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "common/observability/metrics.h"
#include "common/storage/backups.h"
#include "common/storage/store.h"
#include "zgc/ops/v1/operations.pb.h"

namespace zgc::rpc {

// Where a service keeps its backups, and which.
struct BackupSettings {
  // Empty: it makes none.
  std::string dir;
  storage::BackupRule rule;
};

// What OperationsService does with backups. Create, Prove and their checks are called one at a
// time, the rest from any thread.
class BackupJobs {
 public:
  BackupJobs(storage::Store& store, BackupSettings settings);

  // Makes one, and removes those that expire with it.
  absl::StatusOr<ops::v1::Backup> Create();
  // Whether one could be begun: all of Create up to the first byte of it.
  absl::Status CheckCreate();
  absl::StatusOr<ops::v1::ListBackupsResponse> List();
  absl::StatusOr<ops::v1::Backup> Prove(int64_t id);
  // Whether it is there whole, as far as that shows without reading it.
  absl::StatusOr<ops::v1::Backup> CheckProve(int64_t id);
  // The part of a backup that begins at file `file` of it, byte `offset`; moves both on
  // to the next. False once there is none.
  absl::StatusOr<bool> ReadPart(int64_t id, int& file, int64_t& offset,
                                ops::v1::ReadBackupResponse& part) const;

  // The series of backups as they lie in the folder, unless the service makes none. One that
  // is dated in the future counts as none. The folder is read anew once a minute at most.
  void Show(observability::Metrics& metrics);

 private:
  absl::Status CheckOn() const;
  void Look();
  void LookAt(const std::vector<storage::BackupInfo>& backups);

  storage::Store& store_;
  const BackupSettings settings_;
  absl::Mutex mutex_;
  // Of the newest sound one, and of the newest proof.
  storage::BackupInfo newest_ ABSL_GUARDED_BY(mutex_);
  absl::Time proven_ ABSL_GUARDED_BY(mutex_) = absl::InfinitePast();
  // By the steady clock.
  absl::Duration looked_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace zgc::rpc
