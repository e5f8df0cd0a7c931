#pragma once

#include <algorithm>
#include <compare>
#include <cstdint>
#include <cstring>
#include <string>

#include "absl/numeric/int128.h"
#include "absl/strings/string_view.h"

namespace zgc::funding {

// The 16 bytes of an id.
using TransferId = absl::uint128;
inline TransferId IdOf(absl::string_view bytes) {
  uint64_t halves[2] = {};
  std::memcpy(halves, bytes.data(), std::min(bytes.size(), sizeof(halves)));
  return absl::MakeUint128(halves[0], halves[1]);
}
inline std::string BytesOf(TransferId id) {
  const uint64_t halves[2] = {absl::Uint128High64(id), absl::Uint128Low64(id)};
  return {reinterpret_cast<const char*>(halves), sizeof(halves)};
}

// Where a transfer stands; ordered as the journal is.
struct Position {
  int64_t revision = 0;
  int number = 0;
  friend auto operator<=>(const Position&, const Position&) = default;
};

}  // namespace zgc::funding
