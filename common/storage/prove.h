#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/storage/backups.h"
#include "common/storage/store.h"

namespace zgc::storage {

// Restores backup `id` of `dir` (0 is the newest) beside it, opens it as a store of
// `schema`, reads and checks everything in it, notes the result in the backup and removes
// what was restored. Takes the space of the backup once more. DATA_LOSS says what is wrong
// with it; it then counts as unsound.
absl::StatusOr<BackupInfo> ProveBackup(const Schema& schema, const std::string& dir, int64_t id,
                                       absl::Time now);

}  // namespace zgc::storage
