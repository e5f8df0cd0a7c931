#include "common/rpc/wire/page_token.h"

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "common/base/digest.h"
#include "common/base/error.h"

namespace zgc::rpc {
namespace {

constexpr size_t kMacSize = 32;

absl::Status Invalid(absl::string_view why) {
  return base::MakeError(absl::StatusCode::kInvalidArgument,
                         zgc::common::v1::ERROR_REASON_PAGE_TOKEN_INVALID, why);
}

// The bytes hidden, or shown again, by a stream that follows from their own digest: the row at
// which a page begins may be one that the caller does not see.
std::string Sealed(std::string bytes, const std::string& mac, const std::string& key) {
  std::string stream;
  for (size_t i = 0; i < bytes.size(); ++i) {
    if (i % kMacSize == 0) stream = base::HmacSha256(key, absl::StrCat("seal ", mac, i));
    bytes[i] = static_cast<char>(bytes[i] ^ stream[i % kMacSize]);
  }
  return bytes;
}

}  // namespace

std::string EncodePageToken(const v1::PageToken& token, const std::string& key) {
  const std::string bytes = token.SerializeAsString();
  const std::string mac = base::HmacSha256(key, bytes);
  return absl::WebSafeBase64Escape(mac + Sealed(bytes, mac, key));
}

absl::StatusOr<v1::PageToken> DecodePageToken(const std::string& text, const std::string& key,
                                              const std::string& query_sha256, absl::Time now) {
  std::string bytes;
  if (!absl::WebSafeBase64Unescape(text, &bytes) || bytes.size() < kMacSize) {
    return Invalid("the page token is damaged; start the list again");
  }
  const std::string mac = bytes.substr(0, kMacSize);
  const std::string body = Sealed(bytes.substr(kMacSize), mac, key);
  v1::PageToken token;
  if (!base::EqualInConstantTime(mac, base::HmacSha256(key, body)) ||
      !token.ParseFromString(body)) {
    return Invalid("the page token is damaged or of another store; start the list again");
  }
  if (token.query_sha256() != query_sha256) {
    return Invalid("the page token belongs to another query; keep all other fields unchanged");
  }
  if (now - absl::FromUnixSeconds(token.issued_unix_seconds()) > kPageTokenLife) {
    return base::MakeError(absl::StatusCode::kInvalidArgument,
                           zgc::common::v1::ERROR_REASON_PAGE_TOKEN_EXPIRED,
                           "the page token is older than 24 hours; start the list again");
  }
  return token;
}

}  // namespace zgc::rpc
