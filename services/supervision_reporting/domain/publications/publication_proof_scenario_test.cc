#include <string>

#include "gmock/gmock.h"
#include "services/supervision_reporting/domain/publications/publication_chain.h"
#include "services/supervision_reporting/testing/reports_fixture.h"
#include "zgc/supervision/v1/publication_service.pb.h"
#include "zgc/supervision/v1/publications.pb.h"

// How a later program proves what an earlier one has published.
namespace zgc::supervision {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using zgc::testing::HasReason;

class PublicationProofTest : public ReportsTest {
 protected:
  void SetUp() override {
    report_ = Contradicting();
    Load(report_);
    ZGC_ASSERT_OK(Sign(Check().findings(0).id()));
    const auto published = Publish("publication_id: 'p'");
    ZGC_ASSERT_OK(published);
    row_ = *published;
  }

  void PutRow() {
    row_.set_sha256(RecordDigest(row_));
    ZGC_ASSERT_OK(Commit([&](storage::Txn& txn) {
      kPublications.Put(txn, {row_.name()}, row_);
      return absl::OkStatus();
    }));
  }

  // Leaves another content of a figure where the one of its revision was.
  void ChangeFigureInThePast() {
    const storage::Snapshot now = store_->Read();
    const SourceKey key{"park_region", "figures/a"};
    auto figure = *kSourceFigures.Get(now, key);
    ASSERT_TRUE(figure.has_value());
    figure->set_value("61");
    ZGC_ASSERT_OK(Commit([&](storage::Txn& txn) {
      kSourceFigures.Put(txn, key, *figure);
      return absl::OkStatus();
    }));
    // What was published is looked up as of here then.
    row_.set_report_revision(store_->head());
    PutRow();
  }

  void ForgeStoredCopy() {
    ZGC_ASSERT_OK(Commit([&](storage::Txn& txn) -> absl::Status {
      ZGC_ASSIGN_OR_RETURN(auto file, kPublicationFiles.Get(txn, {row_.name(), "report.md"}));
      file->set_content("forged");
      kPublicationFiles.Put(txn, {row_.name(), "report.md"}, *file);
      return absl::OkStatus();
    }));
  }

  ReportBuilder report_;
  v1::Publication row_;
};

TEST_F(PublicationProofTest, TheSameProgramRendersTheBytesAgain) {
  const auto proven = Verify("publications/p");
  EXPECT_TRUE(proven.intact()) << proven.ShortDebugString();
  EXPECT_EQ(proven.proof(), v1::PUBLICATION_PROOF_REPRODUCED);
}

TEST_F(PublicationProofTest, ALaterRendererProvesTheContentFromTheRecords) {
  const auto before = Render("publications/p", "report.html");
  ZGC_ASSERT_OK(before);
  program_.renderer_version = "next";
  const auto proven = Verify("publications/p");
  EXPECT_TRUE(proven.intact()) << proven.ShortDebugString();
  EXPECT_EQ(proven.proof(), v1::PUBLICATION_PROOF_CONTENT);
  EXPECT_EQ(proven.files_size(), 4);
  // What it would render are other bytes: the published ones are those that were kept.
  const auto after = Render("publications/p", "report.html");
  ZGC_ASSERT_OK(after);
  EXPECT_EQ(after->content(), before->content());
  // It publishes anew, under its own version, and the chain holds.
  const auto next = Publish();
  ZGC_ASSERT_OK(next);
  EXPECT_EQ(next->number(), 2);
  EXPECT_EQ(next->renderer_version(), "next");
  EXPECT_EQ(next->records_sha256(), row_.records_sha256());
  EXPECT_NE(next->files(1).sha256(), row_.files(1).sha256());
  EXPECT_EQ(Verify(next->name()).chain_length(), 2);
  EXPECT_TRUE(Verify(next->name()).intact());
}

TEST_F(PublicationProofTest, LaterRulesProveTheWordsAndFigures) {
  program_.renderer_version = "next";
  program_.rules_version = "next";
  // What other rules find is no proof against it.
  row_.set_findings_sha256(std::string(64, '0'));
  PutRow();
  const auto proven = Verify("publications/p");
  EXPECT_TRUE(proven.intact()) << proven.ShortDebugString();
  EXPECT_EQ(proven.proof(), v1::PUBLICATION_PROOF_RECORDS);
  ChangeFigureInThePast();
  EXPECT_FALSE(Verify("publications/p").intact());
}

TEST_F(PublicationProofTest, ALaterRendererFindsAForgedCopy) {
  program_.renderer_version = "next";
  ForgeStoredCopy();
  const auto proven = Verify("publications/p");
  EXPECT_FALSE(proven.intact());
  EXPECT_EQ(proven.files_size(), 3);
  EXPECT_THAT(proven.problems(), ElementsAre(HasSubstr("the kept bytes of report.md")));
  EXPECT_THAT(Render("publications/p", "report.md"),
              HasReason(common::v1::ERROR_REASON_DATA_CORRUPTED));
}

TEST_F(PublicationProofTest, ALaterRendererFindsChangedRecords) {
  program_.renderer_version = "next";
  ChangeFigureInThePast();
  const auto proven = Verify("publications/p");
  EXPECT_FALSE(proven.intact());
  EXPECT_EQ(proven.files_size(), 4);
  EXPECT_THAT(proven.problems(), ElementsAre(HasSubstr("do not give the words and figures"),
                                             HasSubstr("do not give the findings")));
}

TEST_F(PublicationProofTest, TheSameProgramFindsBoth) {
  ForgeStoredCopy();
  EXPECT_FALSE(Verify("publications/p").intact());
  ChangeFigureInThePast();
  const auto proven = Verify("publications/p");
  EXPECT_FALSE(proven.intact());
  EXPECT_EQ(proven.files_size(), 0);
}

// One of before publications named the digest of their content.
TEST_F(PublicationProofTest, WithoutADigestOfTheContentTheCopiesAreCompared) {
  program_.renderer_version = "next";
  row_.clear_records_sha256();
  row_.clear_findings_sha256();
  PutRow();
  const auto proven = Verify("publications/p");
  EXPECT_TRUE(proven.intact()) << proven.ShortDebugString();
  EXPECT_EQ(proven.proof(), v1::PUBLICATION_PROOF_COPY);
  ForgeStoredCopy();
  EXPECT_FALSE(Verify("publications/p").intact());
}

}  // namespace
}  // namespace zgc::supervision
