#include "services/supervision_reporting/domain/reports/report_files.h"

#include <string>

#include "absl/time/clock.h"
#include "common/base/interrupt.h"
#include "gmock/gmock.h"
#include "services/supervision_reporting/domain/reports/report_reader.h"
#include "services/supervision_reporting/testing/reports_fixture.h"
#include "zgc/supervision/v1/publication_service.pb.h"
#include "zgc/supervision/v1/publications.pb.h"
#include "zgc/supervision/v1/reports.pb.h"

namespace zgc::supervision {
namespace {

using ::testing::HasSubstr;
using ::zgc::testing::FailsWith;
using ::zgc::testing::HasReason;
using ::zgc::testing::kInvalid;

using zgc::testing::HasReason;
using namespace common::v1;  // NOLINT: the reasons

using ReportFilesTest = ReportsTest;

TEST_F(ReportFilesTest, ALargeFileComesInParts) {
  auto report = Good();
  std::string text;
  while (text.size() < 900'000) text += "园区建设进展顺利，各项任务按计划推进。";
  for (auto& item : report.input().items) {
    for (int i = 0; i < 2; ++i) {
      auto& paragraph = *item.add_paragraphs();
      paragraph.set_heading("进展");
      paragraph.set_text(text);
    }
  }
  Load(report);
  const auto published = Publish("publication_id: 'p'");
  ZGC_ASSERT_OK(published);
  int parts = 0;
  for (const auto& file : published->files()) {
    std::string content;
    do {
      ++parts;
      const auto part = Render("publications/p", file.name(), static_cast<int64_t>(content.size()));
      ZGC_ASSERT_OK(part);
      ASSERT_LE(part->content().size(), 3u << 20);
      ASSERT_FALSE(part->content().empty());
      content += part->content();
    } while (static_cast<int64_t>(content.size()) < file.size());
    EXPECT_EQ(HexDigest(content), file.sha256());
  }
  EXPECT_GT(parts, published->files_size());
  EXPECT_THAT(Render("publications/p", "report.md", 100 << 20),
              HasReason(ERROR_REASON_INVALID_FIELD));
}

TEST_F(ReportFilesTest, AFileHasItsDigestAndIsNotLargerThanAMessage) {
  EXPECT_EQ(HexDigest("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  const auto rendered = ToRendered({"f", "text/plain", "abc"}, 7);
  ZGC_ASSERT_OK(rendered);
  EXPECT_EQ(rendered->file().sha256(), HexDigest("abc"));
  EXPECT_EQ(rendered->file().size(), 3);
  EXPECT_EQ(rendered->report_revision(), 7);
  ZGC_EXPECT_OK(ToRendered({"f", "text/plain", std::string(16 << 20, 'x')}, 7));
  EXPECT_EQ(ToRendered({"f", "text/plain", std::string((16 << 20) + 1, 'x')}, 7).status().code(),
            absl::StatusCode::kOutOfRange);
}

TEST_F(ReportFilesTest, APartIsOfTheFileOnly) {
  const auto whole = ToRendered({"f", "text/plain", std::string(kMaxPartBytes + 5, 'x')}, 1);
  ZGC_ASSERT_OK(whole);
  EXPECT_EQ(PartOf(*whole, 0)->content().size(), kMaxPartBytes);
  const auto last = PartOf(*whole, kMaxPartBytes);
  ZGC_ASSERT_OK(last);
  EXPECT_EQ(last->content(), "xxxxx");
  EXPECT_EQ(last->offset(), static_cast<int64_t>(kMaxPartBytes));
  EXPECT_EQ(PartOf(*whole, kMaxPartBytes + 5)->content(), "");
  EXPECT_THAT(PartOf(*whole, kMaxPartBytes + 6), HasReason(ERROR_REASON_INVALID_FIELD));
  EXPECT_THAT(PartOf(*whole, -1), HasReason(ERROR_REASON_INVALID_FIELD));
}

TEST_F(ReportFilesTest, OneFileIsRenderedByItsName) {
  auto builder = Good();
  Load(builder);
  const auto report = ReadReport(store_->Read(), book_, "reportTemplates/r", store_->head());
  ZGC_ASSERT_OK(report);
  const auto file = RenderOne(**report, "report.md");
  ZGC_ASSERT_OK(file);
  EXPECT_THAT(file->content, HasSubstr("年度报告"));
  EXPECT_THAT(RenderOne(**report, "report.doc"), FailsWith(kInvalid, HasSubstr("is one of")));
}

}  // namespace
}  // namespace zgc::supervision
