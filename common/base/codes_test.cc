#include "common/base/codes.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace zgc::base {
namespace {

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
