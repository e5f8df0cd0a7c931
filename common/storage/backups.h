#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace zgc::storage {

struct BackupInfo {
  int64_t id = 0;
  int64_t revision = 0;
  int64_t size_bytes = 0;
  int64_t time_unix_seconds = 0;
};

// Backups under `dir`, oldest first.
absl::StatusOr<std::vector<BackupInfo>> ListBackups(const std::string& dir);

// Writes backup `id` of `dir` to `url`, all of it or nothing; see MakeAt. Every file is
// compared with its checksum, and what is written is opened once: DATA_LOSS if it is
// damaged, FAILED_PRECONDITION if the folder is not empty.
absl::Status RestoreBackup(const std::string& dir, int64_t id, const std::string& url);

}  // namespace zgc::storage
