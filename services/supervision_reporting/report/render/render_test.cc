#include "services/supervision_reporting/report/render/render.h"

#include <set>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "nlohmann/json.hpp"
#include "services/supervision_reporting/report/print/html_style.h"
#include "services/supervision_reporting/report/render/model_json.h"
#include "services/supervision_reporting/testing/report_builder.h"

namespace zgc::supervision {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using Json = nlohmann::json;

// A report with all that the renderings have a form for.
ReportBuilder Example() {
  ReportBuilder report;
  report.Indicator("new",
                   "display_name: '新注册企业' relations { kind: RELATION_KIND_FLOW_OF "
                   "other: 'indicators/total' stated: true }");
  report.Indicator("total", "measure: MEASURE_KIND_STOCK display_name: '累计企业'");
  report.Indicator("rate",
                   "measure: MEASURE_KIND_RATE display_name: '执行率' relations { kind: "
                   "RELATION_KIND_NUMERATOR other: 'indicators/spent' stated: true }");
  report.Indicator("spent", "display_name: '支出'").Indicator("talks", "display_name: '宣讲'");
  const std::string park = "scopes { dimension: 'park' label: '滨海园' }";
  report.Figure("new", "new", "400", "家", "qualifier: QUALIFIER_OVER " + park);
  report.Figure("total", "total", "1300", "家", "qualifier: QUALIFIER_OVER " + park);
  report.Figure("haidian", "new", "30", "家", "scopes { dimension: 'park' label: '海淀园' }");
  report.Figure("rate", "rate", "99.2", "%").Figure("spent", "spent", "2255000000", "元");
  report.Figure("t1", "talks", "16", "次").Figure("t2", "talks", "15", "次");
  report.Citing({"new", "total", "haidian"}).Citing({"rate", "t1", "t2"});
  auto* quiet = report.input().items[1].mutable_paragraphs(0)->add_citations();
  quiet->set_id("spent");
  quiet->set_figure("//park_region/figures/spent");
  report.Sign(report.Model().findings[0], "supervisor");
  return report;
}

std::string Html(const ReportBuilder& report) {
  return RenderHtml(report.Model(), ReportVersions(Example().input().versions));
}

// What stands in quotes after each `lead`.
std::vector<std::string> Quoted(const std::string& text, const std::string& lead) {
  std::vector<std::string> found;
  for (size_t at = text.find(lead); at != text.npos; at = text.find(lead, at + 1)) {
    const size_t begin = at + lead.size();
    found.push_back(text.substr(begin, text.find('"', begin) - begin));
  }
  return found;
}

TEST(RenderJson, EveryFigureComesInTheOrderOfItsCitation) {
  const auto report = Example();
  const auto json =
      Json::parse(RenderReportJson(report.Model(), ReportVersions{7, {{"a", At(5)}}}));
  EXPECT_EQ(json["report"], "reportTemplates/r");
  EXPECT_EQ(json["period"]["start"], "2019-01-01");
  EXPECT_EQ(json["source_positions"]["a"]["revision"], 5);
  EXPECT_EQ(json["source_positions"]["a"]["incarnation"], At(5).incarnation());
  EXPECT_EQ(json["report_revision"], 7);
  std::vector<std::string> ids;
  for (const auto& figure : json["figures"]) ids.push_back(figure["id"]);
  EXPECT_THAT(ids, ElementsAre("new", "total", "haidian", "rate", "t1", "t2", "spent"));
  const auto& flow = json["figures"][0];
  EXPECT_EQ(flow["task"], "1");
  EXPECT_EQ(flow["task_name"], TaskName("1"));
  EXPECT_EQ(flow["indicator"], "//park_region/indicators/new");
  EXPECT_EQ(flow["value"], "400");
  EXPECT_EQ(flow["unit"], "家");
  EXPECT_EQ(flow["qualifier"], "over");
  EXPECT_EQ(flow["period_start"], "2019-01-01");
  EXPECT_EQ(flow["period_end"], "2019-12-31");
  EXPECT_EQ(flow["source"], "//park_region/observations/new");
  EXPECT_EQ(flow["source_revision"], 3);
  EXPECT_EQ(flow["status"], "published");
  EXPECT_EQ(flow["scopes"][0]["label"], "滨海园");
  EXPECT_TRUE(json["figures"][1]["period_start"].is_null());
  EXPECT_FALSE(json["figures"][6]["in_prose"]);
  const auto& item = json["items"][0];
  EXPECT_EQ(item["tasks"][0]["lead_department"], "办公室");
  EXPECT_EQ(item["tasks"][0]["state"], "active");
  EXPECT_EQ(item["figures"].size(), 3u);
  EXPECT_EQ(item["paragraphs"][0]["text"], "共有400余家，共有1300余家，共有30家，");
}

TEST(RenderJson, FindingsNameTheirFiguresAndTheirSigner) {
  const auto json = Json::parse(DumpJson(FindingsJson(Example().Model())));
  ASSERT_FALSE(json.empty());
  EXPECT_EQ(json[0]["rule"], "same-indicator");
  EXPECT_EQ(json[0]["severity"], "contradiction");
  EXPECT_EQ(json[0]["figures"], Json::array({"t1", "t2"}));
  EXPECT_EQ(json[0]["signed_by"], "supervisor");
  EXPECT_TRUE(json[1]["signed_by"].is_null());
}

TEST(Render, IsDeterministicAndNamesItsFilesInOrder) {
  const auto report = Example();
  const auto first = RenderAll(report.Model(), Example().input().versions);
  const auto second = RenderAll(Example().Model(), Example().input().versions);
  ASSERT_EQ(first.size(), ReportFileNames().size());
  for (size_t i = 0; i < first.size(); ++i) {
    EXPECT_EQ(first[i].name, ReportFileNames()[i]);
    EXPECT_EQ(first[i].content, second[i].content);
    EXPECT_EQ(first[i].content.back(), '\n');
  }
}

TEST(Render, TheContentDigestIgnoresRevisionsOnly) {
  auto report = Example();
  const std::string digest = ContentDigest(report.Model());
  report.input().versions.source_positions["task_registry"] = At(99);
  report.input().versions.report_revision = 99;
  EXPECT_EQ(ContentDigest(report.Model()), digest);
  report.Figure("new", "new", "401", "家");
  EXPECT_NE(ContentDigest(report.Model()), digest);
}

TEST(RenderHtml, EveryLinkLeadsToOneAnchor) {
  const std::string html = Html(Example());
  const auto ids = Quoted(html, " id=\"");
  const std::set<std::string> known(ids.begin(), ids.end());
  EXPECT_EQ(known.size(), ids.size()) << "an id stands twice";
  const auto links = Quoted(html, "href=\"#");
  EXPECT_GT(links.size(), 20u);
  for (const std::string& link : links) EXPECT_TRUE(known.contains(link)) << link;
  EXPECT_TRUE(known.contains("fig-new"));
}

TEST(RenderHtml, NeedsNothingFromOutside) {
  const std::string html = Html(Example());
  for (const char* outside : {"<script", "<link", "<img", "src=", "url(", "http:", "https:"}) {
    EXPECT_THAT(html, Not(HasSubstr(outside)));
  }
}

TEST(RenderHtml, ShowsFiguresChartsAndSignatures) {
  const std::string html = Html(Example());
  EXPECT_THAT(html, HasSubstr("href=\"#fig-new\" title=\"新注册企业\">400余家</a>"));
  EXPECT_THAT(html, HasSubstr("图1　执行情况"));
  EXPECT_THAT(html, HasSubstr("图2　分园区（单位：家）"));
  EXPECT_THAT(html, HasSubstr("图3　当期与累计"));
  EXPECT_THAT(html, HasSubstr("签署人：supervisor"));
  EXPECT_THAT(html, HasSubstr("另有数据"));
}

TEST(RenderHtml, ChartsAreThoseThatTheTemplateAsksFor) {
  auto report = Example();
  auto* chart = report.input().report_template.add_charts();
  chart->set_kind(v1::CHART_KIND_BY_PARK);
  chart->set_display_name("各园区新增");
  chart->add_citations("new");
  chart->add_citations("haidian");
  const std::string html = Html(report);
  EXPECT_THAT(html, HasSubstr("图1　各园区新增（单位：家）"));
  EXPECT_THAT(html, Not(HasSubstr("图2")));
}

TEST(RenderHtml, WhateverComesInStaysText) {
  const std::string bad = "<u>&\"'</style><i>";
  auto report = Example();
  report.input().report_template.set_display_name(bad);
  report.input().report_template.add_preface(bad);
  auto& item = report.input().items[0];
  item.set_display_name(bad);
  item.set_statement(bad);
  item.mutable_paragraphs(0)->set_heading(bad);
  item.mutable_paragraphs(0)->set_text(bad);
  report.Indicator("new", "display_name: \"<u>&\\\"'</style><i>\"");
  report.Figure("new", "new", "400", "<i>", "scopes { dimension: 'park' label: '<i>' }");
  report.Figure("total", "total", "13", "家", "scopes { dimension: 'park' label: '<i>' }");
  const std::string html = Html(report);
  EXPECT_THAT(html, Not(HasSubstr("<u>&")));
  EXPECT_THAT(html, Not(HasSubstr("<i>")));
  EXPECT_THAT(html, HasSubstr("&lt;u&gt;&amp;&quot;&#39;&lt;/style&gt;&lt;i&gt;"));
  // The style sheet holds the title as a CSS string; nothing may end it.
  const size_t end = html.find("</style>");
  ASSERT_NE(end, html.npos);
  EXPECT_EQ(html.find("</style>", end + 1), html.npos);
}

TEST(RenderHtml, ACssStringCannotBeEnded) {
  EXPECT_EQ(CssString("年报 2019"), "\"年报 2019\"");
  EXPECT_EQ(CssString("a\"\\\n<"), "\"a\\000022\\00005c\\00000a\\00003c\"");
}

TEST(RenderMarkdown, LinksLeadToAnchorsAndTextStaysText) {
  auto report = Example();
  report.input().items[0].set_statement("a|b*c_[d](#e)<f>");
  const std::string text = RenderMarkdown(report.Model(), Example().input().versions);
  EXPECT_THAT(text, HasSubstr("[400余家](#fig-new)"));
  EXPECT_THAT(text, HasSubstr("a\\|b\\*c\\_\\[d\\](\\#e)\\<f\\>"));
  const auto ids = Quoted(text, "<a id=\"");
  const std::set<std::string> known(ids.begin(), ids.end());
  EXPECT_EQ(known.size(), ids.size());
  size_t links = 0;
  for (size_t at = text.find("](#"); at != text.npos; at = text.find("](#", at + 1)) {
    const std::string link = text.substr(at + 3, text.find(')', at) - at - 3);
    EXPECT_TRUE(known.contains(link)) << link;
    ++links;
  }
  EXPECT_GT(links, 10u);
  EXPECT_THAT(text, HasSubstr("| 任务登记（task\\_registry） | 5 |"));
}

TEST(RenderMarkdown, ARowNeverBreaks) {
  auto report = Example();
  report.Indicator("new", "display_name: 'two\\nlines'").Figure("new", "new", "4", "家");
  EXPECT_THAT(RenderMarkdown(report.Model(), ReportVersions()), HasSubstr("two lines"));
}

// A report that cannot be published can still be looked at.
TEST(Render, AReportWithHolesIsRendered) {
  ReportBuilder report;
  report.Citing({"gone"}).Item(2, "paragraphs { text: '{{nothing}} {{open' }");
  for (const ReportFile& file : RenderAll(report.Model(), ReportVersions())) {
    EXPECT_FALSE(file.content.empty()) << file.name;
  }
  EXPECT_THAT(Html(report), HasSubstr("class=\"fig missing\""));
}

}  // namespace
}  // namespace zgc::supervision
