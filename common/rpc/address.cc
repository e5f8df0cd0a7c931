#include "common/rpc/address.h"

#include <arpa/inet.h>

#include <string>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"

namespace zgc::rpc {

absl::Status CheckAddress(absl::string_view flag, absl::string_view address) {
  constexpr int kMaxPort = 65535;
  const size_t colon = address.rfind(':');
  int port = 0;
  if (colon == absl::string_view::npos || colon == 0 ||
      !absl::SimpleAtoi(address.substr(colon + 1), &port) || port < 0 || port > kMaxPort) {
    return absl::InvalidArgumentError(
        absl::StrCat(flag, ": ", address, " is no host:port with a port of 0 to ", kMaxPort));
  }
  return absl::OkStatus();
}

bool IsLoopback(absl::string_view address) {
  const size_t colon = address.rfind(':');
  if (colon == absl::string_view::npos) return false;
  // Numbers, not a prefix: "127.0.0.1.example.com" is somebody else's host.
  const std::string host(address.substr(0, colon));
  in_addr v4{};
  if (inet_pton(AF_INET, host.c_str(), &v4) == 1) return ntohl(v4.s_addr) >> 24 == 127;
  return host == "localhost" || host == "[::1]";
}

}  // namespace zgc::rpc
