#include "services/supervision_reporting/domain/publications/publication_chain.h"

#include <string>

#include "absl/time/clock.h"
#include "common/base/interrupt.h"
#include "gmock/gmock.h"
#include "services/supervision_reporting/testing/reports_fixture.h"
#include "zgc/supervision/v1/publication_service.pb.h"
#include "zgc/supervision/v1/publications.pb.h"
#include "zgc/supervision/v1/reports.pb.h"

namespace zgc::supervision {
namespace {

using ::testing::HasSubstr;
using ::zgc::testing::HasReason;

using zgc::testing::FailsWith;
using zgc::testing::HasReason;
using namespace common::v1;  // NOLINT: the reasons

using PublicationChainTest = ReportsTest;

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
  absl::StatusOr<absl::Time> CommitTime() const override { return rows_.CommitTime(); }
  const storage::Lineage& lineage() const override { return rows_.lineage(); }
  const storage::Column* FindColumn(absl::string_view name) const override {
    return rows_.FindColumn(name);
  }
  storage::Resident* resident() const override { return rows_.resident(); }
  bool derived_complete() const override { return rows_.derived_complete(); }
  bool in_txn() const override { return false; }

 private:
  const storage::Snapshot rows_;
};

TEST_F(PublicationChainTest, PublicationsFormAChain) {
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

TEST_F(PublicationChainTest, ARewrittenDigestIsNoticed) {
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

TEST_F(PublicationChainTest, ARewrittenRecordIsNoticedByItselfAndByItsSuccessor) {
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

TEST_F(PublicationChainTest, AFileThatCannotBeReadJustNowIsNotDamaged) {
  auto report = Good();
  Load(report);
  v1::VerifyPublicationRequest request;
  request.set_name(Publish()->name());
  EXPECT_THAT(VerifyPublication(Unreadable(store_->Read()), *store_, book_, request),
              FailsWith(absl::StatusCode::kUnavailable, "EIO"));
}

// Wherever it is when its time is over.
TEST_F(PublicationChainTest, AVerificationThatIsEndedHasFoundNothingWrong) {
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

TEST_F(PublicationChainTest, WhatAnEarlierRendererPublishedIsServedFromItsBytes) {
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

TEST_F(PublicationChainTest, TheLatestOfATemplateIsTheLastInTheChain) {
  auto report = Good();
  Load(report);
  const auto latest = [&](const std::string& report_template) {
    const auto row = LatestPublication(store_->Read(), report_template);
    EXPECT_TRUE(row.ok()) << row.status();
    return row.ok() && row->has_value() ? (*row)->name() : "none";
  };
  EXPECT_EQ(latest("reportTemplates/r"), "none");
  // The later one has the lesser name.
  ZGC_ASSERT_OK(Publish("publication_id: 'z'"));
  report.Figure("a", "a", "6", "家");
  Apply(report, 6);
  ZGC_ASSERT_OK(Publish("publication_id: 'b'"));
  EXPECT_EQ(latest("reportTemplates/r"), "publications/b");
  EXPECT_EQ(latest("reportTemplates/s"), "none");
}

TEST_F(PublicationChainTest, APublicationIsRenderedByTheNameOfAFile) {
  auto report = Good();
  Load(report);
  ZGC_ASSERT_OK(Publish("publication_id: 'p'"));
  v1::RenderPublicationRequest request;
  request.set_name("publications/p");
  request.set_file("report.doc");
  EXPECT_THAT(RenderPublication(store_->Read(), *store_, book_, request),
              HasReason(ERROR_REASON_RESOURCE_NOT_FOUND));
  request.set_file("report.md");
  const auto file = RenderPublication(store_->Read(), *store_, book_, request);
  ZGC_ASSERT_OK(file);
  EXPECT_THAT(file->content(), HasSubstr("年度报告"));
}

}  // namespace
}  // namespace zgc::supervision
