#include "services/supervision_reporting/domain/reports/report_reader.h"

#include "common/figures/book.h"
#include "gmock/gmock.h"
#include "services/supervision_reporting/domain/reports/sources_shown.h"
#include "services/supervision_reporting/domain/sources/source_batches.h"
#include "services/supervision_reporting/testing/reports_fixture.h"
#include "zgc/figures/v1/figure_service.pb.h"
#include "zgc/ops/v1/operations.pb.h"
#include "zgc/supervision/v1/report_service.pb.h"
#include "zgc/supervision/v1/reports.pb.h"

namespace zgc::supervision {
namespace {

using ::testing::ElementsAre;
using ::testing::Pair;
using ::zgc::testing::HasReason;
using namespace ::zgc::common::v1;  // NOLINT: the reasons

using ReportReaderTest = ReportsTest;

TEST_F(ReportReaderTest, AReportIsReadAsOfARevisionAlsoAfterARestart) {
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

TEST_F(ReportReaderTest, WhatHasTakenThePlaceOfACitedFigureIsNamed) {
  ReportBuilder report = Good();
  report.Citing({"b"});
  report.Figure("b2", "a", "6", "家");
  Load(report);
  EXPECT_EQ(Check().blockers(0).successor(), "");
  ZGC_ASSERT_OK(Commit([](storage::Txn& txn) {
    kReplacedSourceFigures.Add(txn, {"park_region", "figures/b"}, "figures/b2");
    return absl::OkStatus();
  }));
  const auto blocker = Check().blockers(0);
  EXPECT_EQ(blocker.kind(), v1::BLOCKER_KIND_FIGURE_NOT_FOUND);
  EXPECT_EQ(blocker.subject(), "//park_region/figures/b");
  EXPECT_EQ(blocker.successor(), "//park_region/figures/b2");
}

TEST_F(ReportReaderTest, OwnFiguresAreReadFromTheBook) {
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

TEST_F(ReportReaderTest, ItemsAreReadByNumber) {
  ReportBuilder builder;
  builder.Task("1").Task("2").Item(2).Item(1);
  Load(builder);
  const auto items = ItemsOf(store_->Read(), "reportTemplates/r");
  ZGC_ASSERT_OK(items);
  ASSERT_EQ(items->size(), 2u);
  EXPECT_EQ(items->front().number(), 1);
  EXPECT_EQ(TemplateOf(items->front().name()), "reportTemplates/r");
  EXPECT_EQ(TemplateOf("reportTemplates/x/items/y"), "reportTemplates/x");
}

TEST_F(ReportReaderTest, AReportIsOfOneTemplateAndRevision) {
  auto builder = Contradicting();
  Load(builder);
  const auto read = ReadReport(store_->Read(), book_, "reportTemplates/r", store_->head());
  ZGC_ASSERT_OK(read);
  const Report& report = **read;
  EXPECT_EQ(report.input.versions.report_revision, store_->head());
  EXPECT_EQ(report.input.figures.size(), 2u);
  EXPECT_EQ(report.model.findings.size(), 1u);
  EXPECT_THAT(ReadReport(store_->Read(), book_, "reportTemplates/s", store_->head()).status(),
              HasReason(ERROR_REASON_RESOURCE_NOT_FOUND));
}

TEST_F(ReportReaderTest, WhatPeopleDecideChangesTheDigestAndWhatIsFollowedDoesNot) {
  auto builder = Contradicting();
  Load(builder);
  const auto digest = [&] {
    const auto made = DigestOfDecisions(store_->Read(), "reportTemplates/r");
    EXPECT_TRUE(made.ok()) << made.status();
    return made.value_or("");
  };
  const std::string before = digest();
  Apply(builder, 6);
  EXPECT_EQ(digest(), before);
  ZGC_ASSERT_OK(Sign(Check().findings(0).id()));
  const std::string signed_once = digest();
  EXPECT_NE(signed_once, before);
  ZGC_ASSERT_OK(Sign(Check().findings(0).id(), "另一说明"));
  EXPECT_NE(digest(), signed_once);
}

TEST_F(ReportReaderTest, ThePositionsAreThoseOfEveryServiceUnlessOneIsBeingRead) {
  auto builder = Good();
  Load(builder);
  ReportVersions versions;
  ZGC_ASSERT_OK(ReadVersions(store_->Read(), book_, 7, versions));
  EXPECT_EQ(versions.report_revision, 7);
  EXPECT_EQ(versions.source_positions.at("park_region").revision(), 5);
  EXPECT_EQ(versions.source_positions.at("supervision_reporting").revision(), 7);
  ZGC_ASSERT_OK(Commit([&](storage::Txn& txn) -> absl::Status {
    ZGC_ASSIGN_OR_RETURN(auto source, kSources.Get(txn, {"sources/park_region"}));
    source->set_exact(false);
    kSources.Put(txn, {source->name()}, *source);
    return absl::OkStatus();
  }));
  EXPECT_THAT(ReadVersions(store_->Read(), book_, 7, versions),
              HasReason(ERROR_REASON_SOURCE_NOT_CURRENT));
}

TEST_F(ReportReaderTest, WhatIsShownIsCurrentOrRefused) {
  auto builder = Good();
  Load(builder);
  const auto report = ReadReport(store_->Read(), book_, "reportTemplates/r", store_->head());
  ZGC_ASSERT_OK(report);
  const auto shown = ShownIn((*report)->input.versions, store_->Read(), book_, sources_);
  ZGC_ASSERT_OK(shown);
  EXPECT_THAT(*shown, ElementsAre(Pair("park_region", 5), Pair("task_registry", 5)));
  ZGC_EXPECT_OK(RequireCurrent(sources_, *shown, resource::SourceWatch::kMaxAge));
  // Followed, though it has never answered.
  sources_.Follow("funding_ledger");
  const auto more = ShownIn((*report)->input.versions, store_->Read(), book_, sources_);
  ZGC_ASSERT_OK(more);
  EXPECT_EQ(more->size(), 3u);
  EXPECT_THAT(RequireCurrent(sources_, *more, resource::SourceWatch::kMaxAge),
              HasReason(ERROR_REASON_SOURCE_NOT_CURRENT));
}

}  // namespace
}  // namespace zgc::supervision
