#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/supervision_reporting/report/findings/blockers.h"
#include "services/supervision_reporting/report/findings/finding_rules.h"
#include "services/supervision_reporting/testing/finding_reports.h"

namespace zgc::supervision {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

figures::v1::Figure Number(const std::string& value, const std::string& unit,
                           const std::string& more) {
  auto figure = FromText<figures::v1::Figure>(more);
  figure.set_value(value);
  figure.set_unit(unit);
  if (figure.qualifier() == figures::v1::QUALIFIER_UNSPECIFIED) {
    figure.set_qualifier(figures::v1::QUALIFIER_EXACT);
  }
  if (figure.status() == figures::v1::FIGURE_STATUS_UNSPECIFIED) {
    figure.set_status(figures::v1::FIGURE_STATUS_VERIFIED);
  }
  return figure;
}

// What a rule compares, in the base unit.
std::string Compared(const std::string& value, const std::string& unit, const std::string& more) {
  const auto quantity = internal::ReadQuantity("f", Number(value, unit, more));
  return quantity.has_value() ? quantity->interval.ToMath() : "none";
}

TEST(Precision, OfATranscribedNumberIsItsLastPrintedDigit) {
  EXPECT_EQ(Compared("2255000000", "元", "printed: '22.55亿元'"), "[2254500000, 2255500000]");
  EXPECT_EQ(Compared("22.55", "亿元", "printed: '22.55亿元'"), "[2254500000, 2255500000]");
  EXPECT_EQ(Compared("2255", "万元", "printed: '2255万元'"), "[22545000, 22555000]");
  EXPECT_EQ(Compared("12000", "家", "printed: '1.2万家'"), "[11500, 12500]");
  EXPECT_EQ(Compared("1.2", "万家", "printed: '1.2万家'"), "[1.15, 1.25]");
  EXPECT_EQ(Compared("2250000000", "元", "printed: '22.50亿元'"), "[2249500000, 2250500000]");
}

TEST(Precision, OfAllElseIsExact) {
  EXPECT_EQ(Compared("400", "家", "printed: '400家'"), "{400}");
  EXPECT_EQ(Compared("2255000000", "元", ""), "{2255000000}");
  // A formula counts to the last fen, however it is printed.
  EXPECT_EQ(Compared("2255000000", "元", "printed: '22.55亿元' status: FIGURE_STATUS_COMPUTED"),
            "{2255000000}");
  EXPECT_EQ(Compared("2255000000", "元", "printed: '22.55亿元' status: FIGURE_STATUS_DERIVED"),
            "{2255000000}");
  EXPECT_EQ(Compared("2255000000", "元", "printed: '22.55亿元' rounding: ROUNDING_EXACT"),
            "{2255000000}");
}

TEST(Precision, OfARateIsTheLastDigitOfItsValue) {
  EXPECT_EQ(Compared("99.20", "%", ""), "[99.195, 99.205]");
  EXPECT_EQ(Compared("99", "%", "status: FIGURE_STATUS_COMPUTED"), "[98.5, 99.5]");
  EXPECT_EQ(Compared("1.5", "百分点", ""), "[1.45, 1.55]");
  EXPECT_EQ(Compared("99.2", "%", "rounding: ROUNDING_EXACT"), "{99.2}");
}

TEST(Precision, ThatIsStatedCounts) {
  EXPECT_EQ(Compared("1200", "家", "rounding: ROUNDING_ROUNDED step: '100'"), "[1150, 1250]");
  EXPECT_EQ(Compared("22.5", "亿元", "rounding: ROUNDING_ROUNDED step: '0.5'"),
            "[2225000000, 2275000000]");
  EXPECT_EQ(Compared("22.55", "亿元", "rounding: ROUNDING_TRUNCATED printed: '22.55亿元'"),
            "[2255000000, 2256000000)");
  EXPECT_EQ(Compared("1200", "家", "rounding: ROUNDING_ROUNDED"), "[1199.5, 1200.5]");
  EXPECT_EQ(Compared("1200", "元",
                     "status: FIGURE_STATUS_COMPUTED rounding: ROUNDING_TRUNCATED step: '100'"),
            "[1200, 1300)");
}

TEST(Precision, OfARangeIsWhatItsQualifierSays) {
  EXPECT_EQ(Compared("7000000000", "元", "printed: '70余亿元' qualifier: QUALIFIER_OVER"),
            "(7000000000, 8000000000)");
  EXPECT_EQ(Compared("99.2", "%", "qualifier: QUALIFIER_AT_LEAST"), "[99.2, +∞)");
}

// Same indicator --------------------------------------------------------------

// What is printed beside what the ledger counts.
ReportBuilder Spent(const std::string& counted, const std::string& more = "") {
  ReportBuilder report;
  report.Indicator("spent", "display_name: '支出'");
  report.Figure("p", "spent", "2255000000", "元", "printed: '22.55亿元' " + more);
  report.Figure("l", "spent", counted, "元", "status: FIGURE_STATUS_COMPUTED").Citing({"p", "l"});
  return report;
}

TEST(Rounding, APrintedTotalAgreesWithTheLedgersFen) {
  const auto report = Spent("2254871234.56");
  EXPECT_THAT(Of(report, kSameIndicator), IsEmpty());
  const auto notes = Of(report, kRoundingDifference);
  ASSERT_EQ(notes.size(), 1u);
  EXPECT_EQ(notes[0].severity(), v1::FINDING_SEVERITY_NOTE);
  EXPECT_THAT(notes[0].explanation(),
              AllOf(HasSubstr("22.55亿元"), HasSubstr("四舍五入到100万元"), HasSubstr("误差之内")));
  for (const v1::Blocker& blocker : FindBlockers(report.Model())) {
    EXPECT_NE(blocker.kind(), v1::BLOCKER_KIND_OPEN_CONTRADICTION);
  }
  EXPECT_THAT(Of(Spent("2255000000"), kRoundingDifference), IsEmpty());
}

TEST(Rounding, EndsHalfAStepAway) {
  for (const char* within : {"2254500000", "2255500000"}) {
    EXPECT_THAT(Of(Spent(within), kSameIndicator), IsEmpty()) << within;
    EXPECT_EQ(Of(Spent(within), kRoundingDifference).size(), 1u) << within;
  }
  for (const char* beyond : {"2254499999.99", "2255500000.01"}) {
    const auto found = Of(Spent(beyond), kSameIndicator);
    ASSERT_EQ(found.size(), 1u) << beyond;
    EXPECT_EQ(found[0].severity(), v1::FINDING_SEVERITY_CONTRADICTION);
    EXPECT_THAT(Of(Spent(beyond), kRoundingDifference), IsEmpty());
  }
}

TEST(Rounding, WhatIsCutOffIsNeverLess) {
  const std::string cut = "rounding: ROUNDING_TRUNCATED";
  EXPECT_THAT(Of(Spent("2255999999.99", cut), kSameIndicator), IsEmpty());
  EXPECT_EQ(Of(Spent("2256000000", cut), kSameIndicator).size(), 1u);
  EXPECT_EQ(Of(Spent("2254999999.99", cut), kSameIndicator).size(), 1u);
  EXPECT_EQ(Of(Spent("2255000000.01", "rounding: ROUNDING_EXACT"), kSameIndicator).size(), 1u);
}

// Subsets, flows --------------------------------------------------------------

TEST(Rounding, ASubsetMayExceedItsWholeByIt) {
  for (const char* kind : {"SUBSET_OF", "FLOW_OF"}) {
    const bool flow = std::string(kind) == "FLOW_OF";
    const char* rule = flow ? kFlowExceedsStock : kSubsetExceedsWhole;
    ReportBuilder report;
    report.Indicator("part", Relation(kind, "all")).Indicator("all", flow ? kStock : "");
    report.Figure("p", "part", "120000000", "元", "printed: '1.2亿元'");
    report.Figure("a", "all", "115000000", "元").Citing({"p", "a"});
    EXPECT_THAT(Of(report, rule), IsEmpty());
    EXPECT_EQ(Of(report, kRoundingDifference).size(), 1u);
    report.Figure("a", "all", "114999999", "元");
    EXPECT_EQ(Of(report, rule).size(), 1u);
    EXPECT_THAT(Of(report, kRoundingDifference), IsEmpty());
  }
}

TEST(Rounding, AShorterPeriodMayExceedTheLongerByIt) {
  ReportBuilder report;
  report.Indicator("spent").Figure("y", "spent", "115000000", "元");
  report.Figure("h", "spent", "120000000", "元",
                "printed: '1.2亿元' period { start_date: '2019-01-01' end_date: '2019-06-30' }");
  report.Citing({"y", "h"});
  EXPECT_THAT(Of(report, kSameIndicator), IsEmpty());
  EXPECT_EQ(Of(report, kRoundingDifference).size(), 1u);
  report.Figure("y", "spent", "114999999", "元");
  EXPECT_EQ(Of(report, kSameIndicator).size(), 1u);
}

// Parts and sums --------------------------------------------------------------

// Three parts of 1.3亿元 and their total.
ReportBuilder Three(const std::string& total, const std::string& printed) {
  ReportBuilder report;
  report.Indicator("sum");
  for (const char* part : {"one", "two", "three"}) {
    report.Indicator(part, Relation("PART_OF", "sum"));
    report.Figure(part, part, "130000000", "元", "printed: '1.3亿元'");
  }
  report.Figure("s", "sum", total, "元", "printed: '" + printed + "'").Citing({"s"});
  return report;
}

TEST(Rounding, EachPartAddsHalfAStepToTheSum) {
  EXPECT_THAT(Of(Three("390000000", "3.9亿元"), kRoundingDifference), IsEmpty());
  // 1.34 three times is 4.02.
  const auto report = Three("400000000", "4.0亿元");
  EXPECT_THAT(Of(report, kPartsAndTotal), IsEmpty());
  const auto notes = Of(report, kRoundingDifference);
  ASSERT_EQ(notes.size(), 1u);
  EXPECT_THAT(notes[0].explanation(), AllOf(HasSubstr("合计等于3.9亿元"), HasSubstr("4亿元")));
  // Three halves, and another of the total.
  EXPECT_THAT(Of(Three("410000000", "4.1亿元"), kPartsAndTotal), IsEmpty());
  EXPECT_THAT(Of(Three("405000000", "405000000元"), kPartsAndTotal), IsEmpty());
  for (const auto& [total, printed] :
       {std::pair("420000000", "4.2亿元"), std::pair("360000000", "3.6亿元"),
        std::pair("405000001", "405000001元")}) {
    const auto found = Of(Three(total, printed), kPartsAndTotal);
    ASSERT_EQ(found.size(), 1u) << total;
    EXPECT_EQ(found[0].severity(), v1::FINDING_SEVERITY_CONTRADICTION);
  }
}

TEST(Rounding, KnownPartsMayExceedTheTotalByIt) {
  auto report = Three("380000000", "3.8亿元");
  report.Indicator("four", Relation("PART_OF", "sum"));
  EXPECT_THAT(Of(report, kPartsAndTotal), IsEmpty());
  EXPECT_EQ(Of(report, kRoundingDifference).size(), 1u);
}

// Rates and growth ------------------------------------------------------------

ReportBuilder Execution(const std::string& spent, const std::string& printed) {
  ReportBuilder report;
  report.Indicator(
      "rate", kRate + (" " + Relation("NUMERATOR", "spent")) + Relation("DENOMINATOR", "budget"));
  report.Indicator("spent").Indicator("budget").Figure("r", "rate", "99.20", "%");
  report.Figure("s", "spent", spent, "元", "printed: '" + printed + "'");
  report.Figure("b", "budget", "2273000000", "元").Citing({"r"});
  return report;
}

TEST(Rounding, OfTheBasesWidensTheirQuotient) {
  // 2255 / 2273 is 99.208 %; 99.20 % of it is 2254.8.
  const auto report = Execution("2255000000", "22.55亿元");
  EXPECT_THAT(Of(report, kRateAndBases), IsEmpty());
  EXPECT_EQ(Of(report, kRoundingDifference).size(), 1u);
  EXPECT_EQ(Of(Execution("2255000000", "2255000000元"), kRateAndBases).size(), 1u);
  EXPECT_EQ(Of(Execution("2256000000", "22.56亿元"), kRateAndBases).size(), 1u);
  // That the rate itself is rounded is no difference.
  EXPECT_THAT(Of(Execution("2254800000", "2254800000元"), kRoundingDifference), IsEmpty());
}

TEST(Rounding, WidensGrowth) {
  ReportBuilder report;
  report.Indicator("income").Indicator("more", Relation("INCREASE_OF", "income"));
  report.Indicator("growth", kRate + (" " + Relation("GROWTH_OF", "income")));
  report.Figure("t", "income", "41430000000", "元", "printed: '414.3亿元'");
  report.Figure("i", "more", "4220000000", "元", "printed: '42.2亿元'");
  report.Figure("b", "income", "37205000000", "元",
                "period { start_date: '2018-01-01' end_date: '2018-12-31' }");
  report.Figure("r", "growth", "11.3", "%").Citing({"t", "r", "i"});
  EXPECT_THAT(Of(report, kGrowthAndBase), IsEmpty());
  // 414.3 - 372.05 is 42.25, and 42.2 is printed; 414.3 / 372.05 is 111.356 %.
  EXPECT_EQ(Of(report, kRoundingDifference).size(), 2u);
  // 11.341 % at their word; from 11.32 to 11.36 with what rounding leaves open.
  report.Figure("r", "growth", "11.32", "%");
  EXPECT_THAT(Of(report, kGrowthAndBase), Not(IsEmpty()));
  report.Figure("b", "income", "37210000000", "元",
                "period { start_date: '2017-01-01' end_date: '2017-12-31' }");
  EXPECT_THAT(Of(report, kGrowthAndBase), IsEmpty());
  EXPECT_EQ(Of(report, kRoundingDifference).size(), 1u);
  report.Figure("r", "growth", "13.1", "%");
  const auto found = Of(report, kGrowthAndBase);
  ASSERT_EQ(found.size(), 1u);
  EXPECT_THAT(found[0].explanation(), HasSubstr("，计入取舍误差为11.32%至11.36%。"));
}

}  // namespace
}  // namespace zgc::supervision
