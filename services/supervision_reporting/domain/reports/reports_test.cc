#include <algorithm>
#include <string>
#include <vector>

#include "common/figures/book.h"
#include "gmock/gmock.h"
#include "services/supervision_reporting/domain/findings/report_findings.h"
#include "services/supervision_reporting/domain/reports/report_items.h"
#include "services/supervision_reporting/domain/reports/report_templates.h"
#include "services/supervision_reporting/domain/sources/source_batches.h"
#include "services/supervision_reporting/domain/steps.h"
#include "services/supervision_reporting/testing/reports_fixture.h"
#include "zgc/figures/v1/figure_service.pb.h"
#include "zgc/ops/v1/operations.pb.h"
#include "zgc/supervision/v1/report_service.pb.h"
#include "zgc/supervision/v1/reports.pb.h"

namespace zgc::supervision {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using zgc::testing::HasReason;
using namespace common::v1;  // NOLINT: the reasons

// Templates and items ---------------------------------------------------------

TEST_F(ReportsTest, ATemplateSaysEverythingThatIsWrongWithIt) {
  const auto refused = Do<v1::ReportTemplate>(CreateReportTemplate, R"pb(
    report_template_id: "Bad Id"
    report_template {
      plan: "plans/2019"
      period { start_date: "2019-12-31" end_date: "2019-01-01" }
      charts { display_name: "图" }
    })pb");
  EXPECT_THAT(refused, HasReason(ERROR_REASON_INVALID_FIELD));
  EXPECT_THAT(refused.status().message(),
              AllOf(HasSubstr("report_template_id"), HasSubstr("display_name"), HasSubstr("issuer"),
                    HasSubstr("plan"), HasSubstr("end_date"), HasSubstr("charts[0].kind")));
}

TEST_F(ReportsTest, ATemplateChangesByMaskAndEtagAndKeepsItsHistory) {
  auto report = Good();
  Load(report);
  const auto before = Find(kReportTemplates, "reportTemplates/r");
  const auto changed = Do<v1::ReportTemplate>(
      UpdateReportTemplate,
      absl::StrCat("report_template { name: 'reportTemplates/r' etag: '", before.etag(),
                   "' display_name: '新题' } update_mask { paths: 'display_name' }"));
  ZGC_ASSERT_OK(changed);
  EXPECT_EQ(changed->display_name(), "新题");
  EXPECT_EQ(changed->issuer(), before.issuer());
  EXPECT_EQ(Find(kReportTemplates, before.name(), before.revision()).display_name(), "年度报告");
  EXPECT_THAT(Do<v1::ReportTemplate>(UpdateReportTemplate,
                                     "report_template { name: 'reportTemplates/r' etag: 'old' }"),
              HasReason(ERROR_REASON_ETAG_MISMATCH));
}

TEST_F(ReportsTest, AnItemsNumberAndCitationsAreUniqueInTheReport) {
  auto report = Good();
  Load(report);
  const auto refused = Do<v1::ReportItem>(CreateReportItem, R"pb(
    parent: "reportTemplates/r"
    report_item_id: "again"
    report_item {
      number: 1
      display_name: "事项"
      tasks: "//task_registry/tasks/1"
      statement_citations { id: "a" figure: "//park_region/figures/a" }
      paragraphs { citations { id: "b b" figure: "a" } }
    })pb");
  EXPECT_THAT(refused.status().message(),
              AllOf(HasSubstr("number"), HasSubstr("citation a is in reportTemplates/r/items/1"),
                    HasSubstr("citations[0].id"), HasSubstr("citations[0].figure")));
  EXPECT_THAT(
      Do<v1::ReportItem>(CreateReportItem, R"pb(
        parent: "reportTemplates/none"
        report_item_id: "x"
        report_item { number: 1 display_name: "事项" tasks: "//task_registry/tasks/1" })pb"),
      HasReason(ERROR_REASON_REFERENCE_NOT_FOUND));
}

TEST_F(ReportsTest, AnItemMayKeepItsOwnNumberAndCitations) {
  auto report = Good();
  Load(report);
  const auto changed = Do<v1::ReportItem>(UpdateReportItem, R"pb(
    report_item { name: "reportTemplates/r/items/1" display_name: "新题" })pb");
  ZGC_ASSERT_OK(changed);
  EXPECT_EQ(changed->paragraphs_size(), 1);
}

// Checks and signatures -------------------------------------------------------

TEST_F(ReportsTest, ACheckShowsBlockersFindingsAndRevisions) {
  auto report = Contradicting();
  Load(report);
  const auto checked = Check();
  ASSERT_EQ(checked.blockers_size(), 1);
  ASSERT_EQ(checked.findings_size(), 1);
  EXPECT_EQ(checked.blockers(0).subject(), checked.findings(0).id());
  EXPECT_EQ(checked.source_positions().at("park_region").revision(), 5);
  EXPECT_EQ(checked.source_positions().at("supervision_reporting").revision(), store_->head());
}

TEST_F(ReportsTest, AReportIsReadAsOfARevisionAlsoAfterARestart) {
  auto report = Contradicting();
  Load(report);
  const int64_t then = store_->head();
  report.Figure("b", "talks", "16", "次");
  Apply(report, 6);
  Open();
  EXPECT_EQ(Check().findings_size(), 0);
  EXPECT_EQ(Check(then).findings_size(), 1);
  EXPECT_EQ(Check(then).source_positions().at("park_region").revision(), 5);
}

TEST_F(ReportsTest, OwnFiguresAreReadFromTheBook) {
  ReportBuilder report;
  report.Task("1").Item(1, R"pb(paragraphs {
                                  text: "{{m}}"
                                  citations { id: "m" figure: "//supervision_reporting/figures/m" }
                                })pb");
  Load(report);
  EXPECT_EQ(Check().blockers(0).kind(), v1::BLOCKER_KIND_FIGURE_NOT_FOUND);
  ZGC_ASSERT_OK(Commit([&](storage::Txn& txn) -> absl::Status {
    ZGC_RETURN_IF_ERROR(
        figures::CreateIndicator(
            txn, {"", "clerk"}, FromText<figures::v1::CreateIndicatorRequest>(R"pb(
              indicator_id: "m"
              indicator { display_name: "督办件" unit: "件" measure: MEASURE_KIND_FLOW })pb"),
            book_.owner(), book_.formulas())
            .status());
    return figures::ReportObservation(txn, {"", "clerk"},
                                      FromText<figures::v1::ReportObservationRequest>(R"pb(
                                        observation_id: "m"
                                        observation {
                                          indicator: "indicators/m"
                                          period { start_date: "2019-01-01" end_date: "2019-12-31" }
                                          value: "58"
                                          unit: "件"
                                          qualifier: QUALIFIER_EXACT
                                          value_state: VALUE_STATE_KNOWN
                                          evidence: "台账"
                                        })pb"))
        .status();
  }));
  EXPECT_EQ(Check().blockers(0).kind(), v1::BLOCKER_KIND_FIGURE_UNVERIFIED);
}

TEST_F(ReportsTest, FindingsAreListedByIdInPages) {
  auto report = Contradicting();
  report.Task("8").Item(8).Task("9").Item(9);
  Load(report);
  v1::ListFindingsRequest request;
  request.set_report_template("reportTemplates/r");
  std::vector<std::string> ids;
  storage::Page page{2, ""};
  do {
    v1::ListFindingsResponse response;
    const auto next = ListFindings(store_->Read(), book_, request, page, response);
    ZGC_ASSERT_OK(next);
    for (const auto& finding : response.findings()) ids.push_back(finding.id());
    page.start = *next;
  } while (!page.start.empty());
  EXPECT_EQ(ids.size(), 3u);
  EXPECT_TRUE(std::is_sorted(ids.begin(), ids.end()));
  request.set_severity(v1::FINDING_SEVERITY_NOTE);
  v1::ListFindingsResponse notes;
  ZGC_ASSERT_OK(ListFindings(store_->Read(), book_, request, {100, ""}, notes));
  EXPECT_EQ(notes.findings_size(), 2);
}

TEST_F(ReportsTest, OnlyAFindingThatIsThereCanBeSigned) {
  auto report = Contradicting();
  Load(report);
  EXPECT_THAT(Sign("none"), HasReason(ERROR_REASON_RESOURCE_NOT_FOUND));
  const std::string finding = Check().findings(0).id();
  EXPECT_THAT(Sign(finding, ""), HasReason(ERROR_REASON_INVALID_FIELD));
  const auto signature = Sign(finding);
  ZGC_ASSERT_OK(signature);
  EXPECT_EQ(signature->signer(), "supervisor");
  EXPECT_EQ(signature->name(), "findingExplanations/" + finding);
  EXPECT_EQ(Check().blockers_size(), 0);
  // Signed again: the later words count, the earlier ones stay in the history.
  const auto later = Sign(finding, "另一说明");
  ZGC_ASSERT_OK(later);
  EXPECT_EQ(Find(kFindingExplanations, later->name(), signature->revision()).text(), "口径不同");
  EXPECT_EQ(Check().findings(0).signed_explanation().text(), "另一说明");
}

TEST_F(ReportsTest, OfASourceThatIsToBeReadAfreshNoReportIsMade) {
  auto report = Good();
  Load(report);
  const int64_t before = store_->head();
  ZGC_ASSERT_OK(Commit([&](storage::Txn& txn) -> absl::Status {
    ZGC_ASSIGN_OR_RETURN(resource::Standing known, StandingOf(txn, "park_region"));
    resource::Forget("恢复", "operator", known);
    SaveStanding(txn, known);
    return absl::OkStatus();
  }));
  // Until it answers what is here is still of one revision.
  const v1::CheckReportResponse asked = Check();
  ASSERT_EQ(asked.blockers_size(), 1);
  EXPECT_EQ(asked.blockers(0).subject(), "park_region");
  EXPECT_THAT(Publish(), HasReason(ERROR_REASON_SOURCE_NOT_CURRENT));
  ZGC_ASSERT_OK(Commit([&](storage::Txn& txn) -> absl::Status {
    ZGC_ASSIGN_OR_RETURN(resource::Standing known, StandingOf(txn, "park_region"));
    EXPECT_TRUE(resource::Meet(ops::v1::ServiceStatus(), known));
    SaveStanding(txn, known);
    return absl::OkStatus();
  }));
  v1::CheckReportRequest check;
  check.set_report_template("reportTemplates/r");
  EXPECT_THAT(CheckReport(store_->Read(), book_, sources_, check),
              HasReason(ERROR_REASON_SOURCE_NOT_CURRENT));
  v1::RenderReportRequest render;
  render.set_report_template("reportTemplates/r");
  render.set_file("report.md");
  EXPECT_THAT(RenderReport(store_->Read(), book_, sources_, render),
              HasReason(ERROR_REASON_SOURCE_NOT_CURRENT));
  // What was here before stays to be looked at.
  EXPECT_EQ(Check(before).revision(), before);
}

}  // namespace
}  // namespace zgc::supervision
