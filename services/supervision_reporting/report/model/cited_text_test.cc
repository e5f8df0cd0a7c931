#include "services/supervision_reporting/report/model/cited_text.h"

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/supervision_reporting/report/findings/blockers.h"
#include "services/supervision_reporting/report/model/prose.h"
#include "services/supervision_reporting/testing/report_builder.h"

namespace zgc::supervision {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

figures::v1::Figure AmountOf(const std::string& value, const std::string& unit = "元") {
  figures::v1::Figure figure;
  figure.set_value(value);
  figure.set_unit(unit);
  figure.set_qualifier(figures::v1::QUALIFIER_EXACT);
  figure.set_rounding(figures::v1::ROUNDING_EXACT);
  return figure;
}

std::string TextIn(const figures::v1::Figure& figure, const std::string& unit, int decimals) {
  return PrintIn(figure, unit, decimals).value_or("none");
}

TEST(CitedText, IsTheRoundingOfTheFigureInItsUnitWord) {
  const auto spent = AmountOf("2254871234.56");
  EXPECT_EQ(TextIn(spent, "亿元", 2), "22.55亿元");
  EXPECT_EQ(TextIn(spent, "亿元", 0), "23亿元");
  EXPECT_EQ(TextIn(spent, "万元", 1), "225487.1万元");
  EXPECT_EQ(TextIn(spent, "元", 2), "2254871234.56元");
  EXPECT_EQ(TextIn(AmountOf("2250000000"), "亿元", 2), "22.50亿元");
  EXPECT_EQ(TextIn(AmountOf("-2250000000"), "亿元", 1), "-22.5亿元");
  // Halves go away from zero.
  EXPECT_EQ(TextIn(AmountOf("225000"), "万元", 0), "23万元");
  EXPECT_EQ(TextIn(AmountOf("3.5", "亿元"), "万元", 0), "35000万元");
  EXPECT_EQ(TextIn(AmountOf("123456", "家"), "万家", 1), "12.3万家");
}

TEST(CitedText, OfAnotherUnitARangeOrCoarserThanThatIsNone) {
  EXPECT_EQ(TextIn(AmountOf("5"), "家", 0), "none");
  EXPECT_EQ(TextIn(AmountOf("5"), "亿美元", 0), "none");
  auto over = AmountOf("400");
  over.set_qualifier(figures::v1::QUALIFIER_OVER);
  EXPECT_EQ(TextIn(over, "元", 0), "none");
  auto unknown = AmountOf("");
  unknown.set_value_state(figures::v1::VALUE_STATE_UNKNOWN);
  EXPECT_EQ(TextIn(unknown, "元", 0), "none");
  auto rounded = AmountOf("2255000000");
  rounded.set_rounding(figures::v1::ROUNDING_ROUNDED);
  rounded.set_step("1000000");
  EXPECT_EQ(TextIn(rounded, "亿元", 2), "22.55亿元");
  EXPECT_EQ(TextIn(rounded, "亿元", 3), "none");
}

// A report that cites 2254871234.56元 in 亿元 with two digits, and has `printed` in its text.
ReportBuilder Citing(const std::string& printed, const std::string& unit = "亿元") {
  ReportBuilder report;
  report.Indicator("a").Figure("a", "a", "2254871234.56", "元", "rounding: ROUNDING_EXACT");
  report.Citing({"a"});
  auto* citation = report.input().items[0].mutable_paragraphs(0)->mutable_citations(0);
  citation->set_unit(unit);
  citation->set_decimals(unit.empty() ? 0 : 2);
  citation->set_printed(printed);
  return report;
}

std::string ProseOf(const ReportBuilder& report) {
  const ReportModel model = report.Model();
  return PlainProse(model, model.input->items[0].paragraphs(0).text());
}

TEST(CitedText, StandsInTheProse) {
  EXPECT_EQ(ProseOf(Citing("")), "共有22.55亿元，");
  EXPECT_THAT(FindBlockers(Citing("").Model()), IsEmpty());
}

TEST(CitedText, ANumeralIsRightIfItIsTheRoundingAndElseStopsPublication) {
  EXPECT_EQ(ProseOf(Citing("22.55亿元")), "共有22.55亿元，");
  EXPECT_THAT(FindBlockers(Citing("22.55亿元").Model()), IsEmpty());
  for (const char* wrong : {"22.54亿元", "22.5亿元", "22.56亿元", "22.55亿", "约22.55亿元",
                            "2254871234.56元", "二十二", "22.55亿美元"}) {
    const auto blockers = FindBlockers(Citing(wrong).Model());
    ASSERT_EQ(blockers.size(), 1u) << wrong;
    EXPECT_EQ(blockers[0].kind(), v1::BLOCKER_KIND_NUMERAL_MISMATCH);
    EXPECT_EQ(blockers[0].field(), "paragraphs[0].citations[0]");
    EXPECT_EQ(blockers[0].printed(), wrong);
    EXPECT_THAT(blockers[0].description(), HasSubstr("the figure is 22.55亿元"));
  }
  EXPECT_THAT(FindBlockers(Citing("2254871234.56元", "").Model()), IsEmpty());
  EXPECT_THAT(FindBlockers(Citing("2,254,871,234.56元", "").Model()), IsEmpty());
  const auto blockers = FindBlockers(Citing("", "万吨").Model());
  ASSERT_EQ(blockers.size(), 1u);
  EXPECT_THAT(blockers[0].description(), HasSubstr("cannot be printed in 万吨"));
}

}  // namespace
}  // namespace zgc::supervision
