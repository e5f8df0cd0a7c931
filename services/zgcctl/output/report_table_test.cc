#include "services/zgcctl/output/report_table.h"

#include <filesystem>
#include <fstream>
#include <iterator>

#include "common/testing/matchers.h"
#include "common/testing/temp_dir.h"
#include "gmock/gmock.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"
#include "services/zgcctl/output/files.h"

namespace zgc::ctl {
namespace {

using ::testing::HasSubstr;
using zgc::funding::v1::ReportTable;

ReportTable Sample(const std::string& label = "人才", const std::string& more = "") {
  ReportTable report;
  const std::string text = R"(
    title: '执行情况' revision: 7 notes: '说明。'
    columns { key: 'label' label: '项目' type: REPORT_COLUMN_TYPE_TEXT }
    columns { key: 'day' label: '日期' type: REPORT_COLUMN_TYPE_DATE }
    columns { key: 'fen' label: '预算' type: REPORT_COLUMN_TYPE_MONEY_FEN summed: true }
    columns { key: 'rate' label: '执行率（%）' type: REPORT_COLUMN_TYPE_PERCENT }
    rows { kind: REPORT_ROW_KIND_ITEM cells: '专项资金' cells: '2019-04-01' cells: '123456'
           cells: '25.5' }
    rows { kind: REPORT_ROW_KIND_ITEM level: 1 cells: ')" +
                           label + R"(' cells: '' cells: '-5' cells: '' }
    totals { kind: REPORT_ROW_KIND_TOTAL cells: '合计' cells: '' cells: '123456' cells: '' }
  )" + more;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &report));
  return report;
}

std::string Read(const std::string& path) {
  std::ifstream stream(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
}

TEST(ReportTableTest, AmountsAreExactInEveryUnit) {
  const ReportTable report = Sample();
  const auto& column = report.columns(2);
  EXPECT_EQ(Shown(column, "1230", MoneyUnit::kFen), "1230");
  EXPECT_EQ(Shown(column, "1230", MoneyUnit::kYuan), "12.30");
  EXPECT_EQ(Shown(column, "-5", MoneyUnit::kYuan), "-0.05");
  EXPECT_EQ(Shown(column, "0", MoneyUnit::kYuan), "0.00");
  EXPECT_EQ(Shown(column, "225500000001", MoneyUnit::kWan), "225500.000001");
  EXPECT_EQ(Shown(column, "99999999999999999", MoneyUnit::kYuan), "999999999999999.99");
  EXPECT_EQ(Shown(column, "", MoneyUnit::kYuan), "");
  EXPECT_EQ(Heading(column, MoneyUnit::kWan), "预算（万元）");
  EXPECT_EQ(Heading(report.columns(3), MoneyUnit::kWan), "执行率（%）");
}

TEST(ReportTableTest, TheScreenShowsTitleRevisionAndNotes) {
  EXPECT_EQ(RenderReport(Sample(), MoneyUnit::kYuan, Format::kTable),
            "执行情况\n"
            "项目      日期        预算（元）  执行率（%）\n"
            "专项资金  2019-04-01  1234.56     25.5\n"
            "  人才                -0.05\n"
            "合计                  1234.56\n"
            "数据版本 7\n"
            "说明。\n");
}

TEST(ReportTableTest, CsvIsThatOfTheRfc) {
  EXPECT_EQ(ReportCsv(Sample("a,\"b\"\\nc"), MoneyUnit::kFen, false),
            "项目,日期,预算（分）,执行率（%）,级次\r\n"
            "专项资金,2019-04-01,123456,25.5,0\r\n"
            "\"a,\"\"b\"\"\nc\",,-5,,1\r\n"
            "合计,,123456,,\r\n");
  EXPECT_EQ(ReportCsv(Sample(), MoneyUnit::kFen, true).substr(0, 3), "\xEF\xBB\xBF");
}

// A text from a record must not run when somebody opens the file; an amount below
// zero must stay a number.
TEST(ReportTableTest, ATextIsNoFormula) {
  for (const char* text : {"=1+1", "+1", "-1", "@SUM(A1)"}) {
    EXPECT_THAT(ReportCsv(Sample(text), MoneyUnit::kFen, false),
                HasSubstr(std::string("\r\n'") + text + ",,-5,"));
  }
  EXPECT_THAT(ReportCsv(Sample("=HYPERLINK(\"x\",\"y\")"), MoneyUnit::kFen, false),
              HasSubstr("\r\n\"'=HYPERLINK(\"\"x\"\",\"\"y\"\")\","));
}

TEST(ReportTableTest, ATotalIsCheckedAgainstTheRowsAtTheTop) {
  EXPECT_TRUE(TotalIsSum(Sample(), 2));
  EXPECT_FALSE(TotalIsSum(Sample("x", "rows { cells: '' cells: '' cells: '1' cells: '' }"), 2));
}

TEST(ReportTableTest, AWorkbookIsTheSameBytesEachTime) {
  testing::TempDir folder;
  const std::string first = folder.path() + "/a.xlsx";
  const std::string second = folder.path() + "/b.xlsx";
  ZGC_ASSERT_OK(WriteXlsx(Sample(), MoneyUnit::kYuan, first));
  ZGC_ASSERT_OK(WriteXlsx(Sample(), MoneyUnit::kYuan, second));
  EXPECT_EQ(Read(first).substr(0, 2), "PK");
  EXPECT_EQ(Read(first), Read(second));
  ZGC_ASSERT_OK(WriteXlsx(Sample("别的"), MoneyUnit::kYuan, second));
  EXPECT_NE(Read(first), Read(second));
}

TEST(ReportTableTest, AFolderThatIsNotThereIsAnError) {
  testing::TempDir folder;
  EXPECT_FALSE(WriteXlsx(Sample(), MoneyUnit::kYuan, folder.path() + "/none/a.xlsx").ok());
}

TEST(FilesTest, AFileIsReplacedWholeOrStays) {
  testing::TempDir folder;
  const std::string path = folder.path() + "/a.csv";
  ZGC_ASSERT_OK(ReplaceFile(path, "old"));
  ZGC_ASSERT_OK(ReplaceFile(path, "new"));
  EXPECT_EQ(Read(path), "new");
  const auto failed = ReplaceFile(path, [](const std::string& beside) {
    std::ofstream(beside) << "half";
    return absl::UnknownError("the disk is full");
  });
  EXPECT_FALSE(failed.ok());
  EXPECT_EQ(Read(path), "new");
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder.path()), {}), 1);
}

}  // namespace
}  // namespace zgc::ctl
