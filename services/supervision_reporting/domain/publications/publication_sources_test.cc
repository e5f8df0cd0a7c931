#include <string>

#include "gmock/gmock.h"
#include "services/supervision_reporting/testing/reports_fixture.h"

// What a publication, and who signs for it, need of the sources.
namespace zgc::supervision {
namespace {

using ::testing::HasSubstr;
using zgc::testing::FailsWith;
using zgc::testing::HasReason;
using namespace common::v1;  // NOLINT: the reasons

// A publication is to show that at least.
std::string Showing(const std::string& service, int64_t revision,
                    const std::string& incarnation = "") {
  return absl::StrCat("min_source_positions { key: '", service, "' value { incarnation: '",
                      incarnation.empty() ? service : incarnation, "' revision: ", revision,
                      " } }");
}

TEST_F(ReportsTest, PublishingAgainWithNothingNewIsNotDoubled) {
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

TEST_F(ReportsTest, NothingIsPublishedWhileASourceIsRefused) {
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

TEST_F(ReportsTest, ACheckAndADraftNameEachSourceThatIsNotCurrent) {
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

TEST_F(ReportsTest, SourcesThatHaveNotArrivedAreWaitedForByTheCaller) {
  auto report = Good();
  Load(report);
  const auto late = Publish(Showing("park_region", 6));
  EXPECT_THAT(late, FailsWith(absl::StatusCode::kUnavailable, HasSubstr("park_region")));
  EXPECT_THAT(late, HasReason(ERROR_REASON_REVISION_NOT_REACHED));
  EXPECT_TRUE(late.status().GetPayload("type.googleapis.com/google.rpc.RetryInfo").has_value());
  ZGC_EXPECT_OK(Publish(Showing("park_region", 5)));
}

// To wait for them would be in vain.
TEST_F(ReportsTest, PositionsThatNeverArriveAreRefused) {
  auto report = Good();
  Load(report);
  for (const char* service : {"supervision_reporting", "funding_ledger", "nobody"}) {
    EXPECT_THAT(Publish(Showing(service, 1)),
                FailsWith(absl::StatusCode::kInvalidArgument,
                          HasSubstr(absl::StrCat("min_source_positions[", service, "]"))));
  }
}

TEST_F(ReportsTest, WhoWaitsForALostHistoryIsToldSo) {
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

TEST_F(ReportsTest, ARequestCanAskForFresherOrOlderSources) {
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

TEST_F(ReportsTest, NobodySignsForWhatIsRefused) {
  auto report = Contradicting();
  Load(report);
  const std::string finding = Check().findings(0).id();
  sources_.Asked("park_region", sources_.Now(), absl::FailedPreconditionError("it was restored"));
  EXPECT_THAT(Sign(finding), HasReason(ERROR_REASON_SOURCE_NOT_CURRENT));
  Hear("park_region", 5);
  ZGC_EXPECT_OK(Sign(finding));
}

}  // namespace
}  // namespace zgc::supervision
