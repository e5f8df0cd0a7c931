#include "common/rpc/wire/page_token.h"

#include "absl/strings/escaping.h"
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

}  // namespace

std::string EncodePageToken(const v1::PageToken& token, const std::string& key) {
  const std::string bytes = token.SerializeAsString();
  return absl::WebSafeBase64Escape(base::HmacSha256(key, bytes) + bytes);
}

absl::StatusOr<v1::PageToken> DecodePageToken(const std::string& text, const std::string& key,
                                              const std::string& query_sha256, absl::Time now) {
  std::string bytes;
  if (!absl::WebSafeBase64Unescape(text, &bytes) || bytes.size() < kMacSize) {
    return Invalid("the page token is damaged; start the list again");
  }
  const std::string body = bytes.substr(kMacSize);
  v1::PageToken token;
  if (!base::EqualInConstantTime(bytes.substr(0, kMacSize), base::HmacSha256(key, body)) ||
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
