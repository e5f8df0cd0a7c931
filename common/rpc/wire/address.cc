#include "common/rpc/wire/address.h"

#include <arpa/inet.h>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"

namespace zgc::rpc {

absl::StatusOr<HostAndPort> SplitAddress(absl::string_view flag, absl::string_view address) {
  constexpr int kMaxPort = 65535;
  const size_t colon = address.rfind(':');
  int port = -1;
  if (colon != absl::string_view::npos && !absl::SimpleAtoi(address.substr(colon + 1), &port)) {
    port = -1;
  }
  absl::string_view host = address.substr(0, colon);
  const bool opened = absl::ConsumePrefix(&host, "[");
  const bool closed = absl::ConsumeSuffix(&host, "]");
  // Without brackets nobody knows which colon is the last.
  if (host.empty() || port < 0 || port > kMaxPort || opened != closed ||
      (!opened && absl::StrContains(host, ':'))) {
    return absl::InvalidArgumentError(
        absl::StrCat(flag, ": ", address, " is no host:port with a port of 0 to ", kMaxPort));
  }
  return HostAndPort{std::string(host), port};
}

absl::Status CheckAddress(absl::string_view flag, absl::string_view address) {
  return SplitAddress(flag, address).status();
}

bool IsLoopback(absl::string_view address) {
  const auto parts = SplitAddress("", address);
  if (!parts.ok()) return false;
  // Numbers, not a prefix: "127.0.0.1.example.com" is somebody else's host.
  in_addr v4{};
  if (inet_pton(AF_INET, parts->host.c_str(), &v4) == 1) return ntohl(v4.s_addr) >> 24 == 127;
  return parts->host == "localhost" || parts->host == "::1";
}

}  // namespace zgc::rpc
