#include <string>

#include "absl/strings/match.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/supervision_reporting/report/compose/compose.h"
#include "services/supervision_reporting/report/print/print.h"
#include "services/supervision_reporting/testing/finding_reports.h"

// Indicators that change: relations that end, series that break; totals of two indicators.
namespace zgc::supervision {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr char k2018[] = "period { start_date: '2018-01-01' end_date: '2018-12-31' } ";

TEST(Series, ARelationBindsFiguresOfItsTimeOnly) {
  ReportBuilder report;
  report.Indicator(
      "new", "from_date: '2019-07-01' version: 1 earlier { " + Relation("SUBSET_OF", "all") + " }");
  report.Indicator("all").Figure("n", "new", "61", "项").Figure("a", "all", "60", "项");
  report.Citing({"n", "a"});
  EXPECT_THAT(Of(report, kSubsetExceedsWhole), IsEmpty()) << "it ended within the year";
  report.Figure("n", "new", "61", "项", k2018).Figure("a", "all", "60", "项", k2018);
  EXPECT_EQ(Of(report, kSubsetExceedsWhole).size(), 1u);
  report.Indicator(
      "new", "from_date: '2020-01-01' version: 1 earlier { } " + Relation("SUBSET_OF", "all"));
  EXPECT_THAT(Of(report, kSubsetExceedsWhole), IsEmpty()) << "it began later";
}

// 60 of 2019 are 20% more than 50 of 2018, and the rate says 10.
ReportBuilder Growth(const std::string& more) {
  ReportBuilder report;
  report.Indicator("rate", absl::StrCat(kRate, " ", Relation("GROWTH_OF", "all")));
  report.Indicator("all").Figure("g", "rate", "10", "%").Figure("now", "all", "60", "项", more);
  report.Figure("before", "all", "50", "项", k2018).Citing({"g", "now", "before"});
  return report;
}

TEST(Series, GrowthOverABreakIsNoContradiction) {
  EXPECT_EQ(Of(Growth(""), kGrowthAndBase).size(), 1u);
  EXPECT_THAT(Of(Growth("series_break_date: '2019-01-01'"), kGrowthAndBase), IsEmpty());
}

std::string AsMarkdown(const ReportBuilder& report) {
  const ReportModel model = report.Model();
  return PrintMarkdown(ComposeReport(model, model.input->versions));
}

TEST(Series, EveryTableThatCrossesABreakShowsIt) {
  EXPECT_FALSE(absl::StrContains(AsMarkdown(Growth("")), "口径"));
  EXPECT_THAT(AsMarkdown(Growth("series_break_date: '2019-01-01'")),
              HasSubstr("口径自2019年1月1日起变化"));
  // Figures of one side only compare; one that has the break inside says so by itself.
  ReportBuilder report;
  report.Indicator("all").Figure("a", "all", "60", "项", "series_break_date: '2019-01-01'");
  report.Citing({"a"});
  EXPECT_FALSE(absl::StrContains(AsMarkdown(report), "口径"));
  report.Figure("a", "all", "60", "项", "series_break_date: '2019-07-01'");
  EXPECT_THAT(AsMarkdown(report), HasSubstr("口径自2019年7月1日起变化"));
}

// A total that is printed and one that a ledger of another service holds.
ReportBuilder Totals(const std::string& printed, const std::string& rounding, bool stated = true) {
  ReportBuilder report;
  report.Indicator("printed",
                   absl::StrCat("relations { kind: RELATION_KIND_SAME_AS other: 'indicators/spent' "
                                "other_service: 'funding_ledger' stated: ",
                                stated ? "true" : "false", " }"));
  report.Indicator("spent", "", "funding_ledger");
  report.Figure("p", "printed", printed, "亿元", rounding);
  report.Figure("s", "spent", "2254871234.56", "元", "rounding: ROUNDING_EXACT", "funding_ledger");
  report.Citing({"p"});
  return report;
}

TEST(SameTotal, JoinsTheTotalsOfTwoServices) {
  const std::string rounded = "rounding: ROUNDING_ROUNDED";
  EXPECT_THAT(Of(Totals("22.55", rounded), kSameTotal), IsEmpty());
  EXPECT_EQ(Of(Totals("22.55", rounded), kRoundingDifference).size(), 1u);
  const auto found = Of(Totals("22.56", rounded), kSameTotal);
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].severity(), v1::FINDING_SEVERITY_CONTRADICTION);
  EXPECT_THAT(found[0].explanation(), AllOf(HasSubstr("22.56亿元"), HasSubstr("2254871234.56元")));
  const auto inferred = Of(Totals("22.56", rounded, false), kSameTotal);
  ASSERT_EQ(inferred.size(), 1u);
  EXPECT_EQ(inferred[0].severity(), v1::FINDING_SEVERITY_WARNING);
  EXPECT_THAT(Of(Totals("22.56", rounded + " period { start_date: '2019-01-01' end_date: "
                                           "'2019-06-30' }"),
                 kSameTotal),
              IsEmpty());
}

}  // namespace
}  // namespace zgc::supervision
