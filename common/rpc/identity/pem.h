#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace zgc::rpc {

// The content of a PEM file. Errors are for the operator: they name the flag and
// the file. NOT_FOUND if it cannot be read, INVALID_ARGUMENT if no path is given
// or the file holds no PEM.
absl::StatusOr<std::string> ReadPem(const std::string& flag, const std::string& path);

}  // namespace zgc::rpc
