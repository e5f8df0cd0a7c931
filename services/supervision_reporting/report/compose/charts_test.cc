#include "services/supervision_reporting/report/compose/charts.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/supervision_reporting/report/compose/compose.h"
#include "services/supervision_reporting/report/print/print.h"
#include "services/supervision_reporting/testing/report_builder.h"

namespace zgc::supervision {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

// New firms of three parks, and a template that draws a map of two of them and of one that has no
// figure.
ReportBuilder Report(const std::string& values = "9 4 7") {
  ReportBuilder report;
  report.Indicator("new", "display_name: '新设企业'");
  const std::vector<std::string> numbers = absl::StrSplit(values, ' ');
  const std::vector<std::string> parks = {"b", "t", "elsewhere"};
  for (size_t i = 0; i < parks.size(); ++i) {
    report.Figure(parks[i], "new", numbers[i], "家",
                  absl::StrCat("scopes { dimension: 'park' label: '", parks[i],
                               "' resource: '//park_region/parks/", parks[i], "' }"));
  }
  report.Citing({"b", "t", "elsewhere"});
  auto* chart = report.input().report_template.add_charts();
  chart->set_kind(v1::CHART_KIND_MAP);
  chart->set_display_name("分布");
  for (const char* park : {"b", "t", "none"}) {
    v1::MapTile* tile = chart->add_tiles();
    tile->set_park(absl::StrCat("//park_region/parks/", park));
    tile->set_label(absl::StrCat("园", park));
    tile->set_column(chart->tiles_size());
    tile->set_frame(park == std::string("t") ? "天津市" : "北京市");
  }
  return report;
}

document::Document Compose(const ReportBuilder& report) {
  const ReportModel model = report.Model();
  return ComposeReport(model, model.input->versions);
}

TEST(MakeChartsTest, AMapHasATileForEachParkOfTheTemplateInItsFrame) {
  const auto report = Report();
  const auto charts = MakeCharts(report.Model());
  ASSERT_EQ(charts.size(), 1U);
  EXPECT_TRUE(charts[0].map);
  EXPECT_EQ(charts[0].title, "图1　分布（2019年）");
  ASSERT_EQ(charts[0].groups.size(), 2U);
  ASSERT_EQ(charts[0].groups[0].bars.size(), 2U);
  const auto& first = charts[0].groups[0].bars[0];
  EXPECT_EQ(first.label, "园b");
  EXPECT_EQ(first.value.text, "9家");
  EXPECT_EQ(first.value.target, "fig-b");
  EXPECT_EQ(first.share, 10'000);
  EXPECT_EQ(first.column, 1);
  EXPECT_EQ(charts[0].groups[0].bars[1].value.text, "—");
  EXPECT_EQ(charts[0].groups[1].title, "天津市");
}

TEST(MakeChartsTest, WhatIsBelowZeroStaysBelowZero) {
  const auto charts = MakeCharts(Report("-8 4 7").Model());
  EXPECT_EQ(charts[0].groups[0].bars[0].number, -8);
  EXPECT_EQ(charts[0].groups[1].bars[0].number, 4);
  // Neither is what is very small beside others the same as nothing.
  const document::Document document = Compose(Report("1000000 3 7"));
  EXPECT_THAT(PrintHtml(document), HasSubstr("shade-3\"></i>3家"));
}

TEST(MakeChartsTest, APartOfAParkIsNotThePark) {
  auto report = Report();
  report.Figure("b", "new", "9", "家",
                "scopes { dimension: 'park' resource: '//park_region/parks/b' } "
                "scopes { dimension: 'industry' label: '制造业' }");
  EXPECT_TRUE(MakeCharts(report.Model()).empty()) << "one place is left";
}

TEST(MakeChartsTest, OnePlaceIsNoMap) {
  auto report = Report();
  report.input().report_template.mutable_charts(0)->add_citations("b");
  EXPECT_TRUE(MakeCharts(report.Model()).empty());
}

TEST(MakeChartsTest, AMapIsPrintedInWordsToo) {
  const document::Document document = Compose(Report());
  const std::string html = PrintHtml(document);
  EXPECT_THAT(html, AllOf(HasSubstr("<title>园b：9家</title>"), HasSubstr("href=\"#fig-b\""),
                          HasSubstr("class=\"tile shade-none\""), HasSubstr(".tile-map .frame")));
  EXPECT_THAT(PrintMarkdown(document), HasSubstr("- 天津市\n  - 园t：[4家](#fig-t)"));
  EXPECT_THAT(PrintJson(document).dump(), HasSubstr("\"园t\""));
  ReportBuilder plain = Report();
  plain.input().report_template.clear_charts();
  EXPECT_THAT(PrintHtml(Compose(plain)), Not(HasSubstr(".tile-map")));
}

}  // namespace
}  // namespace zgc::supervision
