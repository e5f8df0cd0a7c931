#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/supervision_reporting/report/findings/arithmetic.h"
#include "services/supervision_reporting/testing/finding_reports.h"

namespace zgc::supervision {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr char kYearBefore[] = "period { start_date: '2018-01-01' end_date: '2018-12-31' } ";

// 414.3亿元, 增长11.3%, 比上年增加42.2亿元; what is empty is not there.
ReportBuilder Income(const std::string& rate, const std::string& increase, const std::string& base,
                     bool stated = true) {
  ReportBuilder report;
  report.Indicator("income", "display_name: '总收入'");
  report.Indicator("growth", kRate + (" " + Relation("GROWTH_OF", "income", stated)));
  report.Indicator("increase", Relation("INCREASE_OF", "income", stated));
  report.Figure("t", "income", "41430000000", "元").Citing({"t"});
  if (!rate.empty()) report.Figure("r", "growth", rate, "%");
  if (!increase.empty()) report.Figure("i", "increase", increase, "元");
  if (!base.empty()) report.Figure("b", "income", base, "元", kYearBefore);
  return report;
}

std::vector<v1::Finding> Growth(const ReportBuilder& report) { return Of(report, kGrowthAndBase); }

TEST(Growth, TheBaseIsTheSamePeriodOfTheYearBefore) {
  const ReportBuilder report = Income("11.3", "4220000000", "37210000000");
  EXPECT_THAT(Growth(report), IsEmpty());
  EXPECT_THAT(Of(report, kRateAndBases), IsEmpty());
  EXPECT_THAT(Growth(Income("11.3", "4220000000", "")), IsEmpty());
  EXPECT_THAT(Growth(Income("11.3", "", "37210000000")), IsEmpty());
  EXPECT_THAT(Growth(Income("", "4220000000", "37210000000")), IsEmpty());
  // Alone, or with nothing to hold it against.
  EXPECT_THAT(Growth(Income("13.1", "", "")), IsEmpty());
  EXPECT_THAT(Growth(Income("", "4220000000", "")), IsEmpty());
}

TEST(Growth, AMisprintedRateContradictsTotalAndIncrease) {
  const auto found = Growth(Income("13.1", "4220000000", ""));
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].severity(), v1::FINDING_SEVERITY_CONTRADICTION);
  EXPECT_THAT(Figures(found[0]),
              ElementsAre("//park_region/figures/r", "t", "//park_region/figures/i"));
  EXPECT_THAT(found[0].explanation(),
              AllOf(HasSubstr("13.1%"), HasSubstr("42.2亿元÷（414.3亿元－42.2亿元）"),
                    HasSubstr("＝42.2亿元÷372.1亿元＝11.34%")));
}

// 10.2 % is what the increase is of this year's total.
TEST(Growth, TheShareOfThisYearsTotalIsNoGrowth) {
  EXPECT_EQ(Growth(Income("10.2", "4220000000", "")).size(), 1u);
}

TEST(Growth, AMisprintedRateContradictsTotalAndBase) {
  const auto found = Growth(Income("13.1", "", "37210000000"));
  ASSERT_EQ(found.size(), 1u);
  EXPECT_THAT(found[0].explanation(), HasSubstr("414.3亿元÷372.1亿元－1＝11.34%"));
}

TEST(Growth, AMisprintedIncreaseContradictsTotalAndBase) {
  const auto found = Growth(Income("", "2420000000", "37210000000"));
  ASSERT_EQ(found.size(), 1u);
  EXPECT_THAT(found[0].explanation(), HasSubstr("414.3亿元－372.1亿元＝42.2亿元"));
}

TEST(Growth, ThatAnAnalystInferredOnlyWarns) {
  const auto found = Growth(Income("13.1", "4220000000", "37210000000", false));
  ASSERT_EQ(found.size(), 2u);
  for (const auto& finding : found) {
    EXPECT_EQ(finding.severity(), v1::FINDING_SEVERITY_WARNING);
  }
}

TEST(Growth, ADeclineIsNegative) {
  const auto decline = [](const std::string& rate) { return Income(rate, "-4220000000", ""); };
  // 42.2 of 456.5.
  EXPECT_THAT(Growth(decline("-9.2")), IsEmpty());
  EXPECT_EQ(Growth(decline("9.2")).size(), 1u);
  EXPECT_EQ(Growth(decline("-11.3")).size(), 1u);
}

TEST(Growth, ABaseThatMayBeZeroMakesNone) {
  EXPECT_THAT(Growth(Income("13.1", "41430000000", "")), IsEmpty());
  EXPECT_THAT(Growth(Income("13.1", "", "0")), IsEmpty());
  ReportBuilder report = Income("13.1", "", "100");
  report.Figure("b", "income", "100", "元",
                std::string(kYearBefore) + "qualifier: QUALIFIER_UP_TO");
  EXPECT_THAT(Growth(report), IsEmpty());
}

TEST(Growth, AQualifiedTotalAllowsAllThatItMayBe) {
  ReportBuilder report = Income("13.1", "", "37210000000");
  report.Figure("t", "income", "41000000000", "元", "qualifier: QUALIFIER_ABOVE");
  EXPECT_THAT(Growth(report), IsEmpty());
  // More than 10.2 % in any case.
  report.Figure("r", "growth", "10.1", "%");
  EXPECT_EQ(Growth(report).size(), 1u);
}

TEST(Growth, OfAnotherParkOrTimeIsNotCompared) {
  const std::string park = "scopes { dimension: 'park' label: '甲园' } ";
  ReportBuilder report = Income("", "4220000000", "37210000000");
  report.Figure("r", "growth", "13.1", "%", park);
  report.Figure("h", "growth", "13.1", "%",
                "period { start_date: '2019-01-01' end_date: '2019-06-30' }");
  report.Figure("p", "growth", "2.0", "百分点");
  EXPECT_THAT(Growth(report), IsEmpty());
  // A figure of the year before last is no base.
  report = Income("13.1", "", "");
  report.Figure("b", "income", "37210000000", "元",
                "period { start_date: '2017-01-01' end_date: '2017-12-31' }");
  EXPECT_THAT(Growth(report), IsEmpty());
}

TEST(Growth, OfAStockIsThatOfTheDayAYearBefore) {
  ReportBuilder report;
  report.Indicator("firms", kStock);
  report.Indicator("growth", kRate + (" " + Relation("GROWTH_OF", "firms")));
  report.Figure("t", "firms", "1113", "家", "period { end_date: '2021-02-28' }").Citing({"t"});
  report.Figure("b", "firms", "1000", "家", "period { end_date: '2020-02-29' }");
  const std::string to_the_day = "period { start_date: '2020-03-01' end_date: '2021-02-28' }";
  report.Figure("r", "growth", "11.3", "%", to_the_day);
  EXPECT_THAT(Growth(report), IsEmpty());
  report.Figure("r", "growth", "13.1", "%", to_the_day);
  EXPECT_EQ(Growth(report).size(), 1u);
}

// The ranges against growths of points within, on a grid.
TEST(GrowthArithmetic, HoldsTheGrowthOfEveryPoint) {
  using figures::Decimal;
  using figures::Interval;
  const auto range = [](int low, int high) {
    return Interval::Make({Decimal(low), true}, {Decimal(high), true}).value();
  };
  const auto growth = [](int total, int base) {
    return Decimal(total - base).TimesPowerOfTen(2)->DividedBy(Decimal(base), 12).value();
  };
  int checked = 0;
  for (int total = 0; total <= 6; total += 2) {
    for (int increase = -5; increase <= 4; ++increase) {
      const auto by = internal::GrowthBy(range(total, total + 2), range(increase, increase + 2), 2);
      ASSERT_EQ(by.has_value(), total > increase + 2) << total << " " << increase;
      for (int t = total; by.has_value() && t <= total + 2; ++t) {
        for (int i = increase; i <= increase + 2; ++i, ++checked) {
          EXPECT_TRUE(by->Contains(growth(t, t - i))) << t << " " << i << " " << by->ToMath();
        }
      }
    }
    for (int base = 1; base <= 6; ++base) {
      const auto from = internal::GrowthFrom(range(total, total + 2), range(base, base + 2), 2);
      ASSERT_TRUE(from.has_value());
      EXPECT_TRUE(from->Contains(growth(total, base + 2)) &&
                  from->Contains(growth(total + 2, base)));
    }
  }
  EXPECT_GT(checked, 100);
}

}  // namespace
}  // namespace zgc::supervision
