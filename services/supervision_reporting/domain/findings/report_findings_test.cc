#include "services/supervision_reporting/domain/findings/report_findings.h"

#include <string>
#include <vector>

#include "common/figures/book.h"
#include "common/testing/reads.h"
#include "gmock/gmock.h"
#include "services/supervision_reporting/domain/sources/source_batches.h"
#include "services/supervision_reporting/testing/reports_fixture.h"
#include "zgc/figures/v1/figure_service.pb.h"
#include "zgc/ops/v1/operations.pb.h"
#include "zgc/supervision/v1/report_service.pb.h"
#include "zgc/supervision/v1/reports.pb.h"

namespace zgc::supervision {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::zgc::testing::Got;
using ::zgc::testing::HasReason;
using ::zgc::testing::Listed;

using zgc::testing::HasReason;
using namespace common::v1;  // NOLINT: the reasons

using ReportFindingsTest = ReportsTest;

TEST_F(ReportFindingsTest, ACheckShowsBlockersFindingsAndRevisions) {
  auto report = Contradicting();
  Load(report);
  const auto checked = Check();
  ASSERT_EQ(checked.blockers_size(), 1);
  ASSERT_EQ(checked.findings_size(), 1);
  EXPECT_EQ(checked.blockers(0).subject(), checked.findings(0).id());
  EXPECT_EQ(checked.source_positions().at("park_region").revision(), 5);
  EXPECT_EQ(checked.source_positions().at("supervision_reporting").revision(), store_->head());
}

TEST_F(ReportFindingsTest, FindingsAreListedByIdInPages) {
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

TEST_F(ReportFindingsTest, OnlyAFindingThatIsThereCanBeSigned) {
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

TEST_F(ReportFindingsTest, OfASourceThatIsToBeReadAfreshNoReportIsMade) {
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

TEST_F(ReportFindingsTest, ACheckAndADraftNameEachSourceThatIsNotCurrent) {
  auto report = Good();
  Load(report);
  EXPECT_EQ(Check().blockers_size(), 0);
  sources_.Asked("park_region", sources_.Now(), absl::FailedPreconditionError("it was restored"));
  sources_.Follow("funding_ledger");
  const v1::CheckReportResponse check = Check();
  ASSERT_EQ(check.blockers_size(), 2);
  EXPECT_EQ(check.blockers(0).kind(), v1::BLOCKER_KIND_SOURCE_NOT_CURRENT);
  EXPECT_EQ(check.blockers(0).subject(), "funding_ledger");
  EXPECT_THAT(check.blockers(0).description(), HasSubstr("it has not answered yet"));
  EXPECT_EQ(check.blockers(1).subject(), "park_region");
  EXPECT_THAT(check.blockers(1).description(), HasSubstr("is refused since 20"));
  v1::RenderReportRequest draft;
  draft.set_report_template("reportTemplates/r");
  draft.set_file("report.md");
  const auto rendered = RenderReport(store_->Read(), book_, sources_, draft);
  ZGC_ASSERT_OK(rendered);
  ASSERT_EQ(rendered->blockers_size(), 2);
  EXPECT_EQ(rendered->blockers(0).DebugString(), check.blockers(0).DebugString());
  EXPECT_EQ(rendered->blockers(1).DebugString(), check.blockers(1).DebugString());
  // Who reads the file alone is told as well.
  EXPECT_THAT(rendered->content(), HasSubstr("起被拒用，所示的数可能已经变化"));
  for (const std::string file : {"report.html", "report.json"}) {
    draft.set_file(file);
    EXPECT_THAT(RenderReport(store_->Read(), book_, sources_, draft)->content(),
                ::testing::AllOf(HasSubstr("起被拒用"), HasSubstr("起没有及时更新")));
  }
  draft.set_revision(store_->head());
  EXPECT_EQ(RenderReport(store_->Read(), book_, sources_, draft)->blockers_size(), 0);
  // What was read earlier does not change with them.
  EXPECT_EQ(Check(store_->head()).blockers_size(), 0);
}

TEST_F(ReportFindingsTest, NobodySignsForWhatIsRefused) {
  auto report = Contradicting();
  Load(report);
  const std::string finding = Check().findings(0).id();
  sources_.Asked("park_region", sources_.Now(), absl::FailedPreconditionError("it was restored"));
  EXPECT_THAT(Sign(finding), HasReason(ERROR_REASON_SOURCE_NOT_CURRENT));
  Hear("park_region", 5);
  ZGC_EXPECT_OK(Sign(finding));
}

TEST_F(ReportFindingsTest, AFindingIsFoundThenSignedAndItsExplanationRead) {
  auto report = Contradicting();
  Load(report);
  const auto request = FromText<v1::SignFindingRequest>(
      absl::StrCat("report_template: 'reportTemplates/r' text: '口径不同' finding: '",
                   Check().findings(0).id(), "'"));
  const auto finding = FindToSign(store_->Read(), book_, sources_, request);
  ZGC_ASSERT_OK(finding);
  v1::FindingExplanation made;
  ZGC_ASSERT_OK(Commit([&](storage::Txn& txn) -> absl::Status {
    ZGC_ASSIGN_OR_RETURN(made, SignFinding(txn, {"", "supervisor"}, request, *finding));
    return absl::OkStatus();
  }));
  EXPECT_EQ(made.rule(), finding->rule());
  EXPECT_EQ(made.statement(), finding->explanation());
  const auto found =
      Got(store_->Read(), GetFindingExplanation, absl::StrCat("name: '", made.name(), "'"));
  ZGC_ASSERT_OK(found);
  EXPECT_EQ(found->text(), "口径不同");
  EXPECT_THAT(
      Listed(store_->Read(), ListFindingExplanations, "report_template: 'reportTemplates/r'"),
      ElementsAre(made.name()));
  EXPECT_THAT(
      Listed(store_->Read(), ListFindingExplanations, "report_template: 'reportTemplates/s'"),
      IsEmpty());
  EXPECT_THAT(Got(store_->Read(), GetFindingExplanation, "name: 'findingExplanations/none'"),
              HasReason(ERROR_REASON_RESOURCE_NOT_FOUND));
}

}  // namespace
}  // namespace zgc::supervision
