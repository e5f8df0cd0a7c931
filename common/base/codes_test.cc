#include "common/base/codes.h"

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace zgc::base {
namespace {

using ::testing::HasSubstr;

// The example of GB 32100-2015, and codes made by its rule.
TEST(UsccTest, AcceptsCodesWithTheRightCheckCharacter) {
  EXPECT_TRUE(CheckUscc("91350100M000100Y43").ok());
  for (absl::string_view body :
       {"91110108MA01ABCD2", "12110000400000000", "52110000500000000", "11110000000000000"}) {
    const auto check = UsccCheckCharacter(body);
    ASSERT_TRUE(check.ok()) << check.status();
    EXPECT_TRUE(CheckUscc(std::string(body) + *check).ok());
  }
}

// The weights are powers of 3 modulo 31, all different from zero: any single wrong
// character is noticed.
TEST(UsccTest, NoticesEverySingleError) {
  const std::string good = "91350100M000100Y43";
  const std::string alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY";
  for (size_t i = 0; i < good.size(); ++i) {
    for (const char c : alphabet) {
      std::string bad = good;
      bad[i] = c;
      EXPECT_EQ(CheckUscc(bad).ok(), c == good[i]) << bad;
      EXPECT_TRUE(CheckUsccForm(bad).ok()) << bad;
    }
  }
}

TEST(UsccTest, SaysWhatIsWrong) {
  EXPECT_THAT(CheckUscc("91350100M000100Y44").message(), HasSubstr("should be 3"));
  EXPECT_THAT(CheckUscc("91350100M000100Y4").message(), HasSubstr("18 characters, not 17"));
  EXPECT_THAT(CheckUscc("").message(), HasSubstr("not 0"));
  EXPECT_THAT(CheckUscc("9135010OM000100Y43").message(), HasSubstr("character 8"));
  EXPECT_THAT(CheckUscc("91350100m000100Y43").message(), HasSubstr("\"m\""));
  EXPECT_THAT(CheckUscc("91350100M000100Y企").message(), HasSubstr("17"));
  EXPECT_THAT(CheckUscc("91350100M000100企").message(), HasSubstr("\"企\""));
  EXPECT_FALSE(UsccCheckCharacter("123").ok());
  for (const char c : {'I', 'O', 'S', 'V', 'Z'}) {
    std::string code = "91350100M000100Y43";
    code[3] = c;
    EXPECT_FALSE(CheckUsccForm(code).ok()) << code;
  }
}

TEST(RegionCodeTest, Form) {
  for (const char* code : {"110000", "110108", "120000", "130629", "820000"}) {
    EXPECT_TRUE(CheckRegionCode(code).ok()) << code;
  }
  for (const char* code : {"", "11010", "1101080", "11010a", "100000", "160108", "990000", "110001",
                           "-10000", "１１０１０８"}) {
    EXPECT_FALSE(CheckRegionCode(code).ok()) << code;
  }
}

TEST(RegionCodeTest, Provinces) {
  EXPECT_EQ(ProvinceName("110108"), "北京市");
  EXPECT_EQ(ProvinceName("13"), "河北省");
  EXPECT_EQ(ProvinceName("99"), "");
  EXPECT_EQ(ProvinceName("1"), "");
}

}  // namespace
}  // namespace zgc::base
