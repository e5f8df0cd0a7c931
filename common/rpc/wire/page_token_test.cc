#include "common/rpc/wire/page_token.h"

#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "common/testing/matchers.h"

namespace zgc::rpc {
namespace {

using ::zgc::testing::HasReason;

TEST(PageTokenTest, IsBoundToKeyQueryAndTime) {
  v1::PageToken token;
  token.set_revision(7);
  token.set_query_sha256("query");
  token.set_start("start");
  token.set_issued_unix_seconds(1'000'000);
  const std::string text = EncodePageToken(token, "key");
  const absl::Time issued = absl::FromUnixSeconds(1'000'000);
  const auto back = DecodePageToken(text, "key", "query", issued + absl::Hours(23));
  ZGC_ASSERT_OK(back);
  EXPECT_EQ(back->SerializeAsString(), token.SerializeAsString());
  EXPECT_THAT(DecodePageToken(text, "key", "query", issued + absl::Hours(25)),
              HasReason(zgc::common::v1::ERROR_REASON_PAGE_TOKEN_EXPIRED));
  EXPECT_THAT(DecodePageToken(text, "other key", "query", issued),
              HasReason(zgc::common::v1::ERROR_REASON_PAGE_TOKEN_INVALID));
  EXPECT_THAT(DecodePageToken(text, "key", "other query", issued),
              HasReason(zgc::common::v1::ERROR_REASON_PAGE_TOKEN_INVALID));
  EXPECT_THAT(DecodePageToken("", "key", "query", issued),
              HasReason(zgc::common::v1::ERROR_REASON_PAGE_TOKEN_INVALID));
}

TEST(PageTokenTest, SaysNothingOfTheRowAtWhichAPageBegins) {
  v1::PageToken token;
  token.set_start(std::string(100, 'a') + "tasks/theirs");
  std::string bytes;
  ASSERT_TRUE(absl::WebSafeBase64Unescape(EncodePageToken(token, "key"), &bytes));
  EXPECT_FALSE(absl::StrContains(bytes, "tasks/theirs"));
  EXPECT_FALSE(absl::StrContains(bytes, "aa"));
  std::string other;
  token.set_start("tasks/ours");
  ASSERT_TRUE(absl::WebSafeBase64Unescape(EncodePageToken(token, "key"), &other));
  EXPECT_NE(bytes.substr(32, 4), other.substr(32, 4)) << "no two are hidden alike";
}

}  // namespace
}  // namespace zgc::rpc
