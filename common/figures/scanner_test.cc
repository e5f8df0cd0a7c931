#include "common/figures/scanner.h"

#include <random>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/figures/decimal.h"
#include "gtest/gtest.h"

namespace zgc::figures {
namespace {

std::string Print(const Numeral& numeral) {
  return absl::StrCat(numeral.printed, "|", ClassName(numeral.numeral_class), "|", numeral.value,
                      "|", numeral.unit, "|", QualifierName(numeral.qualifier));
}

std::string PrintAll(absl::string_view text) {
  std::vector<std::string> lines;
  for (const Numeral& numeral : Scan(text)) lines.push_back(Print(numeral));
  return absl::StrJoin(lines, " ");
}

struct Case {
  const char* text;
  const char* expected;
};

class ScanTest : public testing::TestWithParam<Case> {};

TEST_P(ScanTest, Reads) { EXPECT_EQ(PrintAll(GetParam().text), GetParam().expected); }

INSTANTIATE_TEST_SUITE_P(
    Figures, ScanTest,
    testing::Values(Case{"孵化器共有12家", "12家|figure|12|家|exact"},
                    Case{"走访500余户", "500余户|figure|500|户|over"},
                    Case{"惠及2万多人", "2万多人|figure|20000|人|over"},
                    Case{"拨付３２０万元", "３２０万元|figure|3200000|元|exact"},
                    Case{"产值1,234.5亿元", "1,234.5亿元|figure|123450000000|元|exact"},
                    Case{"融资300万美元", "300万美元|figure|3000000|美元|exact"},
                    Case{"增长8.5%", "8.5%|figure|8.5|%|exact"},
                    Case{"提高2个百分点", "2个百分点|figure|2|百分点|exact"},
                    Case{"占百分之三十", "百分之三十|figure|30|%|exact"},
                    Case{"占三成", "三成|figure|30|%|exact"},
                    Case{"有一半企业", "一半|figure|50|%|exact"},
                    Case{"占比三分之一", "三分之一|figure|33.33|%|exact"},
                    Case{"是去年的2倍", "2倍|figure|2|倍|exact"},
                    Case{"覆盖十二园", "十二园|figure|12|园|exact"},
                    Case{"45家企业97项成果", "45家|figure|45|家|exact 97项|figure|97|项|exact"},
                    Case{"招收3至5家", "3|figure|3|家|exact 5家|figure|5|家|exact"}));

INSTANTIATE_TEST_SUITE_P(
    Qualifiers, ScanTest,
    testing::Values(
        Case{"不低于60家", "60家|figure|60|家|at_least"},
        Case{"至少8次", "8次|figure|8|次|at_least"}, Case{"超过80多家", "80多家|figure|80|家|over"},
        Case{"突破900亿元", "900亿元|figure|90000000000|元|over"},
        Case{"50人以上", "50人|figure|50|人|over"}, Case{"约15%", "15%|figure|15|%|approx"},
        Case{"20场左右", "20场|figure|20|场|approx"}, Case{"近百名", "百名|figure|100|名|nearly"},
        Case{"上千人", "千人|figure|1000|人|at_least"},
        Case{"数千名", "数千名|figure|1000|名|at_least"},
        Case{"不超过50万元", "50万元|figure|500000|元|up_to"},
        Case{"100万元封顶", "100万元|figure|1000000|元|up_to"},
        Case{"不低于10家、20家", "10家|figure|10|家|at_least 20家|figure|20|家|at_least"}));

INSTANTIATE_TEST_SUITE_P(
    NoFigures, ScanTest,
    testing::Values(Case{"进一步统一推动一批", ""},
                    Case{"京科发〔2021〕7号", "2021|doc_number|||exact 7号|doc_number|||exact"},
                    Case{"2021年8月3日", "2021年8月3日|date|||exact"},
                    Case{"规划2021—2025年", "2021|date|||exact 2025年|date|||exact"},
                    Case{"7月2日至9日", "7月2日|date|||exact 9日|date|||exact"},
                    Case{"第三批", "第三批|ordinal|3|批|exact"},
                    Case{"排第4名", "4名|figure|4|名次|exact"},
                    Case{"一是宣传；二是培训", "一|item_number|||exact 二|item_number|||exact"},
                    Case{"3.落实责任", "3|item_number|||exact"},
                    Case{"（二）组织", "二|item_number|||exact"},
                    Case{"V20企业", "20|name_part|||exact"},
                    Case{"《三年规划》", "三年|name_part|3|年|exact"}));

void ExpectInOrder(absl::string_view text) {
  size_t end = 0;
  for (const Numeral& numeral : Scan(text)) {
    ASSERT_GE(numeral.byte_offset, end);
    ASSERT_GT(numeral.byte_length, 0u);
    end = numeral.byte_offset + numeral.byte_length;
    ASSERT_LE(end, text.size());
    EXPECT_EQ(numeral.printed, text.substr(numeral.byte_offset, numeral.byte_length));
  }
}

TEST(ScanProperty, EveryCountIsReadBack) {
  std::mt19937 random(7);
  for (int i = 0; i < 500; ++i) {
    const int count = static_cast<int>(random() % 100'000) + 1;
    const std::string text = absl::StrCat("服务企业", count, "家。");
    const std::vector<Numeral> numerals = Scan(text);
    ASSERT_EQ(numerals.size(), 1u) << text;
    EXPECT_EQ(Print(numerals[0]), absl::StrCat(count, "家|figure|", count, "|家|exact"));
    EXPECT_EQ(numerals[0].offset, 4u);
  }
}

TEST(ScanProperty, SpansOfAnyBytesAreInOrder) {
  std::mt19937 random(11);
  const std::vector<std::string> parts = {
      "一", "十", "万", "3",  "19",   "年",   "月", "第", "家", "《",   "》", "“", "、", "至",
      "-",  ".",  "余", "近", "\xff", "\xe4", "〔", "〕", "号", "分之", "\n", ",", "(",  ")"};
  for (int i = 0; i < 2000; ++i) {
    std::string text;
    for (int j = 0; j < 24; ++j) text += parts[random() % parts.size()];
    ExpectInOrder(text);
  }
  for (int i = 0; i < 500; ++i) {
    std::string text;
    for (int j = 0; j < 64; ++j) text.push_back(static_cast<char>(random()));
    ExpectInOrder(text);
  }
}

}  // namespace
}  // namespace zgc::figures
