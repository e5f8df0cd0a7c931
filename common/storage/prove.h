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

// What of ProveBackup can be said without reading the files: that the backup is there and of
// `schema`, and that every file of its manifest is, none shorter than listed. Changes nothing.
// The backup as it is listed; what an earlier proof found of it refuses no other.
absl::StatusOr<BackupInfo> CheckProvable(const Schema& schema, const std::string& dir, int64_t id);

}  // namespace zgc::storage
