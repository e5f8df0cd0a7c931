#include "services/zgcctl/sheets/xlsx.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "common/testing/matchers.h"
#include "common/testing/temp_dir.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/zgcctl/sheets/made_xlsx.h"

namespace zgc::ctl {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::zgc::testing::FailsWith;
using ::zgc::testing::kInvalid;

absl::StatusOr<Workbook> ReadMade(const MadeXlsx& made, const SheetBounds& bounds = {}) {
  return ReadXlsx(made.Bytes(), bounds);
}

std::vector<std::string> RemarksOf(const Workbook& book) {
  std::vector<std::string> said;
  for (const Remark& remark : book.remarks) {
    said.push_back(absl::StrCat(remark.severity == Severity::kError ? "! " : "", ToString(remark)));
  }
  return said;
}

TEST(XlsxTest, ValuesAreReadWithTheirPlaces) {
  const auto book = ReadMade(
      MadeXlsx()
          .Part("xl/sharedStrings.xml",
                "<sst><si><t>企业名称</t></si><si><r><t>甲</t></r><r><t>公司</t></r><rPh "
                "sb='0'><t>jia</t></rPh></si></sst>")
          .Rows(
              "<row r='2'><c r='B2' t='s'><v>0</v></c><c t='inlineStr'><is><t>乙&amp;</t></is></c>"
              "</row><row r='5'><c r='A5' t='s'><v>1</v></c><c r='C5' s='1'><v>43525</v></c>"
              "<c r='D5'><v>5E+3</v></c><c r='E5' t='b'><v>1</v></c></row>"));
  ZGC_ASSERT_OK(book);
  ASSERT_EQ(book->sheets.size(), 1u);
  EXPECT_EQ(book->sheets[0].name, "表1");
  ASSERT_EQ(book->sheets[0].rows.size(), 2u);
  const SheetRow& first = book->sheets[0].rows[0];
  EXPECT_EQ(first.row, 2);
  ASSERT_EQ(first.cells.size(), 3u);
  EXPECT_EQ(first.cells[1].text, "企业名称");
  EXPECT_EQ(first.cells[2].text, "乙&");
  const SheetRow& second = book->sheets[0].rows[1];
  EXPECT_EQ(second.row, 5);
  ASSERT_EQ(second.cells.size(), 5u);
  EXPECT_EQ(second.cells[0].text, "甲公司");
  EXPECT_EQ(second.cells[2].text, "2019-03-01");
  EXPECT_EQ(second.cells[2].kind, CellKind::kDate);
  EXPECT_EQ(second.cells[3].text, "5000");
  EXPECT_EQ(second.cells[3].kind, CellKind::kNumber);
  EXPECT_EQ(second.cells[4].text, "是");
  EXPECT_TRUE(book->remarks.empty());
}

TEST(XlsxTest, DaysAreCountedFrom1904WhereTheWorkbookSaysSo) {
  const auto book = ReadMade(
      MadeXlsx()
          .Part("xl/workbook.xml",
                "<workbook xmlns:r='r'><workbookPr date1904='1'/><sheets><sheet name='表1' "
                "r:id='rId1'/></sheets></workbook>")
          .Rows("<row r='1'><c r='A1' s='1'><v>42063</v></c></row>"));
  ZGC_ASSERT_OK(book);
  EXPECT_EQ(book->sheets[0].rows[0].cells[0].text, "2019-03-01");
}

TEST(XlsxTest, FormulasAndErrorsAreSaidWithTheirCells) {
  const auto book = ReadMade(
      MadeXlsx().Rows("<row r='1'><c r='A1'><f>1+1</f><v>2</v></c><c r='B1'><f>SUM(C1:C9)</f></c>"
                      "<c r='C1' t='e'><v>#REF!</v></c><c r='D1' s='1'><v>43525.5</v></c>"
                      "<c r='E1' s='1'><v>60</v></c></row>"));
  ZGC_ASSERT_OK(book);
  EXPECT_THAT(RemarksOf(*book),
              ElementsAre("表1 A1: is a formula (=1+1); the value that was saved with it is taken",
                          "! 表1 B1: is a formula (=SUM(C1:C9)) whose value is not in the file; "
                          "write the value",
                          "! 表1 C1: has the error #REF!",
                          "! 表1 D1: is a day with a time; write the day alone",
                          "! 表1 E1: 1900-02-29 was never a day"));
  ASSERT_EQ(book->sheets[0].rows.size(), 1u);
  EXPECT_EQ(book->sheets[0].rows[0].cells[0].text, "2");
}

TEST(XlsxTest, MergedCellsAreExplainedCellByCell) {
  const auto book = ReadMade(MadeXlsx().Rows(
      "<row r='1'><c r='A1' t='str'><v>标题</v></c></row>"
      "<row r='2'><c r='A2' t='str'><v>甲</v></c><c r='B2' t='str'><v>1</v></c></row>"
      "<row r='3'><c r='B3' t='str'><v>2</v></c></row>",
      "<mergeCells><mergeCell ref='A1:F1'/><mergeCell ref='A2:A900'/></mergeCells>"));
  ZGC_ASSERT_OK(book);
  EXPECT_THAT(RemarksOf(*book), ElementsAre("! 表1 A3: is merged with A2, where the value stands; "
                                            "unmerge and fill each cell"));
}

TEST(XlsxTest, AMillionEmptyRowsAreNone) {
  std::string rows;
  for (int i = 1; i <= 1'000'000; ++i) {
    absl::StrAppend(&rows, "<row r='", i, "'>", i % 2 == 0 ? "<c s='0'/>" : "", "</row>");
  }
  absl::StrAppend(&rows, "<row r='1000001'><c r='A1000001' t='str'><v>末</v></c></row>");
  const auto book = ReadMade(MadeXlsx().Rows(rows));
  ZGC_ASSERT_OK(book);
  ASSERT_EQ(book->sheets[0].rows.size(), 1u);
  EXPECT_EQ(book->sheets[0].rows[0].row, 1'000'001);
}

TEST(XlsxTest, WhatIsFarLargerThanItLooksIsRefused) {
  const MadeXlsx bomb =
      MadeXlsx().Rows(absl::StrCat("<row r='1'>", std::string(8 << 20, ' '), "</row>"));
  EXPECT_LT(bomb.Bytes().size(), 64u << 10);
  SheetBounds bounds;
  bounds.inflated_bytes = 4 << 20;
  EXPECT_THAT(ReadMade(bomb, bounds), FailsWith(kInvalid, HasSubstr("far larger than it looks")));
  bounds.inflated_bytes = 16 << 20;
  ZGC_EXPECT_OK(ReadMade(bomb, bounds));
}

TEST(XlsxTest, BoundsHoldForRowsColumnsTextsAndMergedCells) {
  SheetBounds bounds;
  bounds.rows = 1;
  bounds.columns = 2;
  bounds.text_bytes = 100;
  bounds.merged_ranges = 1;
  const std::string one = "<row><c t='s'><v>0</v></c></row>";
  const auto with = [](const std::string& rows, const std::string& after = "") {
    return MadeXlsx()
        .Part("xl/sharedStrings.xml",
              absl::StrCat("<sst><si><t>", std::string(60, 'x'), "</t></si></sst>"))
        .Rows(rows, after);
  };
  ZGC_EXPECT_OK(ReadMade(with(one), bounds));
  EXPECT_THAT(ReadMade(with("<row><c r='C1' t='s'><v>0</v></c></row>"), bounds),
              FailsWith(kInvalid, HasSubstr("column C")));
  // A short file that says one long text often.
  EXPECT_THAT(ReadMade(with("<row><c t='s'><v>0</v></c><c t='s'><v>0</v></c></row>"), bounds),
              FailsWith(kInvalid, HasSubstr("more text than is read")));
  EXPECT_THAT(ReadMade(with("<row><c t='s'><v>7</v></c></row>"), bounds),
              FailsWith(kInvalid, HasSubstr("a text that is not there")));
  const std::string range = "<mergeCell ref='A1:B2'/>";
  EXPECT_THAT(
      ReadMade(with(one, absl::StrCat("<mergeCells>", range, range, "</mergeCells>")), bounds),
      FailsWith(kInvalid, HasSubstr("more than 1 merged cells")));
  bounds.text_bytes = 1000;
  EXPECT_THAT(ReadMade(with(one + one), bounds),
              FailsWith(kInvalid, HasSubstr("more than 1 rows")));
}

TEST(XlsxTest, WhatIsNoWorkbookIsSaid) {
  EXPECT_THAT(ReadXlsx("PK\x03\x04 and no more", {}), FailsWith(kInvalid, HasSubstr("ZIP")));
  EXPECT_THAT(ReadMade(MadeXlsx()), FailsWith(kInvalid, HasSubstr("no workbook")));
  EXPECT_THAT(ReadMade(MadeXlsx().Part("xl/worksheets/sheet1.xml", "<worksheet>")),
              FailsWith(kInvalid, HasSubstr("is no XML")));
  EXPECT_THAT(ReadMade(MadeXlsx().Part("xl/worksheets/sheet1.xml",
                                       "<!DOCTYPE x [<!ENTITY a 'b'>]><worksheet>&a;</worksheet>")),
              FailsWith(kInvalid, HasSubstr("document type")));
  std::string deep;
  for (int i = 0; i < 300'000; ++i) deep += "<a>";
  for (int i = 0; i < 300'000; ++i) deep += "</a>";
  const auto nested = ReadMade(MadeXlsx().Rows(absl::StrCat("<row><c>", deep, "</c></row>")));
  ZGC_ASSERT_OK(nested);
  EXPECT_TRUE(nested->sheets[0].rows.empty());
}

TEST(XlsxTest, HiddenSheetsAreLeftOutAndNamed) {
  const auto book =
      ReadMade(MadeXlsx()
                   .Part("xl/workbook.xml",
                         "<workbook xmlns:r='r'><sheets><sheet name='底稿' state='hidden' "
                         "r:id='rId1'/></sheets></workbook>")
                   .Rows("<row r='1'><c r='A1'><v>1</v></c></row>"));
  ZGC_ASSERT_OK(book);
  EXPECT_TRUE(book->sheets.empty());
  EXPECT_THAT(RemarksOf(*book), ElementsAre("底稿: is hidden and is not read"));
}

TEST(XlsxTest, WhatIsWrittenReadsBack) {
  const testing::TempDir dir;
  const std::string path = dir.path() + "/out.xlsx";
  const std::vector<std::vector<std::string>> rows = {
      {"企业名称", "统一社会信用代码"}, {"甲\n公司 <&>", "91110108MA0000001D"}, {"=1+1", ""}};
  ZGC_ASSERT_OK(WriteXlsxTexts("企业", rows, path));
  const auto book = ReadWorkbook(path);
  ZGC_ASSERT_OK(book);
  ASSERT_EQ(book->sheets[0].rows.size(), 3u);
  for (size_t i = 0; i < rows.size(); ++i) {
    for (size_t k = 0; k < book->sheets[0].rows[i].cells.size(); ++k) {
      EXPECT_EQ(book->sheets[0].rows[i].cells[k].text, rows[i][k]);
      EXPECT_EQ(book->sheets[0].rows[i].cells[k].kind, CellKind::kText);
    }
  }
  EXPECT_TRUE(book->remarks.empty());
}

}  // namespace
}  // namespace zgc::ctl
