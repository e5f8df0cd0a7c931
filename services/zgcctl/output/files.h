#pragma once

#include <functional>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace zgc::ctl {

// Of a file of this machine.
absl::Status CannotWrite(const std::string& path);

// Makes `path` the file that `write` leaves at the path it is given, whole or
// not at all: it is written beside, synced and renamed.
absl::Status ReplaceFile(const std::string& path,
                         const std::function<absl::Status(const std::string& beside)>& write);
absl::Status ReplaceFile(const std::string& path, absl::string_view content);

}  // namespace zgc::ctl
