#include <string>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/supervision_reporting/report/compose/compose.h"
#include "services/supervision_reporting/report/compose/labels.h"
#include "services/supervision_reporting/report/render/render.h"
#include "services/supervision_reporting/testing/document_texts.h"
#include "services/supervision_reporting/testing/full_report.h"

// No format lacks what another says.
namespace zgc::supervision {
namespace {

using ::testing::HasSubstr;

class FormatsTest : public ::testing::Test {
 protected:
  const ReportBuilder report_ = FullReport();
  const ReportModel model_ = report_.Model();
  const ReportVersions versions_ = FullReport().input().versions;
  const std::string markdown_ = ReadMarkdown(RenderMarkdown(model_, versions_));
  const std::string html_ = ReadHtml(RenderHtml(model_, versions_));
  const std::string json_ = ReadJson(RenderReportJson(model_, versions_));

  void ExpectInEach(const std::string& text) {
    EXPECT_THAT(markdown_, HasSubstr(text));
    EXPECT_THAT(html_, HasSubstr(text));
    EXPECT_THAT(json_, HasSubstr(text));
  }
};

TEST_F(FormatsTest, EachHasEveryTextOfTheDocument) {
  const document::Document document = ComposeReport(model_, versions_);
  EXPECT_EQ(MissingText(document, markdown_), "");
  EXPECT_EQ(MissingText(document, html_), "");
  EXPECT_EQ(MissingText(document, json_), "");
}

TEST_F(FormatsTest, EachHasDeadlinesAndLateDays) {
  ExpectInEach("完成时限 2019年9月30日");
  ExpectInEach("逾期 12 天");
  ExpectInEach("完成时限 2019年12月31日");
}

TEST_F(FormatsTest, EachHasWordsTilesAndCautions) {
  for (const char* text : {"年度报告", "管委会", "报告期间　2019年", "草稿：数据来源“园区台账”没有",
                           "序言 *一*：| 与 <二>。", "处引用的数", "# 进展", "[附注](见后)。",
                           "会议<与>宣讲", "另有77人参加。", "另有数据"}) {
    ExpectInEach(text);
  }
}

TEST_F(FormatsTest, EachHasEveryFinding) {
  ASSERT_GT(model_.findings.size(), 3u);
  for (const v1::Finding& finding : model_.findings) {
    ExpectInEach(finding.explanation());
    if (!finding.has_signed_explanation()) continue;
    ExpectInEach("已核实说明");
    ExpectInEach(finding.signed_explanation().text());
    ExpectInEach(absl::StrCat("签署人：", finding.signed_explanation().signer()));
  }
}

TEST_F(FormatsTest, EachHasEveryFigureWithItsSource) {
  for (const CitedFigure& cited : model_.cited) {
    ExpectInEach(cited.text);
    if (cited.figure == nullptr) {
      ExpectInEach(cited.figure_name);
      continue;
    }
    ExpectInEach(cited.figure->display_name());
    ExpectInEach(RestsOnOneRecord(*cited.figure) ? absl::StrCat(cited.figure->source(), " · 修订 ",
                                                                cited.figure->source_revision())
                                                 : cited.figure->source());
  }
  ExpectInEach("园区台账 · 填报发布 count");
}

// Also of figures that nobody cites.
TEST_F(FormatsTest, EachHasTheBarsOfTheCharts) {
  ExpectInEach("图1　执行情况");
  ExpectInEach("预算数（推算）");
  ExpectInEach("22.73亿元");
}

TEST_F(FormatsTest, EachNamesItsVersions) {
  ExpectInEach("任务登记（task_registry）");
  ExpectInEach(absl::StrCat("渲染版本 ", kRendererVersion, "，核查规则版本 ", kRulesVersion));
}

// What a screen shows of a link is said in the document as well.
TEST_F(FormatsTest, WhatALinkHintsAtIsSaid) {
  document::Document document = ComposeReport(model_, versions_);
  size_t hints = 0;
  const auto look = [&](const document::Spans& spans) {
    for (const document::Span& span : spans) {
      if (span.hint.empty()) continue;
      ++hints;
      ExpectInEach(span.hint);
    }
  };
  for (const document::Block& part : document.blocks) {
    for (const document::Block& item : std::get<document::Section>(part.content).blocks) {
      const auto* section = std::get_if<document::Section>(&item.content);
      if (section == nullptr) continue;
      for (const document::Block& block : section->blocks) {
        if (const auto* one = std::get_if<document::Paragraph>(&block.content)) look(one->spans);
      }
    }
  }
  EXPECT_GT(hints, 5u);
}

}  // namespace
}  // namespace zgc::supervision
