#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

// Addresses of services: host:port, an IPv6 address in brackets.
namespace zgc::rpc {

struct HostAndPort {
  // Without brackets.
  std::string host;
  int port = 0;
};

// INVALID_ARGUMENT, which begins with `flag`, unless the port is a number up to 65535: beyond
// that the system takes another one without a word.
absl::StatusOr<HostAndPort> SplitAddress(absl::string_view flag, absl::string_view address);
absl::Status CheckAddress(absl::string_view flag, absl::string_view address);

// Whether host:port is on this machine by its very name.
bool IsLoopback(absl::string_view address);

}  // namespace zgc::rpc
