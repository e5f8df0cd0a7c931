#pragma once

#include <cstdint>
#include <functional>
#include <limits>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "zgc/storage/v1/storage.pb.h"

// Backups (备份): folders that each hold a whole copy of a store and a manifest of it,
// backup.json. They share no file, so that damage to one does not spoil another, and each
// can be moved and restored alone.
namespace zgc::storage {

// Whose backups they are.
struct BackupOwner {
  // Name of the schema.
  std::string service;
  std::string store_id;
};

struct BackupInfo {
  // Number in its folder of backups.
  int64_t id = 0;
  // Empty if that cannot be read any more.
  BackupOwner owner;
  common::v1::Position position;
  int64_t size_bytes = 0;
  // When it was begun; InfinitePast if that cannot be read any more.
  absl::Time time = absl::InfinitePast();
  // When it was last restored and verified as a test; InfinitePast if never.
  absl::Time proven = absl::InfinitePast();
  // Why it cannot be restored, as far as that is known; empty if nothing is.
  std::string problem;
};

// Which backups expire (过期) when a newer one has been made. The newest sound one stays
// whatever the rule says.
struct BackupRule {
  // Sound ones that are kept.
  int keep_count = std::numeric_limits<int>::max();
  // How long one is kept. The longest interval between two backups since then does not count,
  // as it may be a slip of the clock, whose size nobody knows: where they are made regularly
  // they are kept one interval longer.
  absl::Duration keep_for = absl::InfiniteDuration();
};

// Copies a store into the empty folder and fills what the manifest says of it, all but
// the owner and the files.
using BackupWriter =
    absl::FunctionRef<absl::Status(const std::string& folder, v1::BackupManifest& manifest)>;

// Makes a backup under `dir`, all of it or nothing. UNAVAILABLE beside another call for
// `dir`. RESOURCE_EXHAUSTED if space is short, see CheckSpace. FAILED_PRECONDITION if `dir`
// holds backups of another service.
absl::StatusOr<BackupInfo> CreateBackup(const std::string& dir, const BackupOwner& owner,
                                        absl::Time now, BackupWriter write);

// Backups under `dir`, oldest first; none if there is no such folder. UNAVAILABLE if one
// cannot be read just now: nothing is known of it then.
absl::StatusOr<std::vector<BackupInfo>> ListBackups(const std::string& dir);

// Removes what the rule does not keep of the owner's backups, and of damaged ones; returns
// the numbers. Those of another store, which may have been lost, neither go nor count.
// Removes nothing if one cannot be read just now.
absl::StatusOr<std::vector<int64_t>> ExpireBackups(const std::string& dir, const BackupOwner& owner,
                                                   const BackupRule& rule, absl::Time now);

// Folder of backup `id`; NOT_FOUND if there is none.
absl::StatusOr<std::string> BackupFolder(const std::string& dir, int64_t id);

// Name of the manifest in its folder.
inline constexpr char kManifestName[] = "backup.json";

// What the backup in `folder` says of itself. NOT_FOUND if it is none, DATA_LOSS if that is
// damaged, UNAVAILABLE if it cannot be read just now.
absl::StatusOr<v1::BackupManifest> ReadManifest(const std::string& folder);
// The same, and FAILED_PRECONDITION if it is of another service.
absl::StatusOr<v1::BackupManifest> ReadManifestOf(absl::string_view service,
                                                  const std::string& folder);

// Whether it can be the name of a file in a backup: nothing that leads out of its folder.
bool IsFileName(absl::string_view name);

// Reads every file of the backup in `folder`; DATA_LOSS names the first that is not there
// whole, as its digest says.
absl::Status CheckBackup(const std::string& folder);

// Notes in the backup what a test of it has shown.
absl::Status NoteProof(const std::string& folder, absl::Time time, const absl::Status& result);

// Bytes done, of all.
using Progress = std::function<void(int64_t done, int64_t all)>;

// Why a store is restored, and by whom, for the audit: its next start begins an
// incarnation with a commit that says so.
struct RestoreNote {
  std::string reason;
  std::string by;
};
// The account that this process runs as.
std::string OwnAccount();

// Writes the backup in `folder`, which must be one of `service`, to `url`, all of it or
// nothing; see MakeAt. Every file is compared with its digest, and what is written is opened
// once: DATA_LOSS names what is damaged, or says that it holds other commits than the manifest.
// FAILED_PRECONDITION if it is of another service or the place is not empty, RESOURCE_EXHAUSTED if
// space is short.
absl::Status RestoreBackup(const std::string& service, const std::string& folder,
                           const std::string& url, const RestoreNote& note,
                           const Progress& progress = nullptr);

// Has the next start of the store at `url`, which nobody has open, begin an incarnation as
// after a restore: for files that were put back by other means. A mark that is there already
// is replaced, so that one incarnation begins however often this is said before.
absl::Status MarkRestored(const std::string& url, const RestoreNote& note);

}  // namespace zgc::storage
