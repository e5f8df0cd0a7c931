#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/supervision_reporting/testing/finding_reports.h"

namespace zgc::supervision {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

// Same indicator --------------------------------------------------------------

TEST(SameIndicator, TwoNumbersForOneThingContradict) {
  ReportBuilder report;
  report.Indicator("talks", "display_name: '宣讲'");
  report.Figure("a", "talks", "16", "次").Figure("b", "talks", "15", "次").Citing({"a", "b"});
  const auto found = Of(report, kSameIndicator);
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].severity(), v1::FINDING_SEVERITY_CONTRADICTION);
  EXPECT_THAT(Figures(found[0]), ElementsAre("a", "b"));
  EXPECT_THAT(found[0].explanation(),
              AllOf(HasSubstr("“宣讲”16次（a，等于16次）"), HasSubstr("“宣讲”15次（b，等于15次）"),
                    HasSubstr("2019年")));
}

TEST(SameIndicator, AFigureThatNobodyCitesContradictsOneThatIsCited) {
  ReportBuilder report;
  report.Indicator("talks").Figure("a", "talks", "16", "次").Figure("b", "talks", "15", "次");
  report.Citing({"a"});
  const auto found = Of(report, kSameIndicator);
  ASSERT_EQ(found.size(), 1u);
  EXPECT_THAT(Figures(found[0]), ElementsAre("a", "//park_region/figures/b"));
}

TEST(SameIndicator, WhatTheReportDoesNotCiteIsNotItsBusiness) {
  ReportBuilder report;
  report.Indicator("talks").Figure("a", "talks", "16", "次").Figure("b", "talks", "15", "次");
  EXPECT_THAT(Of(report, kSameIndicator), IsEmpty());
}

TEST(SameIndicator, WhatIsCountedIsHeldAgainstWhatIsStated) {
  ReportBuilder report;
  report.Indicator("firms", "display_name: '企业'");
  report.Figure("a", "firms", "400", "家", "qualifier: QUALIFIER_OVER basis: BASIS_STATED");
  report.Figure("b", "firms", "371", "家", "basis: BASIS_COUNTED").Citing({"a"});
  const auto found = Of(report, kSameIndicator);
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].severity(), v1::FINDING_SEVERITY_CONTRADICTION);
  EXPECT_THAT(found[0].explanation(),
              AllOf(HasSubstr("统计数“企业”371家"), HasSubstr("填报数“企业”400余家")));
}

TEST(SameIndicator, RepeatsThatAgreeDoNotFire) {
  ReportBuilder report;
  report.Indicator("talks").Figure("a", "talks", "16", "次").Figure("b", "talks", "16", "次");
  report.Citing({"a", "b"});
  EXPECT_THAT(Of(report, kSameIndicator), IsEmpty());
}

TEST(SameIndicator, ALooserFigureThatContainsTheStricterDoesNotFire) {
  ReportBuilder report;
  report.Indicator("posts", "unit: '篇' unit_synonyms: '件'");
  report.Figure("a", "posts", "100", "篇", "qualifier: QUALIFIER_OVER");
  report.Figure("b", "posts", "103", "件").Citing({"a", "b"});
  EXPECT_THAT(Of(report, kSameIndicator), IsEmpty());
}

TEST(SameIndicator, SynonymsAreOneUnitAndOtherUnitsAreNot) {
  ReportBuilder report;
  report.Indicator("posts", "unit: '篇' unit_synonyms: '件'");
  report.Figure("a", "posts", "90", "篇").Figure("b", "posts", "103", "件");
  report.Figure("c", "posts", "7", "期").Citing({"a", "b", "c"});
  const auto found = Of(report, kSameIndicator);
  ASSERT_EQ(found.size(), 1u);
  EXPECT_THAT(Figures(found[0]), ElementsAre("a", "b"));
}

TEST(SameIndicator, AmountsAreComparedInYuan) {
  ReportBuilder report;
  report.Indicator("spent", "unit: '元' unit_synonyms: '亿元'");
  report.Figure("a", "spent", "2255000000", "元").Figure("b", "spent", "22.55", "亿元");
  report.Figure("c", "spent", "22.54", "亿元").Citing({"a", "b", "c"});
  EXPECT_EQ(Of(report, kSameIndicator).size(), 2u);
}

TEST(SameIndicator, AnotherPeriodOrScopeIsAnotherQuantity) {
  ReportBuilder report;
  report.Indicator("firms", kStock);
  report.Figure("a", "firms", "16", "家", "scopes { dimension: 'park' label: '甲园' }");
  report.Figure("b", "firms", "15", "家", "scopes { dimension: 'park' label: '乙园' }");
  report.Figure("c", "firms", "14", "家",
                "period { end_date: '2018-12-31' } scopes { dimension: 'park' label: '甲园' }");
  report.Citing({"a", "b", "c"});
  EXPECT_THAT(Of(report, kSameIndicator), IsEmpty());
}

TEST(SameIndicator, AFlowOfAPartOfTheYearIsNotLargerThanThatOfTheYear) {
  const std::string june = "period { start_date: '2019-06-01' end_date: '2019-06-30' }";
  ReportBuilder report;
  report.Indicator("talks").Figure("year", "talks", "16", "次");
  report.Figure("june", "talks", "15", "次", june).Citing({"year", "june"});
  EXPECT_THAT(Of(report, kSameIndicator), IsEmpty());
  report.Figure("june", "talks", "17", "次", june);
  EXPECT_EQ(Of(report, kSameIndicator).size(), 1u);
}

TEST(SameIndicator, AConstantIsTheSameInEveryPeriod) {
  ReportBuilder report;
  report.Indicator("cap", "measure: MEASURE_KIND_ATTRIBUTE").Figure("a", "cap", "30", "岁");
  report.Figure("b", "cap", "35", "岁",
                "period { start_date: '2019-06-01' end_date: '2019-06-30' }");
  report.Citing({"a", "b"});
  EXPECT_EQ(Of(report, kSameIndicator).size(), 1u);
}

// Single figures --------------------------------------------------------------

TEST(Stale, AStockOrARunningPeriodThatEndsEarly) {
  ReportBuilder report;
  report.Indicator("stock", kStock).Indicator("rank");
  report.Figure("a", "stock", "5", "家", "period { end_date: '2019-09-30' }");
  report.Figure("b", "rank", "5", "名次",
                "period { start_date: '2019-01-01' end_date: '2019-09-30' }");
  report.Citing({"a", "b"});
  EXPECT_EQ(Of(report, kStaleFigure).size(), 2u);
}

TEST(Stale, ADatedEventIsNot) {
  ReportBuilder report;
  report.Indicator("stock", kStock).Indicator("event");
  report.Figure("a", "stock", "5", "家");
  report.Figure("b", "event", "5", "场",
                "period { start_date: '2019-10-16' end_date: '2019-10-18' }");
  report.Figure("c", "event", "4", "场",
                "period { start_date: '2019-01-01' end_date: '2019-01-31' }");
  report.Citing({"a", "b", "c"});
  EXPECT_THAT(Of(report, kStaleFigure), IsEmpty());
}

TEST(Pending, ACorrectionThatWaitsIsSaidAndContradictsNothing) {
  ReportBuilder report;
  report.Indicator("firms");
  report.Figure("a", "firms", "400", "家", "pending_correction: 'figures/b'");
  report.Figure("b", "firms", "410", "家", "corrects: 'figures/a'").Citing({"a"});
  EXPECT_THAT(Of(report, kSameIndicator), IsEmpty());
  const auto found = Of(report, kPendingCorrection);
  ASSERT_EQ(found.size(), 1u);
  EXPECT_THAT(found[0].explanation(), HasSubstr("尚未核实"));
}

TEST(Malformed, SevenHundredAndNinetyNineOdd) {
  ReportBuilder report;
  report.Indicator("items").Indicator("firms");
  report.Figure("a", "items", "799", "条", "qualifier: QUALIFIER_OVER printed: '799余条'");
  report.Figure("b", "firms", "400", "家", "qualifier: QUALIFIER_OVER").Citing({"a", "b"});
  const auto found = Of(report, kMalformedFigure);
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].severity(), v1::FINDING_SEVERITY_WARNING);
  EXPECT_THAT(found[0].explanation(), HasSubstr("799余条"));
}

TEST(Malformed, WhatIsNoNumber) {
  ReportBuilder report;
  report.Indicator("items").Figure("a", "items", "many", "条");
  report.Figure("b", "items", "", "条", "value_state: VALUE_STATE_UNKNOWN").Citing({"a", "b"});
  const auto found = Of(report, kMalformedFigure);
  ASSERT_EQ(found.size(), 1u);
  EXPECT_THAT(Figures(found[0]), ElementsAre("a"));
}

TEST(Derived, IsNotedAndAnUnknownAmountIsNeverZero) {
  ReportBuilder report;
  report.Indicator("a").Indicator("b", Relation("SUBSET_OF", "a"));
  report.Figure("a", "a", "5", "元", "status: FIGURE_STATUS_DERIVED");
  report.Figure("b", "b", "", "元", "value_state: VALUE_STATE_UNKNOWN").Citing({"a", "b"});
  const auto findings = report.Model().findings;
  ASSERT_EQ(findings.size(), 1u);
  EXPECT_EQ(findings[0].rule(), kDerivedFigure);
}

// Tasks and references --------------------------------------------------------

TEST(TaskWithoutFigure, IsNotedWithTheReasonIfItDoesNotApply) {
  ReportBuilder report;
  report.Indicator("a").Figure("a", "a", "5", "家").Citing({"a"});
  report.Task("2").Item(2).Task("3", "not_applicable_reason: '没有政务大厅'").Item(3);
  const auto found = Of(report, kTaskWithoutFigure);
  ASSERT_EQ(found.size(), 2u);
  EXPECT_THAT(Figures(found[0]), ElementsAre(TaskName("2")));
  EXPECT_THAT(found[1].explanation(), HasSubstr("没有政务大厅"));
}

TEST(Unresolved, ACitationOrARelationThatLeadsNowhere) {
  ReportBuilder report;
  report.Indicator("a", Relation("SUBSET_OF", "gone")).Figure("a", "a", "5", "家");
  report.Citing({"a", "none"});
  const auto found = Of(report, kUnresolvedReference);
  ASSERT_EQ(found.size(), 2u);
  EXPECT_THAT(found[0].explanation(), HasSubstr("//park_region/indicators/gone"));
  EXPECT_THAT(Figures(found[1]), ElementsAre("none"));
}

TEST(DuplicateOwner, OfACitedIndicatorOnly) {
  ReportBuilder report;
  report.Indicator("a").Indicator("b").Figure("a", "a", "5", "家").Citing({"a"});
  report.Indicator("b", "", "funding_ledger");
  EXPECT_THAT(Of(report, kDuplicateOwner), IsEmpty());
  report.Indicator("a", "", "funding_ledger");
  const auto found = Of(report, kDuplicateOwner);
  ASSERT_EQ(found.size(), 1u);
  EXPECT_THAT(found[0].explanation(), HasSubstr("funding_ledger、park_region"));
}

// Ids, order, signatures ------------------------------------------------------

TEST(Findings, HaveIdsThatStayAndComeGravestFirst) {
  auto report = Parts();
  report.Figure("s", "sum", "424", "家").Indicator("talks");
  report.Figure("a", "talks", "799", "次", "qualifier: QUALIFIER_OVER");
  report.Figure("b", "talks", "15", "次").Citing({"a", "b"}).Task("9").Item(9);
  const auto first = report.Model().findings;
  const auto second = report.Model().findings;
  ASSERT_EQ(first.size(), 4u);
  for (size_t i = 0; i < first.size(); ++i) EXPECT_EQ(first[i].id(), second[i].id());
  EXPECT_EQ(first[0].rule(), kSameIndicator);
  EXPECT_EQ(first[1].rule(), kPartsAndTotal);
  EXPECT_EQ(first[2].rule(), kMalformedFigure);
  EXPECT_EQ(first[3].rule(), kTaskWithoutFigure);
  report.input().report_template.set_name("reportTemplates/other");
  EXPECT_NE(report.Model().findings[0].id(), first[0].id());
}

TEST(Findings, ASignatureHoldsUntilTheFindingSaysSomethingElse) {
  auto report = Parts();
  report.Figure("s", "sum", "424", "家");
  report.Sign(report.Model().findings[0], "supervisor");
  EXPECT_EQ(report.Model().findings[0].signed_explanation().signer(), "supervisor");
  report.Figure("s", "sum", "423", "家");
  EXPECT_FALSE(report.Model().findings[0].has_signed_explanation());
}

}  // namespace
}  // namespace zgc::supervision
