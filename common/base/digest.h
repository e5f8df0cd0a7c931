#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>

#include "absl/strings/string_view.h"

namespace zgc::base {

// SHA-256 (FIPS 180-4), 32 raw bytes.
std::string Sha256(absl::string_view bytes);
// HMAC-SHA-256 (RFC 2104), 32 raw bytes.
std::string HmacSha256(absl::string_view key, absl::string_view bytes);

// A digest of either kind.
using Hash = std::array<unsigned char, 32>;
enum class DigestKind : uint8_t {
  kSha256 = 1,
  // GB/T 32905.
  kSm3 = 2,
};

// The digest of what is added, part after part. Not thread-safe.
class Hasher {
 public:
  explicit Hasher(DigestKind kind);
  ~Hasher();
  Hasher(const Hasher&) = delete;
  Hasher& operator=(const Hasher&) = delete;
  Hasher& Add(absl::string_view bytes);
  Hasher& Add(const Hash& hash) { return Add(View(hash)); }
  // 8 bytes, big-endian.
  Hasher& Add(int64_t value);
  // The digest; what is added next is of another one.
  Hash Finish();

  static absl::string_view View(const Hash& hash) {
    return {reinterpret_cast<const char*>(hash.data()), hash.size()};
  }

 private:
  struct Context;
  const std::unique_ptr<Context> context_;
};
// Compares in time that does not depend on the content.
bool EqualInConstantTime(absl::string_view a, absl::string_view b);

}  // namespace zgc::base
