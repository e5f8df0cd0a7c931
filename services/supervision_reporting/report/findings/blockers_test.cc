#include "services/supervision_reporting/report/findings/blockers.h"

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/supervision_reporting/report/model/markers.h"
#include "services/supervision_reporting/testing/report_builder.h"

namespace zgc::supervision {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

// A report of one task that can be published.
ReportBuilder Good() {
  ReportBuilder report;
  report.Indicator("a").Figure("a", "a", "5", "家").Citing({"a"});
  return report;
}

// The only blocker of a report.
v1::Blocker Only(const ReportBuilder& report) {
  const auto blockers = FindBlockers(report.Model());
  EXPECT_EQ(blockers.size(), 1u);
  for (const auto& blocker : blockers) SCOPED_TRACE(blocker.DebugString());
  return blockers.empty() ? v1::Blocker() : blockers[0];
}

TEST(Blockers, AGoodReportHasNone) { EXPECT_THAT(FindBlockers(Good().Model()), IsEmpty()); }

TEST(Blockers, ANumeralThatIsBoundToNothingIsNamedWithItsPlace) {
  auto report = Good();
  auto* paragraph = report.input().items[0].mutable_paragraphs(0);
  paragraph->set_text("2019年共有{{a}}，支持12家企业。");
  const auto blocker = Only(report);
  EXPECT_EQ(blocker.kind(), v1::BLOCKER_KIND_UNBOUND_NUMERAL);
  EXPECT_EQ(blocker.item(), "reportTemplates/r/items/1");
  EXPECT_EQ(blocker.field(), "paragraphs[0].text");
  EXPECT_EQ(blocker.printed(), "12家");
  // 2019年共有{{a}}，支持 are fifteen characters.
  EXPECT_EQ(blocker.offset(), 15);
}

TEST(Blockers, NumeralsAreFoundInEveryTextOfTheReport) {
  auto report = Good();
  report.input().report_template.add_preface("一共三百家企业。");
  report.input().report_template.add_charts()->set_display_name("前10家企业");
  auto& item = report.input().items[0];
  item.set_display_name("支持12家企业");
  item.set_statement("支持12家企业");
  item.mutable_paragraphs(0)->set_heading("支持12家企业");
  std::vector<std::string> fields;
  for (const auto& blocker : FindBlockers(report.Model())) fields.push_back(blocker.field());
  EXPECT_THAT(fields, ::testing::ElementsAre("preface[0]", "charts[0].display_name", "display_name",
                                             "statement", "paragraphs[0].heading"));
}

TEST(Blockers, WhatIsNoFigureMayStand) {
  auto report = Good();
  report.input().items[0].mutable_paragraphs(0)->set_text(
      "10月印发《办法》（中科园发〔2019〕11号），第三代半导体进一步发展，共有{{a}}。");
  EXPECT_THAT(FindBlockers(report.Model()), IsEmpty());
}

TEST(Blockers, AMarkerNeedsACitationOfItsItem) {
  auto report = Good();
  report.input().items[0].set_statement("支持{{b}}");
  const auto blocker = Only(report);
  EXPECT_EQ(blocker.kind(), v1::BLOCKER_KIND_MARKER_WITHOUT_CITATION);
  EXPECT_EQ(blocker.field(), "statement");
  EXPECT_EQ(blocker.offset(), 2);
  EXPECT_EQ(blocker.printed(), "{{b}}");
}

TEST(Blockers, AMarkerHasToClose) {
  auto report = Good();
  report.input().items[0].set_statement("支持{{a");
  const auto blocker = Only(report);
  EXPECT_EQ(blocker.kind(), v1::BLOCKER_KIND_MARKER_WITHOUT_CITATION);
  EXPECT_EQ(blocker.offset(), 2);
}

TEST(Blockers, ACitationOfAFigureThatDoesNotExist) {
  auto report = Good();
  report.Citing({"gone"});
  const auto blocker = Only(report);
  EXPECT_EQ(blocker.kind(), v1::BLOCKER_KIND_FIGURE_NOT_FOUND);
  EXPECT_EQ(blocker.subject(), "//park_region/figures/gone");
  EXPECT_EQ(blocker.successor(), "");
}

TEST(Blockers, ACitationOfAFigureThatAnotherHasTakenThePlaceOf) {
  auto report = Good();
  report.Citing({"gone"});
  report.input().successors["//park_region/figures/gone"] = "//park_region/figures/new";
  const auto blocker = Only(report);
  EXPECT_EQ(blocker.successor(), "//park_region/figures/new");
  EXPECT_THAT(blocker.description(), HasSubstr("cite //park_region/figures/new, which"));
}

TEST(Blockers, AFigureThatNobodyHasVerified) {
  auto report = Good();
  report.Figure("a", "a", "5", "家", "status: FIGURE_STATUS_REPORTED");
  EXPECT_EQ(Only(report).kind(), v1::BLOCKER_KIND_FIGURE_UNVERIFIED);
}

TEST(Blockers, AFigureWhoseFormulaFailed) {
  auto report = Good();
  report.Figure("a", "a", "", "家", "value_state: VALUE_STATE_FAILED note: '计算失败：断开'");
  const auto blocker = Only(report);
  EXPECT_EQ(blocker.kind(), v1::BLOCKER_KIND_FIGURE_FAILED);
  EXPECT_THAT(blocker.description(), HasSubstr("断开"));
}

TEST(Blockers, TwoCitationsOfOneId) {
  auto report = Good();
  report.Task("2").Item(
      2, "statement_citations { id: 'a' figure: '//park_region/figures/a' } statement: '{{a}}'");
  EXPECT_EQ(Only(report).kind(), v1::BLOCKER_KIND_DUPLICATE_CITATION);
}

TEST(Blockers, TwoOwnersOfOneIndicator) {
  auto report = Good();
  report.Indicator("a", "", "funding_ledger");
  EXPECT_EQ(Only(report).kind(), v1::BLOCKER_KIND_DUPLICATE_OWNER);
}

TEST(Blockers, AContradictionUntilItIsSigned) {
  auto report = Good();
  report.Figure("b", "a", "6", "家").Citing({"b"});
  const auto blocker = Only(report);
  EXPECT_EQ(blocker.kind(), v1::BLOCKER_KIND_OPEN_CONTRADICTION);
  EXPECT_THAT(blocker.printed(), HasSubstr("6家"));
  report.Sign(report.Model().findings[0], "supervisor");
  EXPECT_THAT(FindBlockers(report.Model()), IsEmpty());
}

TEST(Blockers, ATaskThatNoItemCovers) {
  auto report = Good();
  report.Task("2");
  const auto blocker = Only(report);
  EXPECT_EQ(blocker.kind(), v1::BLOCKER_KIND_TASK_NOT_COVERED);
  EXPECT_EQ(blocker.subject(), TaskName("2"));
}

TEST(Blockers, PartsOfACoveredTaskAndTasksNotInForceNeedNoItem) {
  auto report = Good();
  report.Task("1.1", "parent: 'tasks/1'").Task("1.1.1", "parent: 'tasks/1.1'");
  report.Task("2", "state: TASK_STATE_DRAFT").Task("3", "state: TASK_STATE_CANCELLED");
  report.Task("4", "state: TASK_STATE_WITHDRAWN");
  EXPECT_THAT(FindBlockers(report.Model()), IsEmpty());
}

TEST(Blockers, AnItemOrCitationForAnUnknownTask) {
  auto report = Good();
  report.input().items[0].add_tasks(TaskName("99"));
  EXPECT_EQ(Only(report).kind(), v1::BLOCKER_KIND_TASK_NOT_FOUND);
  report = Good();
  report.input().items[0].mutable_paragraphs(0)->mutable_citations(0)->set_task(TaskName("99"));
  EXPECT_EQ(Only(report).kind(), v1::BLOCKER_KIND_TASK_NOT_FOUND);
}

TEST(Blockers, APlanThatHasNotArrived) {
  auto report = Good();
  report.input().plan.reset();
  EXPECT_EQ(Only(report).kind(), v1::BLOCKER_KIND_PLAN_NOT_FOUND);
}

TEST(Markers, SplitAndBlank) {
  const auto parts = SplitMarkers("共{{a}}家{{b}}");
  ASSERT_EQ(parts.size(), 4u);
  EXPECT_EQ(parts[1].text, "a");
  EXPECT_TRUE(parts[1].marker);
  EXPECT_EQ(parts[2].offset, 6u);
  EXPECT_EQ(parts[3].offset, 7u);
  EXPECT_EQ(WithoutMarkers("共{{a}}家"), "共□□□□□家");
  EXPECT_TRUE(SplitMarkers("").empty());
  EXPECT_TRUE(SplitMarkers("{{}}")[0].marker);
}

TEST(TaskNumbers, AreComparedAsNumbers) {
  EXPECT_TRUE(TaskNumberLess("9", "14"));
  EXPECT_TRUE(TaskNumberLess("14", "14.2"));
  EXPECT_TRUE(TaskNumberLess("14.2", "14.10"));
  EXPECT_FALSE(TaskNumberLess("14", "14"));
}

}  // namespace
}  // namespace zgc::supervision
