#include "services/supervision_reporting/report/findings/unbound.h"

#include <string>

#include "absl/strings/str_join.h"
#include "gtest/gtest.h"

namespace zgc::supervision {
namespace {

std::string Unbound(absl::string_view text, const absl::btree_set<std::string>& names = {}) {
  return absl::StrJoin(FindUnbound(text, names), "|",
                       [](std::string* out, const auto& one) { out->append(one.printed); });
}

TEST(UnboundTest, WhateverClassTheScannerGaveIt) {
  EXPECT_EQ(Unbound("支持一〇八件、二〇家"), "一〇八|二〇");
  EXPECT_EQ(Unbound("占百分之一〇〇"), "百分之一〇〇");
  EXPECT_EQ(Unbound("次品率为百万分之五"), "百万分之五");
  EXPECT_EQ(Unbound("共12345678"), "12345678");
  EXPECT_EQ(Unbound("“新增108家企业”"), "108家");
  EXPECT_EQ(Unbound("U30榜"), "U30");
  EXPECT_EQ(Unbound("近百家、三家"), "百家|三家");
}

TEST(UnboundTest, ProvenByItsOwnWords) {
  EXPECT_EQ(Unbound("2019年3月5日至2020年，2018至2019年，前三季度，9:30"), "");
  EXPECT_EQ(Unbound("《行动计划（2019—2021年）》"), "");
  EXPECT_EQ(Unbound("京政发〔2019〕11号，GB/T 2260"), "");
  EXPECT_EQ(Unbound("第三批、第12届、首届"), "");
  EXPECT_EQ(Unbound("1.加强统筹\n（十二）推进落实"), "");
  EXPECT_EQ(Unbound("一批、进一步、两岸、双方、首个"), "");
}

TEST(UnboundTest, ANameThatARecordBears) {
  EXPECT_EQ(Unbound("“十三五”规划"), "十三五");
  EXPECT_EQ(Unbound("“十三五”规划", {"“十三五”规划"}), "");
  EXPECT_EQ(Unbound("“十三五”规划中的108家", {"“十三五”规划"}), "108家");
}

TEST(UnboundTest, SaysWhereAndAmongWhichWords) {
  const auto found = FindUnbound("全年完成。新增108家企业，其中规模以上", {});
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].offset, 7u);
  EXPECT_EQ(found[0].context, "新增108家企业，其中规模以");
}

}  // namespace
}  // namespace zgc::supervision
