#include "common/base/digest.h"

#include "absl/strings/escaping.h"
#include "gtest/gtest.h"

namespace zgc::base {
namespace {

TEST(DigestTest, KnownAnswers) {
  EXPECT_EQ(absl::BytesToHexString(Sha256("abc")),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  // RFC 4231, test case 2.
  EXPECT_EQ(absl::BytesToHexString(HmacSha256("Jefe", "what do ya want for nothing?")),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
}

TEST(DigestTest, PartsAddUpInBothKinds) {
  Hasher sha256(DigestKind::kSha256);
  EXPECT_EQ(Hasher::View(sha256.Add("a").Add("bc").Finish()), Sha256("abc"));
  EXPECT_EQ(Hasher::View(sha256.Finish()), Sha256(""));
  EXPECT_EQ(Hasher::View(sha256.Add(int64_t{0x0102}).Finish()),
            Sha256(absl::string_view("\0\0\0\0\0\0\1\2", 8)));
  // GB/T 32905, example 1.
  EXPECT_EQ(absl::BytesToHexString(Hasher::View(Hasher(DigestKind::kSm3).Add("abc").Finish())),
            "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0");
}

TEST(DigestTest, ComparesContentAndLength) {
  EXPECT_TRUE(EqualInConstantTime("abc", "abc"));
  EXPECT_FALSE(EqualInConstantTime("abc", "abd"));
  EXPECT_FALSE(EqualInConstantTime("abc", "ab"));
}

}  // namespace
}  // namespace zgc::base
