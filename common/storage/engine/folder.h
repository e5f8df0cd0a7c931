#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

// The folder of a store as a whole: it is there with all that belongs to it, or it is
// not there.
namespace zgc::storage {

// What a folder that is still being made is called until it is whole: the final name
// and this. A store is never opened under such a name.
inline constexpr char kPartialSuffix[] = ".partial";

// Whether nothing is at `path`, or an empty folder. UNAVAILABLE if it cannot be read.
absl::StatusOr<bool> IsVacant(const std::string& path);

// Makes the folders above `path` that are missing, and writes that they are there to the
// disk. UNAVAILABLE if one cannot be made.
absl::Status MakeParents(const std::string& path);

// Names of what is in the folder, a few of them, for a message.
std::string DescribeContents(const std::string& path);

// The right to the place of a folder, whichever folder lies there: a lock inside one goes with
// it when it is moved away. Held until the end of the process at most. Not thread-safe.
class PlaceLock {
 public:
  // UNAVAILABLE if another holder has the place, or its file, `path`.lock, cannot be made. A
  // full disk is in nobody's way: the lock is without effect then.
  static absl::StatusOr<std::unique_ptr<PlaceLock>> Take(const std::string& path);
  ~PlaceLock();
  // What makes a folder beside the place says so before: what a killed one has left there is
  // known by it.
  absl::Status NoteMaking();
  // Whether one that was killed had noted that.
  bool was_making() const { return was_making_; }
  PlaceLock(const PlaceLock&) = delete;
  PlaceLock& operator=(const PlaceLock&) = delete;

 private:
  PlaceLock(std::string file, int descriptor);

  const std::string file_;
  const int descriptor_;
  bool was_making_ = false;
};

// Calls `make` with the name of an empty folder beside `path`, writes what it has made to
// the disk and gives it its final name in one step. Killed at any instant, this leaves
// all of it at `path` or nothing; what is left beside is cleared by the next call.
// FAILED_PRECONDITION if `path` is not vacant or what lies beside was not left by such a call,
// UNAVAILABLE if another process is at it,
// even if its folder was moved away, or a file cannot be written.
absl::Status MakeFolder(const std::string& path,
                        absl::FunctionRef<absl::Status(const std::string& partial)> make);
// Removes what is left beside `path` of one that was interrupted; not of one at work.
void ClearPartial(const std::string& path);

// RESOURCE_EXHAUSTED, naming the bytes, unless the volume of the folder `path` takes
// `bytes` more and has a twentieth of itself left then, 64 MiB at most.
absl::Status CheckSpace(const std::string& path, int64_t bytes);

// The whole file. NOT_FOUND if there is none.
absl::StatusOr<std::string> ReadFile(const std::string& path);
// Writes a new file, or over an old one.
absl::Status WriteFile(const std::string& path, absl::string_view bytes);

// Called with each part of a file, in order; 1 MiB at most. Before each it is asked whether the
// work is still wanted, see base::StillWanted, whose status is passed on.
using Part = absl::FunctionRef<absl::Status(absl::string_view part)>;
// Reads `size` bytes from `offset` on. DATA_LOSS if there are fewer, no file, or a medium
// that cannot give them; UNAVAILABLE if the file cannot be opened or read just now.
absl::Status ReadParts(const std::string& path, int64_t offset, int64_t size, Part each);
// Copies the first `size` bytes to a new file, and shows them to `each`.
absl::Status CopyFile(const std::string& from, const std::string& to, int64_t size, Part each);
// Bytes of a file.
absl::StatusOr<int64_t> FileSize(const std::string& path);

}  // namespace zgc::storage
