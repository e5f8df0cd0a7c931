#include "services/zgcctl/sheets/cell_values.h"

#include "common/testing/matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace zgc::ctl {
namespace {

using ::testing::HasSubstr;
using ::zgc::testing::FailsWith;
using ::zgc::testing::kInvalid;

TEST(CellValuesTest, FormatsOfDays) {
  for (const int id : {14, 17, 22, 27, 31, 57}) EXPECT_TRUE(IsDateFormat(id)) << id;
  for (const int id : {0, 1, 2, 9, 18, 21, 32, 35, 45, 49}) EXPECT_FALSE(IsDateFormat(id)) << id;
  for (const char* code : {"yyyy\\-mm\\-dd", "m\"月\"d\"日\"", "[$-804]yyyy\"年\"m\"月\";@"}) {
    EXPECT_TRUE(IsDateFormat(code)) << code;
  }
  for (const char* code : {"0.00", "#,##0\"day\"", "[Red]0", "h:mm", "0\\d", "@", "\"y"}) {
    EXPECT_FALSE(IsDateFormat(code)) << code;
  }
}

TEST(CellValuesTest, SerialNumbersOfDays) {
  EXPECT_EQ(*DayOfSerial("1", false), "1900-01-01");
  EXPECT_EQ(*DayOfSerial("59", false), "1900-02-28");
  EXPECT_EQ(*DayOfSerial("61", false), "1900-03-01");
  EXPECT_EQ(*DayOfSerial("43525", false), "2019-03-01");
  EXPECT_EQ(*DayOfSerial("42063", true), "2019-03-01");
  for (const char* wrong : {"0", "60", "43525.5", "-1", "3000000", "x", "nan"}) {
    EXPECT_FALSE(DayOfSerial(wrong, false).ok()) << wrong;
  }
  EXPECT_EQ(*DayOfText("2019-03-01T00:00:00Z"), "2019-03-01");
  EXPECT_FALSE(DayOfText("2019-03-01T08:00:00").ok());
  EXPECT_FALSE(DayOfText("2019-02-30").ok());
}

TEST(CellValuesTest, NumbersArePlain) {
  EXPECT_EQ(*PlainNumber("5E+3"), "5000");
  EXPECT_EQ(*PlainNumber("0.30000000000000004"), "0.3");
  EXPECT_EQ(*PlainNumber("-12.50"), "-12.5");
  EXPECT_EQ(*PlainNumber("0"), "0");
  EXPECT_EQ(*PlainNumber("9.1110108E+17"), "911101080000000000");
  EXPECT_TRUE(HasLostDigits("911101080000000000"));
  EXPECT_FALSE(HasLostDigits("123456789012345"));
  EXPECT_THAT(PlainNumber("1e400"), FailsWith(kInvalid, HasSubstr("no number")));
  EXPECT_FALSE(PlainNumber("甲").ok());
}

}  // namespace
}  // namespace zgc::ctl
