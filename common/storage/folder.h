#pragma once

#include <string>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"

// The folder of a store as a whole: it is there with all that belongs to it, or it is
// not there.
namespace zgc::storage {

// What a folder that is still being made is called until it is whole: the final name
// and this. A store is never opened under such a name.
inline constexpr char kPartialSuffix[] = ".partial";

// Whether nothing is at `path`, or an empty folder. UNAVAILABLE if it cannot be read.
absl::StatusOr<bool> IsVacant(const std::string& path);

// Names of what is in the folder, a few of them, for a message.
std::string DescribeContents(const std::string& path);

// Calls `make` with the name of an empty folder beside `path`, writes what it has made to
// the disk and gives it its final name in one step. Killed at any instant, this leaves
// all of it at `path` or nothing; what is left beside is cleared by the next call.
// FAILED_PRECONDITION if `path` is not vacant, UNAVAILABLE if another process is at it
// or a file cannot be written.
absl::Status MakeFolder(const std::string& path,
                        absl::FunctionRef<absl::Status(const std::string& partial)> make);

}  // namespace zgc::storage
