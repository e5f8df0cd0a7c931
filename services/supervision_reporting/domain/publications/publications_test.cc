#include "services/supervision_reporting/domain/publications/publications.h"

#include <string>
#include <vector>

#include "absl/time/clock.h"
#include "common/base/interrupt.h"
#include "gmock/gmock.h"
#include "google/rpc/error_details.pb.h"
#include "services/supervision_reporting/domain/publications/publication_chain.h"
#include "services/supervision_reporting/domain/reports/report_files.h"
#include "services/supervision_reporting/domain/reports/report_items.h"
#include "services/supervision_reporting/testing/reports_fixture.h"
#include "zgc/supervision/v1/publication_service.pb.h"
#include "zgc/supervision/v1/publications.pb.h"
#include "zgc/supervision/v1/reports.pb.h"

namespace zgc::supervision {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using zgc::testing::FailsWith;
using zgc::testing::HasReason;
using namespace common::v1;  // NOLINT: the reasons

// Publication -----------------------------------------------------------------

TEST_F(ReportsTest, APublicationNamesItsRevisionsAndFiles) {
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

TEST_F(ReportsTest, APublishedFileIsTheSameAfterLaterChangesAndARestart) {
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

TEST_F(ReportsTest, PublicationsFormAChain) {
  auto report = Good();
  Load(report);
  const auto first = Publish();
  report.Figure("a", "a", "6", "家");
  Apply(report, 6);
  const auto second = Publish();
  ZGC_ASSERT_OK(second);
  EXPECT_EQ(second->number(), 2);
  EXPECT_EQ(second->previous(), first->name());
  EXPECT_EQ(second->previous_sha256(), first->sha256());
  const auto verified = Verify(second->name());
  EXPECT_TRUE(verified.intact());
  EXPECT_EQ(verified.chain_length(), 2);
  EXPECT_EQ(verified.files_size(), 4);
}

TEST_F(ReportsTest, WhatPeopleChangedWhileAReportWasRenderedIsNotPublished) {
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

TEST_F(ReportsTest, ALargeFileComesInParts) {
  auto report = Good();
  std::string text;
  while (text.size() < 900'000) text += "园区建设进展顺利，各项任务按计划推进。";
  for (auto& item : report.input().items) {
    for (int i = 0; i < 5; ++i) {
      auto& paragraph = *item.add_paragraphs();
      paragraph.set_heading("进展");
      paragraph.set_text(text);
    }
  }
  Load(report);
  const auto published = Publish("publication_id: 'p'");
  ZGC_ASSERT_OK(published);
  for (const auto& file : published->files()) {
    std::string content;
    do {
      const auto part = Render("publications/p", file.name(), static_cast<int64_t>(content.size()));
      ZGC_ASSERT_OK(part);
      ASSERT_LE(part->content().size(), 3u << 20);
      ASSERT_FALSE(part->content().empty());
      content += part->content();
    } while (static_cast<int64_t>(content.size()) < file.size());
    EXPECT_EQ(HexDigest(content), file.sha256());
  }
  EXPECT_THAT(Render("publications/p", "report.md", 100 << 20),
              HasReason(ERROR_REASON_INVALID_FIELD));
}

TEST_F(ReportsTest, ATakenNameIsRefused) {
  auto report = Good();
  Load(report);
  ZGC_ASSERT_OK(Publish("publication_id: 'p'"));
  report.Figure("a", "a", "6", "家");
  Apply(report, 6);
  EXPECT_THAT(Publish("publication_id: 'p'"), HasReason(ERROR_REASON_RESOURCE_EXISTS));
}

TEST_F(ReportsTest, ABlockedPublicationNamesEachBlockerAndWritesNothing) {
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

TEST_F(ReportsTest, TheDetailsOfManyBlockersFitIntoAnAnswer) {
  auto report = Good();
  for (int i = 0; i < 200; ++i) report.input().report_template.add_preface("支持12家企业。");
  Load(report);
  const auto refused = Publish();
  EXPECT_THAT(refused, FailsWith(absl::StatusCode::kFailedPrecondition, HasSubstr("200 blockers")));
  refused.status().ForEachPayload(
      [](absl::string_view, const absl::Cord& payload) { EXPECT_LE(payload.size(), 4096u); });
}

TEST_F(ReportsTest, WhoSignedAFindingDoesNotPublish) {
  auto report = Contradicting();
  Load(report);
  ZGC_ASSERT_OK(Sign(Check().findings(0).id()));
  EXPECT_THAT(Publish("", "supervisor"), HasReason(ERROR_REASON_SEPARATION_OF_DUTIES));
  const auto published = Publish();
  ZGC_ASSERT_OK(published);
  EXPECT_EQ(published->finding_count(), 1);
}

// Tampering -------------------------------------------------------------------

TEST_F(ReportsTest, ARewrittenDigestIsNoticed) {
  auto report = Good();
  Load(report);
  auto row = *Publish("publication_id: 'p'");
  row.mutable_files(0)->set_sha256(std::string(64, '0'));
  ZGC_ASSERT_OK(Commit([&](storage::Txn& txn) {
    kPublications.Put(txn, {row.name()}, row);
    return absl::OkStatus();
  }));
  EXPECT_THAT(Render("publications/p", "findings.json"), HasReason(ERROR_REASON_DATA_CORRUPTED));
  const auto verified = Verify("publications/p");
  EXPECT_FALSE(verified.intact());
  EXPECT_EQ(verified.files_size(), 3);
}

TEST_F(ReportsTest, ARewrittenRecordIsNoticedByItselfAndByItsSuccessor) {
  auto report = Good();
  Load(report);
  auto first = *Publish();
  report.Figure("a", "a", "6", "家");
  Apply(report, 6);
  const auto second = *Publish();
  first.set_publisher("somebody");
  ZGC_ASSERT_OK(Commit([&](storage::Txn& txn) {
    kPublications.Put(txn, {first.name()}, first);
    return absl::OkStatus();
  }));
  EXPECT_FALSE(Verify(first.name()).intact());
  EXPECT_FALSE(Verify(second.name()).intact());
  // A new digest over the lie breaks the chain.
  first.set_sha256(std::string(64, '0'));
  ZGC_ASSERT_OK(Commit([&](storage::Txn& txn) {
    kPublications.Put(txn, {first.name()}, first);
    return absl::OkStatus();
  }));
  EXPECT_THAT(Verify(second.name()).problems(0), HasSubstr("does not follow"));
}

// A snapshot whose published files cannot be read just now.
class Unreadable final : public storage::Reader {
 public:
  explicit Unreadable(storage::Snapshot rows) : rows_(std::move(rows)) {}
  absl::StatusOr<absl::optional<std::string>> Get(const storage::Column& column,
                                                  absl::string_view key) const override {
    if (column.id == kPublicationFiles.column().id) return absl::UnavailableError("EIO");
    return rows_.Get(column, key);
  }
  std::unique_ptr<storage::Cursor> Scan(const storage::Column& column,
                                        const storage::ScanRange& range) const override {
    return rows_.Scan(column, range);
  }
  int64_t revision() const override { return rows_.revision(); }
  const storage::Lineage& lineage() const override { return rows_.lineage(); }
  storage::Resident* resident() const override { return rows_.resident(); }
  bool in_txn() const override { return false; }

 private:
  const storage::Snapshot rows_;
};

TEST_F(ReportsTest, AFileThatCannotBeReadJustNowIsNotDamaged) {
  auto report = Good();
  Load(report);
  v1::VerifyPublicationRequest request;
  request.set_name(Publish()->name());
  EXPECT_THAT(VerifyPublication(Unreadable(store_->Read()), *store_, book_, request),
              FailsWith(absl::StatusCode::kUnavailable, "EIO"));
}

// Wherever it is when its time is over.
TEST_F(ReportsTest, AVerificationThatIsEndedHasFoundNothingWrong) {
  auto report = Good();
  Load(report);
  auto row = *Publish("publication_id: 'p'");
  // Then only files are read.
  row.set_renderer_version("0");
  row.set_sha256(RecordDigest(row));
  ZGC_ASSERT_OK(Commit([&](storage::Txn& txn) {
    kPublications.Put(txn, {row.name()}, row);
    return absl::OkStatus();
  }));
  ASSERT_TRUE(Verify(row.name()).intact());
  v1::VerifyPublicationRequest request;
  request.set_name(row.name());
  constexpr int kCallsBetweenLooks = 32;
  int ended_early = 0;
  for (int before = 0; before < kCallsBetweenLooks; ++before) {
    const base::Interrupt interrupt(absl::Now());
    const base::InterruptScope scope(interrupt);
    for (int i = 0; i < before; ++i) ZGC_ASSERT_OK(base::StillWanted());
    const auto verified = VerifyPublication(store_->Read(), *store_, book_, request);
    if (!verified.ok()) {
      EXPECT_EQ(verified.status().code(), absl::StatusCode::kDeadlineExceeded);
      ++ended_early;
      continue;
    }
    EXPECT_TRUE(verified->intact()) << verified->ShortDebugString();
  }
  EXPECT_GT(ended_early, 1);
}

TEST_F(ReportsTest, WhatAnEarlierRendererPublishedIsServedFromItsBytes) {
  auto report = Good();
  Load(report);
  auto row = *Publish("publication_id: 'p'");
  const auto before = Render("publications/p", "report.md");
  row.set_renderer_version("0");
  const auto put = [&](const std::string& content) {
    return Commit([&](storage::Txn& txn) -> absl::Status {
      kPublications.Put(txn, {row.name()}, row);
      v1::RenderedFile file = *before;
      file.set_content(content);
      kPublicationFiles.Put(txn, {row.name(), "report.md"}, file);
      return absl::OkStatus();
    });
  };
  ZGC_ASSERT_OK(put(before->content()));
  EXPECT_EQ(Render("publications/p", "report.md")->content(), before->content());
  ZGC_ASSERT_OK(put("forged"));
  EXPECT_THAT(Render("publications/p", "report.md"), HasReason(ERROR_REASON_DATA_CORRUPTED));
}

}  // namespace
}  // namespace zgc::supervision
