#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "zgc/rpc/v1/rpc.pb.h"

namespace zgc::rpc {

// How long a page token is good for.
inline constexpr absl::Duration kPageTokenLife = absl::Hours(24);

// Text of a token: base64url of the HMAC of its bytes under `key` and of the bytes, which nobody
// reads without that.
std::string EncodePageToken(const v1::PageToken& token, const std::string& key);

// PAGE_TOKEN_INVALID if damaged, signed by another store or made for another
// query; PAGE_TOKEN_EXPIRED if older than kPageTokenLife at `now`.
absl::StatusOr<v1::PageToken> DecodePageToken(const std::string& text, const std::string& key,
                                              const std::string& query_sha256, absl::Time now);

}  // namespace zgc::rpc
