#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/supervision_reporting/report/compose/charts.h"
#include "services/supervision_reporting/report/compose/compose.h"
#include "services/supervision_reporting/report/print/print.h"
#include "services/supervision_reporting/testing/finding_reports.h"

// Indicators that change: relations that end, series that break; totals of two indicators.
namespace zgc::supervision {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

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

// New firms of two parks in 2018 and 2019, as a chart by park draws them.
ReportBuilder ByPark(const std::string& more) {
  ReportBuilder report;
  report.Indicator("new", "display_name: '新设企业'");
  for (const char* park : {"北园", "南园"}) {
    const std::string scope = absl::StrCat("scopes { dimension: 'park' label: '", park, "' } ");
    // The later one first, as it may be cited.
    report.Figure(absl::StrCat(park, "19"), "new", "9", "家", absl::StrCat(scope, more));
    report.Figure(absl::StrCat(park, "18"), "new", "6", "家", absl::StrCat(scope, k2018));
    report.Citing({absl::StrCat(park, "19"), absl::StrCat(park, "18")});
  }
  return report;
}

// "新设企业（2018年）", with "!" before what the bar says of a break.
std::vector<std::string> BarsOf(const ReportBuilder& report) {
  std::vector<std::string> bars;
  for (const document::Chart& chart : MakeCharts(report.Model())) {
    for (const auto& group : chart.groups) {
      for (const auto& bar : group.bars) {
        bars.push_back(absl::StrCat(bar.label, bar.note.empty() ? "" : "!", bar.note));
      }
    }
  }
  return bars;
}

TEST(Series, EveryChartThatCrossesABreakShowsIt) {
  EXPECT_THAT(BarsOf(ByPark("")), ElementsAre("新设企业（2018年）", "新设企业（2019年）",
                                              "新设企业（2018年）", "新设企业（2019年）"));
  const ReportBuilder report = ByPark("series_break_date: '2019-01-01'");
  const std::string broken = "新设企业（2019年）!口径自2019年1月1日起变化";
  EXPECT_THAT(BarsOf(report),
              ElementsAre("新设企业（2018年）", broken, "新设企业（2018年）", broken));
  const ReportModel model = report.Model();
  const document::Document document = ComposeReport(model, model.input->versions);
  EXPECT_THAT(PrintHtml(document),
              HasSubstr("<line class=\"break\" x1=\"0\" y1=\"63\" x2=\"348\" y2=\"63\""));
  EXPECT_THAT(PrintMarkdown(document),
              HasSubstr("（当期）：[9家](#fig-北园19)［口径自2019年1月1日起变化］"));
  EXPECT_THAT(PrintJson(document).dump(), HasSubstr("\"note\":\"口径自2019年1月1日起变化\""));
  // One before all that is drawn parts nothing.
  ReportBuilder one_side = ByPark("series_break_date: '2017-01-01'");
  for (const char* park : {"北园", "南园"}) {
    one_side.Figure(absl::StrCat(park, "18"), "new", "6", "家",
                    absl::StrCat("scopes { dimension: 'park' label: '", park,
                                 "' } series_break_date: '2017-01-01' ", k2018));
  }
  EXPECT_THAT(BarsOf(one_side), Each(Not(HasSubstr("!"))));
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
