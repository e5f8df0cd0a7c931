#pragma once

#include <string>

#include "absl/strings/string_view.h"

namespace zgc::base {

// SHA-256 (FIPS 180-4), 32 raw bytes.
std::string Sha256(absl::string_view bytes);
// HMAC-SHA-256 (RFC 2104), 32 raw bytes.
std::string HmacSha256(absl::string_view key, absl::string_view bytes);
// Compares in time that does not depend on the content.
bool EqualInConstantTime(absl::string_view a, absl::string_view b);

}  // namespace zgc::base
