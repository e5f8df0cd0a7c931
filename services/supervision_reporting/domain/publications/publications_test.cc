#include "services/supervision_reporting/domain/publications/publications.h"

#include <string>
#include <vector>

#include "absl/time/clock.h"
#include "common/base/interrupt.h"
#include "common/testing/reads.h"
#include "gmock/gmock.h"
#include "google/rpc/error_details.pb.h"
#include "services/supervision_reporting/domain/reports/report_items.h"
#include "services/supervision_reporting/testing/reports_fixture.h"
#include "zgc/supervision/v1/publication_service.pb.h"
#include "zgc/supervision/v1/publications.pb.h"
#include "zgc/supervision/v1/reports.pb.h"

namespace zgc::supervision {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::zgc::testing::HasReason;

using zgc::testing::FailsWith;
using zgc::testing::HasReason;
using namespace common::v1;  // NOLINT: the reasons

using PublicationsTest = ReportsTest;

// A publication is to show that at least.
std::string Showing(const std::string& service, int64_t revision,
                    const std::string& incarnation = "") {
  return absl::StrCat("min_source_positions { key: '", service, "' value { incarnation: '",
                      incarnation.empty() ? service : incarnation, "' revision: ", revision,
                      " } }");
}

TEST_F(PublicationsTest, APublicationNamesItsRevisionsAndFiles) {
  auto report = Good();
  Load(report);
  const int64_t head = store_->head();
  const auto published = Publish("publication_id: 'p'");
  ZGC_ASSERT_OK(published);
  EXPECT_EQ(published->name(), "publications/p");
  EXPECT_EQ(published->number(), 1);
  EXPECT_EQ(published->report_revision(), head);
  EXPECT_EQ(published->source_positions().at("supervision_reporting").revision(), head);
  EXPECT_EQ(published->source_positions().at("task_registry").revision(), 5);
  EXPECT_EQ(published->publisher(), "publisher");
  EXPECT_EQ(published->figure_count(), 1);
  std::vector<std::string> names;
  for (const auto& file : published->files()) {
    names.push_back(file.name());
    const auto rendered = Render("publications/p", file.name());
    ZGC_ASSERT_OK(rendered);
    EXPECT_EQ(rendered->file().sha256(), file.sha256());
    EXPECT_EQ(static_cast<int64_t>(rendered->content().size()), file.size());
  }
  EXPECT_THAT(names, ElementsAre("findings.json", "report.html", "report.json", "report.md"));
  EXPECT_THAT(Render("publications/p", "other"), HasReason(ERROR_REASON_RESOURCE_NOT_FOUND));
}

TEST_F(PublicationsTest, APublishedFileIsTheSameAfterLaterChangesAndARestart) {
  auto report = Good();
  Load(report);
  ZGC_ASSERT_OK(Publish("publication_id: 'p'"));
  const auto before = Render("publications/p", "report.html");
  ZGC_ASSERT_OK(before);
  report.Figure("a", "a", "6", "家");
  Apply(report, 6);
  ZGC_ASSERT_OK(Do<v1::ReportItem>(
      UpdateReportItem, "report_item { name: 'reportTemplates/r/items/1' display_name: '新' }"));
  Open();
  const auto after = Render("publications/p", "report.html");
  ZGC_ASSERT_OK(after);
  EXPECT_EQ(before->content(), after->content());
  EXPECT_TRUE(Verify("publications/p").intact());
}

TEST_F(PublicationsTest, WhatPeopleChangedWhileAReportWasRenderedIsNotPublished) {
  auto report = Good();
  Load(report);
  v1::PublishReportRequest request;
  request.set_report_template("reportTemplates/r");
  const auto publish = [&](const RenderedReport& rendered) {
    return Commit([&](storage::Txn& txn) {
      return PublishReport(txn, sources_, request, rendered).status();
    });
  };
  const auto before = RenderToPublish(store_->Read(), book_, sources_, {"", "publisher"}, request);
  ZGC_ASSERT_OK(before);
  ZGC_ASSERT_OK(Do<v1::ReportItem>(
      UpdateReportItem, "report_item { name: 'reportTemplates/r/items/1' display_name: '新' }"));
  EXPECT_EQ(publish(*before).code(), absl::StatusCode::kAborted);
  const auto after = RenderToPublish(store_->Read(), book_, sources_, {"", "publisher"}, request);
  ZGC_ASSERT_OK(after);
  // What a source says meanwhile is of a later revision than the one that is published.
  report.Figure("a", "a", "6", "家");
  Apply(report, 6);
  ZGC_EXPECT_OK(publish(*after));
  EXPECT_TRUE(Verify("publications/r").intact());
}

TEST_F(PublicationsTest, ATakenNameIsRefused) {
  auto report = Good();
  Load(report);
  ZGC_ASSERT_OK(Publish("publication_id: 'p'"));
  report.Figure("a", "a", "6", "家");
  Apply(report, 6);
  EXPECT_THAT(Publish("publication_id: 'p'"), HasReason(ERROR_REASON_RESOURCE_EXISTS));
}

TEST_F(PublicationsTest, ABlockedPublicationNamesEachBlockerAndWritesNothing) {
  auto report = Contradicting();
  report.input().items[0].set_statement("支持12家企业。");
  Load(report);
  const int64_t head = store_->head();
  const auto refused = Publish();
  EXPECT_THAT(refused, HasReason(ERROR_REASON_PUBLICATION_BLOCKED));
  EXPECT_THAT(refused, FailsWith(absl::StatusCode::kFailedPrecondition, HasSubstr("2 blockers")));
  const auto payload =
      refused.status().GetPayload("type.googleapis.com/google.rpc.PreconditionFailure");
  ASSERT_TRUE(payload.has_value());
  google::rpc::PreconditionFailure failure;
  ASSERT_TRUE(failure.ParseFromString(std::string(*payload)));
  ASSERT_EQ(failure.violations_size(), 2);
  EXPECT_EQ(failure.violations(0).type(), "UNBOUND_NUMERAL");
  EXPECT_EQ(failure.violations(0).subject(), "reportTemplates/r/items/1#statement@2");
  EXPECT_THAT(failure.violations(0).description(), HasSubstr("12家"));
  EXPECT_EQ(failure.violations(1).type(), "OPEN_CONTRADICTION");
  EXPECT_EQ(store_->head(), head);
}

TEST_F(PublicationsTest, TheDetailsOfManyBlockersFitIntoAnAnswer) {
  auto report = Good();
  for (int i = 0; i < 200; ++i) report.input().report_template.add_preface("支持12家企业。");
  Load(report);
  const auto refused = Publish();
  EXPECT_THAT(refused, FailsWith(absl::StatusCode::kFailedPrecondition, HasSubstr("200 blockers")));
  refused.status().ForEachPayload(
      [](absl::string_view, const absl::Cord& payload) { EXPECT_LE(payload.size(), 4096u); });
}

TEST_F(PublicationsTest, WhoSignedAFindingDoesNotPublish) {
  auto report = Contradicting();
  Load(report);
  ZGC_ASSERT_OK(Sign(Check().findings(0).id()));
  EXPECT_THAT(Publish("", "supervisor"), HasReason(ERROR_REASON_SEPARATION_OF_DUTIES));
  const auto published = Publish();
  ZGC_ASSERT_OK(published);
  EXPECT_EQ(published->finding_count(), 1);
}

TEST_F(PublicationsTest, PublishingAgainWithNothingNewIsNotDoubled) {
  auto report = Good();
  Load(report);
  const auto first = Publish();
  ZGC_ASSERT_OK(first);
  EXPECT_EQ(first->name(), "publications/r");
  // Sources that moved without a change for the report are nothing new.
  Apply(report, 6);
  const auto again = Publish("publication_id: 'other'");
  ZGC_ASSERT_OK(again);
  EXPECT_EQ(again->name(), first->name());
  // Also if the caller waits for them.
  const auto waited = Publish(Showing("park_region", 6));
  ZGC_ASSERT_OK(waited);
  EXPECT_EQ(waited->name(), first->name());
  EXPECT_EQ(waited->source_positions().at("park_region").revision(), 5);
}

TEST_F(PublicationsTest, NothingIsPublishedWhileASourceIsRefused) {
  auto report = Good();
  Load(report);
  v1::PublishReportRequest request;
  request.set_report_template("reportTemplates/r");
  const auto rendered =
      RenderToPublish(store_->Read(), book_, sources_, {"", "publisher"}, request);
  ZGC_ASSERT_OK(rendered);
  sources_.Asked("park_region", sources_.Now(), absl::FailedPreconditionError("it was restored"));
  EXPECT_THAT(Publish(), FailsWith(absl::StatusCode::kFailedPrecondition,
                                   HasSubstr("park_region, is refused since")));
  EXPECT_THAT(Publish(), HasReason(ERROR_REASON_SOURCE_NOT_CURRENT));
  // Nor what was rendered before.
  const absl::Status late = Commit(
      [&](storage::Txn& txn) { return PublishReport(txn, sources_, request, *rendered).status(); });
  EXPECT_THAT(late, HasReason(ERROR_REASON_SOURCE_NOT_CURRENT));
  Hear("park_region", 5);
  ZGC_EXPECT_OK(Publish());
  // Nor before all that are followed have answered.
  sources_.Follow("funding_ledger");
  EXPECT_THAT(Publish(), HasReason(ERROR_REASON_SOURCE_NOT_CURRENT));
}

TEST_F(PublicationsTest, SourcesThatHaveNotArrivedAreWaitedForByTheCaller) {
  auto report = Good();
  Load(report);
  const auto late = Publish(Showing("park_region", 6));
  EXPECT_THAT(late, FailsWith(absl::StatusCode::kUnavailable, HasSubstr("park_region")));
  EXPECT_THAT(late, HasReason(ERROR_REASON_REVISION_NOT_REACHED));
  EXPECT_TRUE(late.status().GetPayload("type.googleapis.com/google.rpc.RetryInfo").has_value());
  ZGC_EXPECT_OK(Publish(Showing("park_region", 5)));
}

// To wait for them would be in vain.
TEST_F(PublicationsTest, PositionsThatNeverArriveAreRefused) {
  auto report = Good();
  Load(report);
  for (const char* service : {"supervision_reporting", "funding_ledger", "nobody"}) {
    EXPECT_THAT(Publish(Showing(service, 1)),
                FailsWith(absl::StatusCode::kInvalidArgument,
                          HasSubstr(absl::StrCat("min_source_positions[", service, "]"))));
  }
}

TEST_F(PublicationsTest, WhoWaitsForALostHistoryIsToldSo) {
  auto report = Good();
  Load(report);
  const auto first = Publish(Showing("park_region", 5));
  ZGC_ASSERT_OK(first);
  // The park service is restored from a backup of revision 3, writes, and is read afresh.
  Apply(report, 9);
  constexpr char kRestored[] = "incarnations { id: 'restored' first_revision: 4 }";
  Hear("park_region", 9, kRestored);
  ZGC_ASSERT_OK(Commit([&](storage::Txn& txn) -> absl::Status {
    ZGC_ASSIGN_OR_RETURN(auto source, kSources.Get(txn, {"sources/park_region"}));
    source->mutable_applied()->set_incarnation("restored");
    kSources.Put(txn, {source->name()}, *source);
    return absl::OkStatus();
  }));
  const auto lost = Publish(Showing("park_region", 5));
  EXPECT_THAT(lost, HasReason(ERROR_REASON_POSITION_FORKED));
  EXPECT_THAT(lost, FailsWith(absl::StatusCode::kFailedPrecondition, HasSubstr("park_region")));
  // The report is the same; what was published of the lost history is not given for it.
  for (const std::string& wanted : {std::string(), Showing("park_region", 9, "restored")}) {
    const auto next = Publish(wanted);
    ZGC_ASSERT_OK(next);
    EXPECT_EQ(next->name(), "publications/r-2");
    EXPECT_EQ(next->source_positions().at("park_region").incarnation(), "restored");
  }
  EXPECT_THAT(Publish("min_source_positions { key: 'park_region' value { revision: 5 } }"),
              FailsWith(absl::StatusCode::kInvalidArgument, HasSubstr("")));
}

TEST_F(PublicationsTest, ARequestCanAskForFresherOrOlderSources) {
  auto report = Contradicting();
  Load(report);
  const std::string finding = Check().findings(0).id();
  clock_.Pass(absl::Seconds(30));
  constexpr char kFresh[] = "max_source_age { seconds: 20 }";
  constexpr char kOld[] = "max_source_age { seconds: 600 }";
  EXPECT_THAT(Sign(finding, "口径不同", kFresh), HasReason(ERROR_REASON_SOURCE_NOT_CURRENT));
  ZGC_EXPECT_OK(Sign(finding));
  EXPECT_THAT(Publish(kFresh), HasReason(ERROR_REASON_SOURCE_NOT_CURRENT));
  clock_.Pass(absl::Seconds(60));
  EXPECT_THAT(Sign(finding), HasReason(ERROR_REASON_SOURCE_NOT_CURRENT));
  ZGC_EXPECT_OK(Sign(finding, "口径不同", kOld));
  EXPECT_THAT(Publish(), HasReason(ERROR_REASON_SOURCE_NOT_CURRENT));
  ZGC_EXPECT_OK(Publish(kOld));
  EXPECT_THAT(Publish("max_source_age { seconds: 1 }"),
              FailsWith(absl::StatusCode::kInvalidArgument, HasSubstr("")));
}

TEST_F(PublicationsTest, PublicationsAreListedByTemplateAndReadByName) {
  auto report = Good();
  Load(report);
  ZGC_ASSERT_OK(Publish("publication_id: 'p'"));
  const auto listed = [&](const std::string& fields) {
    v1::ListPublicationsResponse response;
    const auto next = ListPublications(store_->Read(), book_,
                                       FromText<v1::ListPublicationsRequest>(fields), {}, response);
    EXPECT_TRUE(next.ok() && next->empty()) << next.status();
    std::vector<std::string> names;
    for (const auto& row : response.publications()) names.push_back(row.name());
    return names;
  };
  EXPECT_THAT(listed("report_template: 'reportTemplates/r'"), ElementsAre("publications/p"));
  EXPECT_THAT(listed("report_template: 'reportTemplates/s'"), IsEmpty());
  v1::GetPublicationRequest request;
  request.set_name("publications/p");
  const auto found = GetPublication(store_->Read(), book_, request);
  ZGC_ASSERT_OK(found);
  EXPECT_EQ(found->publisher(), "publisher");
  request.set_name("publications/q");
  EXPECT_THAT(GetPublication(store_->Read(), book_, request),
              HasReason(ERROR_REASON_RESOURCE_NOT_FOUND));
}

}  // namespace
}  // namespace zgc::supervision
