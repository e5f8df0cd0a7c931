#include "services/supervision_reporting/report/findings/figure_changes.h"

#include "gtest/gtest.h"
#include "services/supervision_reporting/testing/report_builder.h"

namespace zgc::supervision {
namespace {

figures::v1::Figure Figure(const std::string& fields) {
  auto figure = FromText<figures::v1::Figure>(fields);
  if (figure.qualifier() == figures::v1::QUALIFIER_UNSPECIFIED) {
    figure.set_qualifier(figures::v1::QUALIFIER_EXACT);
  }
  return figure;
}

v1::FigureChangeKind Compared(const std::string& said, const std::string& now) {
  const auto before = Figure(said);
  const auto after = Figure(now);
  return CompareFigures(&before, &after);
}

TEST(FigureChangesTest, AnotherValueUnitOrQualifierIsAChange) {
  const std::string five = "value: '5' unit: '家'";
  EXPECT_EQ(Compared(five, five), v1::FIGURE_CHANGE_KIND_UNSPECIFIED);
  EXPECT_EQ(Compared(five, "value: '6' unit: '家'"), v1::FIGURE_CHANGE_KIND_VALUE);
  EXPECT_EQ(Compared(five, "value: '5' unit: '次'"), v1::FIGURE_CHANGE_KIND_VALUE);
  EXPECT_EQ(Compared(five, "value: '5' unit: '家' qualifier: QUALIFIER_AT_LEAST"),
            v1::FIGURE_CHANGE_KIND_VALUE);
  EXPECT_EQ(Compared(five, "unit: '家' value_state: VALUE_STATE_UNKNOWN"),
            v1::FIGURE_CHANGE_KIND_VALUE);
  EXPECT_EQ(Compared("unit: '家' value_state: VALUE_STATE_UNKNOWN", five),
            v1::FIGURE_CHANGE_KIND_VALUE);
}

TEST(FigureChangesTest, WhoseItIsAndWhatItRestsOnIsNone) {
  EXPECT_EQ(Compared("name: 'figures/a' value: '5' source_revision: 3 note: 'x'",
                     "name: 'figures/b' value: '5' source_revision: 9"),
            v1::FIGURE_CHANGE_KIND_UNSPECIFIED);
}

TEST(FigureChangesTest, WhatLiesWithinWhatWasPrintedIsRounding) {
  const std::string rounded =
      "value: '22.55' unit: '亿元' rounding: ROUNDING_ROUNDED step: '0.01' ";
  EXPECT_EQ(Compared(rounded, "value: '2254871234.56' unit: '元'"),
            v1::FIGURE_CHANGE_KIND_ROUNDING);
  EXPECT_EQ(Compared(rounded, "value: '2255500001' unit: '元'"), v1::FIGURE_CHANGE_KIND_VALUE);
  const std::string over = "value: '400' unit: '家' qualifier: QUALIFIER_OVER";
  EXPECT_EQ(Compared(over, "value: '430' unit: '家'"), v1::FIGURE_CHANGE_KIND_ROUNDING);
  EXPECT_EQ(Compared(over, "value: '500' unit: '家'"), v1::FIGURE_CHANGE_KIND_VALUE);
  // What is less exact now proves no longer what was said.
  EXPECT_EQ(Compared("value: '430' unit: '家'", over), v1::FIGURE_CHANGE_KIND_VALUE);
}

TEST(FigureChangesTest, AnExactNumberIsRoundedByThePrintingWithAScaleWord) {
  const auto exact = Figure("value: '2255000000' unit: '元'");
  const auto little = Figure("value: '2254871234.56' unit: '元'");
  const auto much = Figure("value: '2256000000' unit: '元'");
  EXPECT_EQ(CompareFigures(&exact, &little), v1::FIGURE_CHANGE_KIND_VALUE);
  EXPECT_EQ(CompareFigures(&exact, &little, "22.55亿元"), v1::FIGURE_CHANGE_KIND_ROUNDING);
  EXPECT_EQ(CompareFigures(&exact, &much, "22.55亿元"), v1::FIGURE_CHANGE_KIND_VALUE);
  EXPECT_EQ(CompareFigures(&exact, &little, "2255000000元"), v1::FIGURE_CHANGE_KIND_VALUE);
}

TEST(FigureChangesTest, AFigureCanGoAndComeBack) {
  const auto five = Figure("value: '5' unit: '家'");
  EXPECT_EQ(CompareFigures(&five, nullptr), v1::FIGURE_CHANGE_KIND_GONE);
  EXPECT_EQ(CompareFigures(nullptr, nullptr), v1::FIGURE_CHANGE_KIND_UNSPECIFIED);
  EXPECT_EQ(CompareFigures(nullptr, &five), v1::FIGURE_CHANGE_KIND_VALUE);
  EXPECT_EQ(PrintedNow(&five), "5家");
  EXPECT_EQ(PrintedNow(nullptr), "不再有");
}

}  // namespace
}  // namespace zgc::supervision
