#include "common/scanner/digit_runs.h"

#include "absl/strings/str_join.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace zgc::figures {
namespace {

std::string Runs(absl::string_view text) {
  const auto runs = FindDigitRuns(text);
  return absl::StrJoin(runs, "|",
                       [](std::string* out, const DigitRun& run) { out->append(run.printed); });
}

TEST(DigitRunsTest, EverythingThatBearsANumber) {
  EXPECT_EQ(Runs("新增108家，１，２３４．５万元"), "108|１，２３４．５");
  EXPECT_EQ(Runs("一〇八件、二〇家、二○家、十六园、廿三户"), "一〇八|二〇|二○|十六|廿三");
  EXPECT_EQ(Runs("百分之一〇〇，百万分之五，三分之二，百分之九点五"),
            "百分之一〇〇|百万分之五|三分之二|百分之九点五");
  EXPECT_EQ(Runs("5G网络、U30榜、GB/T 2260、3+1+N"), "5G|U30|2260|3+1");
  EXPECT_EQ(Runs("2019年3月，“十三五”期间"), "2019|3|十三五");
}

TEST(DigitRunsTest, WordsAreNone) {
  EXPECT_EQ(Runs("一批、进一步、两类、双方、首个、统一、万一、三三两两、千万不要"), "");
  EXPECT_EQ(Runs("一带一路、三位一体、千家万户、部分之一"), "");
  EXPECT_EQ(Runs(""), "");
  EXPECT_EQ(Runs("abc \xff\xfe"), "");
}

TEST(DigitRunsTest, OffsetsAreCodePoints) {
  const auto runs = FindDigitRuns("新增一〇八件");
  ASSERT_EQ(runs.size(), 1u);
  EXPECT_EQ(runs[0].offset, 2u);
  EXPECT_EQ(runs[0].length, 3u);
}

}  // namespace
}  // namespace zgc::figures
