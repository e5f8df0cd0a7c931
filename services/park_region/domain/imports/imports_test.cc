#include "services/park_region/domain/imports/imports.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "services/park_region/domain/imports/import_rows.h"
#include "services/park_region/testing/imports_fixture.h"

namespace zgc::parks {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::zgc::testing::FailsWith;
using ::zgc::testing::HasReason;
using ::zgc::testing::kInvalid;

class ImportsTest : public ImportsFixture {
 protected:
  std::vector<int64_t> RowsWith(v1::ImportOutcome outcome) {
    v1::ListImportRowsRequest request;
    request.set_name("imports/i");
    request.set_outcome(outcome);
    std::vector<int64_t> rows;
    storage::Page page;
    page.size = 1;
    do {
      v1::ListImportRowsResponse response;
      const auto next = ListImportRows(store_->Read(), request, page, response);
      ZGC_EXPECT_OK(next);
      if (!next.ok()) break;
      for (const v1::ImportRow& row : response.rows()) rows.push_back(row.row());
      page.start = *next;
    } while (!page.start.empty());
    return rows;
  }
};

TEST_F(ImportsTest, AnImportGoesFromOpenToAppliedAndEveryRowIsAccountedFor) {
  ZGC_ASSERT_OK(Begin(3));
  ZGC_ASSERT_OK(Check(1, {{2, "a", "甲公司", Uscc("91110108MA0000001")}}));
  EXPECT_THAT(Do(FinishImportCheck, "name: 'imports/i'"),
              FailsWith(absl::StatusCode::kFailedPrecondition, HasSubstr("1 of its 3 rows")));
  EXPECT_THAT(Apply(1, {}), FailsWith(absl::StatusCode::kFailedPrecondition, HasSubstr("OPEN")));
  ZGC_ASSERT_OK(Check(2, {{3, "b", "乙公司", "no code"}, {4, "c", "丙公司", ""}}));
  ZGC_ASSERT_OK(Do(FinishImportCheck, "name: 'imports/i'"));
  // Nothing was written but the report.
  EXPECT_FALSE(Exists("a"));
  EXPECT_EQ(Now().good_rows(), 2);
  EXPECT_EQ(Now().refused_rows(), 1);

  ZGC_ASSERT_OK(ApplyAll());
  EXPECT_TRUE(Exists("a"));
  EXPECT_FALSE(Exists("b"));
  EXPECT_TRUE(Exists("c"));
  EXPECT_EQ(Now().state(), v1::IMPORT_STATE_APPLIED);
  EXPECT_EQ(Now().applied_rows(), 2);
  EXPECT_EQ(Now().good_rows(), 0);
  EXPECT_EQ(Now().steps_size(), 3);
  EXPECT_THAT(RowsWith(v1::IMPORT_OUTCOME_UNSPECIFIED), ElementsAre(2, 3, 4));
  EXPECT_THAT(RowsWith(v1::IMPORT_OUTCOME_APPLIED), ElementsAre(2, 4));
  EXPECT_THAT(RowsWith(v1::IMPORT_OUTCOME_REFUSED), ElementsAre(3));
}

TEST_F(ImportsTest, ImportsAreFound) {
  EXPECT_EQ(BatchName("imports/i", 12), "importBatches/i-000012");
  ZGC_ASSERT_OK(Begin(3));
  v1::GetImportRequest request;
  request.set_name("imports/i");
  const auto got = GetImport(store_->Read(), request);
  ZGC_ASSERT_OK(got);
  EXPECT_EQ(got->row_count(), 3);
  EXPECT_EQ(got->state(), v1::IMPORT_STATE_OPEN);
  v1::ListImportsResponse response;
  v1::ListImportsRequest list;
  list.set_filter("file_sha256 = \"" + got->file_sha256() + "\" AND state = IMPORT_STATE_OPEN");
  ZGC_ASSERT_OK(ListImports(store_->Read(), list, {}, response));
  ASSERT_EQ(response.imports_size(), 1);
  EXPECT_EQ(response.imports(0).name(), "imports/i");
}

TEST_F(ImportsTest, WhatAnImportMustSay) {
  EXPECT_THAT(Do(CreateImport,
                 "import_id: 'i' import { display_name: 'f.csv' row_count: 1 "
                 "file_sha256: 'ABC' }"),
              FailsWith(kInvalid, HasSubstr("import.file_sha256")));
  EXPECT_THAT(Do(CreateImport, absl::StrCat("import_id: 'i' import { display_name: "
                                            "'11010519491231002X.csv' row_count: 1 file_sha256: '",
                                            std::string(64, 'a'), "' }")),
              FailsWith(kInvalid, HasSubstr("import.display_name")));
  EXPECT_THAT(Begin(1'000'001), FailsWith(kInvalid, HasSubstr("import.row_count")));
  EXPECT_THAT(Do(CreateImport, absl::StrCat("import_id: '", std::string(71, 'x'), "'")),
              FailsWith(kInvalid, HasSubstr("longer than 70")));
  ZGC_ASSERT_OK(Begin(1));
  EXPECT_THAT(Begin(1), HasReason(common::v1::ERROR_REASON_RESOURCE_EXISTS));
}

TEST_F(ImportsTest, ATakenBackImportIsAppliedNoFurther) {
  ZGC_ASSERT_OK(Begin(2));
  ZGC_ASSERT_OK(Check(1, {{2, "a", "甲公司", ""}}));
  ZGC_ASSERT_OK(Check(2, {{3, "b", "乙公司", ""}}));
  ZGC_ASSERT_OK(Do(FinishImportCheck, "name: 'imports/i'"));
  ZGC_ASSERT_OK(Apply(1));
  EXPECT_EQ(Now().state(), v1::IMPORT_STATE_CHECKED);
  EXPECT_THAT(TakeBack(1), FailsWith(absl::StatusCode::kFailedPrecondition, HasSubstr("CHECKED")));
  ZGC_ASSERT_OK(Do(TakeBackImport, "name: 'imports/i' reason: '文件有误'"));
  EXPECT_THAT(Apply(2), FailsWith(absl::StatusCode::kFailedPrecondition, HasSubstr("TAKEN_BACK")));
  ZGC_ASSERT_OK(TakeBack(1));
  ZGC_ASSERT_OK(TakeBack(2));
  EXPECT_FALSE(Exists("a"));
  EXPECT_FALSE(Exists("b"));
  EXPECT_THAT(RowsWith(v1::IMPORT_OUTCOME_APPLIED), IsEmpty());
  EXPECT_THAT(RowsWith(v1::IMPORT_OUTCOME_TAKEN_BACK), ElementsAre(2));
  EXPECT_EQ(Now().good_rows(), 1);
}

}  // namespace
}  // namespace zgc::parks
