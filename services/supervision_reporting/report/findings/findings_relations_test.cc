#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/supervision_reporting/testing/finding_reports.h"

namespace zgc::supervision {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

// Subsets, flows --------------------------------------------------------------

TEST(Subset, IsNotLargerThanItsWhole) {
  ReportBuilder report;
  report.Indicator("new", Relation("SUBSET_OF", "all")).Indicator("all");
  report.Figure("n", "new", "27", "项").Figure("a", "all", "60", "项").Citing({"n", "a"});
  EXPECT_THAT(Of(report, kSubsetExceedsWhole), IsEmpty());
  report.Figure("n", "new", "61", "项");
  const auto found = Of(report, kSubsetExceedsWhole);
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].severity(), v1::FINDING_SEVERITY_CONTRADICTION);
  EXPECT_THAT(found[0].explanation(), AllOf(HasSubstr("61项"), HasSubstr("60项")));
}

TEST(Subset, OfAWholeThatIsOnlyBoundedFiresOnlyIfNothingFits) {
  ReportBuilder report;
  report.Indicator("sub", Relation("SUBSET_OF", "all")).Indicator("all");
  report.Figure("s", "sub", "2914", "名");
  report.Figure("a", "all", "3000", "名", "qualifier: QUALIFIER_OVER").Citing({"s", "a"});
  EXPECT_THAT(Of(report, kSubsetExceedsWhole), IsEmpty());
  report.Figure("s", "sub", "4000", "名");
  EXPECT_EQ(Of(report, kSubsetExceedsWhole).size(), 1u);
}

TEST(Subset, ThatAnAnalystInferredOnlyWarns) {
  ReportBuilder report;
  report.Indicator("sub", Relation("SUBSET_OF", "all", false)).Indicator("all");
  report.Figure("s", "sub", "8", "名").Figure("a", "all", "7", "名").Citing({"s", "a"});
  const auto found = Of(report, kSubsetExceedsWhole);
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].severity(), v1::FINDING_SEVERITY_WARNING);
}

TEST(Subset, OfAnotherParkOrAnEarlierTimeIsNotCompared) {
  ReportBuilder report;
  report.Indicator("sub", Relation("SUBSET_OF", "all")).Indicator("all");
  report.Figure("s", "sub", "8", "家", "scopes { dimension: 'park' label: '甲园' }");
  report.Figure("a", "all", "7", "家", "scopes { dimension: 'park' label: '乙园' }");
  report.Figure("b", "all", "6", "家",
                "period { start_date: '2018-01-01' end_date: '2018-12-31' }");
  report.Citing({"s", "a", "b"});
  EXPECT_THAT(Of(report, kSubsetExceedsWhole), IsEmpty());
}

// A relation is declared between indicators as they are scoped: a program is
// part of the fund.
TEST(Subset, OfIndicatorsWithScopesOfTheirOwnIsCompared) {
  const std::string part = "scopes { dimension: 'program' label: '贴息' }";
  const std::string whole = "scopes { dimension: 'program' label: '专项资金' }";
  ReportBuilder report;
  report.Indicator("sub", Relation("SUBSET_OF", "all") + part).Indicator("all", whole);
  report.Figure("s", "sub", "8", "家", part).Figure("a", "all", "7", "家", whole);
  report.Citing({"s", "a"});
  EXPECT_EQ(Of(report, kSubsetExceedsWhole).size(), 1u);
}

TEST(Subset, IsComparedAcrossServices) {
  ReportBuilder report;
  report.Indicator("sub",
                   "relations { kind: RELATION_KIND_SUBSET_OF other: 'indicators/all' "
                   "other_service: 'funding_ledger' stated: true }");
  report.Indicator("all", "", "funding_ledger");
  report.Figure("s", "sub", "8", "家").Figure("a", "all", "7", "家", "", "funding_ledger");
  report.Citing({"s"});
  EXPECT_EQ(Of(report, kSubsetExceedsWhole).size(), 1u);
}

TEST(Flow, IsNotLargerThanTheTotalItAddsTo) {
  ReportBuilder report;
  report.Indicator("new", Relation("FLOW_OF", "total")).Indicator("total", kStock);
  report.Figure("n", "new", "400", "家", "qualifier: QUALIFIER_OVER");
  report.Figure("t", "total", "1300", "家", "qualifier: QUALIFIER_OVER").Citing({"n", "t"});
  EXPECT_THAT(Of(report, kFlowExceedsStock), IsEmpty());
  report.Figure("t", "total", "300", "家", "qualifier: QUALIFIER_OVER");
  EXPECT_EQ(Of(report, kFlowExceedsStock).size(), 1u);
}

// Parts -----------------------------------------------------------------------

TEST(PartsAndTotal, ThatAddUpDoNotFire) {
  EXPECT_THAT(Of(Parts(), kPartsAndTotal), IsEmpty());
  EXPECT_THAT(Of(Parts(), kPartialCoverage), IsEmpty());
}

TEST(PartsAndTotal, ThatDoNotAddUpContradict) {
  for (const char* total : {"424", "426"}) {
    auto report = Parts();
    report.Figure("s", "sum", total, "家");
    const auto found = Of(report, kPartsAndTotal);
    ASSERT_EQ(found.size(), 1u) << total;
    EXPECT_EQ(found[0].severity(), v1::FINDING_SEVERITY_CONTRADICTION);
    EXPECT_THAT(found[0].explanation(), AllOf(HasSubstr("合计等于425家"), HasSubstr(total)));
  }
}

TEST(PartsAndTotal, AnUnknownPartMakesASmallerSumANoteOnly) {
  auto report = Parts();
  report.Indicator("three", Relation("PART_OF", "sum") + "display_name: '第三部分'");
  report.Figure("s", "sum", "4250", "家");
  EXPECT_THAT(Of(report, kPartsAndTotal), IsEmpty());
  const auto found = Of(report, kPartialCoverage);
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].severity(), v1::FINDING_SEVERITY_NOTE);
  EXPECT_THAT(found[0].explanation(), AllOf(HasSubstr("占10%"), HasSubstr("第三部分")));
  // Too much is too much, whatever is not known.
  report.Figure("s", "sum", "424", "家");
  EXPECT_EQ(Of(report, kPartsAndTotal).size(), 1u);
}

TEST(PartsAndTotal, PartsThatAnAnalystListedNeedNotBeAll) {
  auto report = Parts(false);
  report.Figure("s", "sum", "426", "家");
  EXPECT_THAT(Of(report, kPartsAndTotal), IsEmpty());
  EXPECT_EQ(Of(report, kPartialCoverage).size(), 1u);
  report.Figure("s", "sum", "424", "家");
  const auto found = Of(report, kPartsAndTotal);
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].severity(), v1::FINDING_SEVERITY_WARNING);
}

// Rates -----------------------------------------------------------------------

ReportBuilder Rate(const std::string& rate, const std::string& appropriated) {
  ReportBuilder report;
  report.Indicator(
      "rate", kRate + (" " + Relation("NUMERATOR", "spent")) + Relation("DENOMINATOR", "budget"));
  report.Indicator("spent").Indicator("budget", "display_name: '预算'");
  report.Figure("r", "rate", rate, "%").Figure("s", "spent", "2255000000", "元");
  if (!appropriated.empty()) report.Figure("b", "budget", appropriated, "元");
  report.Citing({"r", "s"});
  return report;
}

TEST(RateAndBases, AgreeAsPreciselyAsTheRateIsPrinted) {
  EXPECT_THAT(Of(Rate("99.2", "2273000000"), kRateAndBases), IsEmpty());
  EXPECT_THAT(Of(Rate("99", "2273000000"), kRateAndBases), IsEmpty());
  // 99.21 % of it, where 99.20 % is printed.
  EXPECT_EQ(Of(Rate("99.20", "2273000000"), kRateAndBases).size(), 1u);
  EXPECT_EQ(Of(Rate("97.5", "2273000000"), kRateAndBases).size(), 1u);
}

TEST(ImpliedTotal, IsNotedIfNobodyStatesIt) {
  EXPECT_THAT(Of(Rate("99.2", "2273000000"), kImpliedTotal), IsEmpty());
  const auto found = Of(Rate("99.2", ""), kImpliedTotal);
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].severity(), v1::FINDING_SEVERITY_NOTE);
  EXPECT_THAT(found[0].explanation(), AllOf(HasSubstr("“预算”为22.72亿元至22.74亿元")));
}

TEST(ImpliedTotal, IsNotedIfTheTotalIsDerivedFromTheRate) {
  auto report = Rate("99.2", "");
  report.Figure("b", "budget", "2273185484", "元", "status: FIGURE_STATUS_DERIVED");
  const auto found = Of(report, kImpliedTotal);
  ASSERT_EQ(found.size(), 1u);
  EXPECT_THAT(found[0].explanation(), HasSubstr("即由此推算"));
}

}  // namespace
}  // namespace zgc::supervision
