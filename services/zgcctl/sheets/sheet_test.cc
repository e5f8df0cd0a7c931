#include "services/zgcctl/sheets/sheet.h"

#include <string>

#include "common/testing/matchers.h"
#include "common/testing/temp_dir.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/zgcctl/output/files.h"
#include "services/zgcctl/sheets/made_xlsx.h"

namespace zgc::ctl {
namespace {

using ::testing::HasSubstr;
using ::zgc::testing::FailsWith;
using ::zgc::testing::kInvalid;

TEST(SheetTest, ColumnsHaveTheNamesThatPeopleSee) {
  for (const int column : {0, 1, 25, 26, 51, 52, 701, 702, 16383}) {
    int64_t row = 0;
    EXPECT_EQ(ColumnOf(ColumnName(column) + "12", &row), column);
    EXPECT_EQ(row, 12);
  }
  EXPECT_EQ(ColumnName(0), "A");
  EXPECT_EQ(ColumnName(702), "AAA");
  for (const char* wrong : {"", "A", "12", "a1", "A1B", "ABCD1", "A123456789"}) {
    EXPECT_EQ(ColumnOf(wrong, nullptr), -1) << wrong;
  }
}

TEST(SheetTest, AFileIsReadByWhatItIs) {
  const testing::TempDir dir;
  const std::string path = dir.path() + "/a.xlsx";
  ZGC_ASSERT_OK(ReplaceFile(path, "甲,乙\n"));
  ZGC_EXPECT_OK(ReadWorkbook(path));
  ZGC_ASSERT_OK(ReplaceFile(path, "\xD0\xCF\x11\xE0 old"));
  EXPECT_THAT(ReadWorkbook(path), FailsWith(kInvalid, HasSubstr(".xls")));
  SheetBounds bounds;
  bounds.file_bytes = 3;
  EXPECT_THAT(ReadWorkbook(path, bounds), FailsWith(kInvalid, HasSubstr("more than the 3")));
  EXPECT_THAT(ReadWorkbook(dir.path()), FailsWith(kInvalid, HasSubstr("no file")));
}

TEST(SheetTest, WarningsAreLeftOutAndErrorsNever) {
  Workbook book;
  SheetBounds bounds;
  bounds.warnings = 2;
  bounds.errors = 3;
  for (int i = 1; i < 9; ++i) AddRemark(book, bounds, {Severity::kWarning, "表", i, "B", "x"});
  ASSERT_EQ(book.remarks.size(), 3u);
  EXPECT_EQ(ToString(book.remarks[1]), "表 B2: x");
  EXPECT_THAT(ToString(book.remarks[2]), HasSubstr("more to be said"));
  EXPECT_EQ(ToString({Severity::kError, "", 3, "", "x"}), "第3行: x");
  // However many warnings there were, each error is kept; a file with too many is refused.
  for (int i = 1; i < 4; ++i) AddRemark(book, bounds, {Severity::kError, "表", i, "C", "bad"});
  EXPECT_EQ(book.remarks.size(), 6u);
  EXPECT_EQ(book.errors, 3);
}

TEST(SheetTest, AFileWithMoreBrokenCellsThanAreReportedIsRefused) {
  const testing::TempDir dir;
  const std::string path = dir.path() + "/a.xlsx";
  ZGC_ASSERT_OK(ReplaceFile(path, MadeXlsx()
                                      .Rows("<row r='1'><c r='A1' t='e'><v>#REF!</v></c></row>"
                                            "<row r='2'><c r='A2' t='e'><v>#N/A</v></c></row>")
                                      .Bytes()));
  SheetBounds bounds;
  bounds.errors = 2;
  const auto read = ReadWorkbook(path, bounds);
  ZGC_ASSERT_OK(read);
  ASSERT_EQ(read->sheets.size(), 1u);
  EXPECT_EQ(read->sheets[0].rows.size(), 2u) << "rows of which nothing could be read are there";
  bounds.errors = 1;
  EXPECT_THAT(ReadWorkbook(path, bounds),
              FailsWith(kInvalid, HasSubstr("has 2 cells that cannot be read, such as")));
}

}  // namespace
}  // namespace zgc::ctl
