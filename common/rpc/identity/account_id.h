#pragma once

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/string_view.h"

namespace zgc::rpc {

// Whether the text may stand in the metadata of a call as the person that it is made for.
// gRPC ends the process at what is no visible ASCII.
inline bool IsAccountId(absl::string_view text) {
  constexpr size_t kMaxSize = 128;
  return text.size() <= kMaxSize && std::all_of(text.begin(), text.end(), [](unsigned char c) {
           return absl::ascii_isgraph(c) && c != ',';
         });
}

// What to say of one that may not.
inline constexpr char kNoAccountId[] =
    "is no account id: visible ASCII characters without ',', 128 at most";

}  // namespace zgc::rpc
