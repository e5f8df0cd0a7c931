#include "services/zgcctl/sheets/enterprise_rows.h"

#include <string>
#include <vector>

#include "common/testing/matchers.h"
#include "common/testing/temp_dir.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/zgcctl/sheets/csv.h"
#include "services/zgcctl/sheets/made_xlsx.h"
#include "services/zgcctl/sheets/xlsx.h"

namespace zgc::ctl {
namespace {

using ::testing::HasSubstr;
using zgc::parks::v1::Enterprise;
using ::zgc::testing::FailsWith;
using ::zgc::testing::kInvalid;

TEST(EnterpriseRowsTest, RowsKeepTheirPlaces) {
  const auto book = ReadCsv(
      "名录\n企业名称,信用代码,标签,备注\n甲公司,X1,高新；龙头、 瞪羚,注\n\n "
      "乙公司　,,,\n,,,只有备注\n",
      {});
  ZGC_ASSERT_OK(book);
  const auto table = ReadEnterprises(*book, "", {}, "id");
  ZGC_ASSERT_OK(table);
  ASSERT_EQ(table->rows.size(), 2u);
  EXPECT_EQ(table->rows[0].row(), 3);
  EXPECT_EQ(table->rows[0].record_id(), "id-1");
  EXPECT_EQ(table->rows[0].enterprise().uscc(), "X1");
  ASSERT_EQ(table->rows[0].enterprise().roles_size(), 3);
  EXPECT_EQ(table->rows[0].enterprise().roles(2), "瞪羚");
  EXPECT_EQ(table->rows[1].row(), 5);
  EXPECT_EQ(table->rows[1].enterprise().display_name(), "乙公司");
  EXPECT_EQ(table->labels.at("enterprise.uscc"), "B 信用代码");
  EXPECT_THAT(ReadEnterprises(*book, "表9", {}, "id"), FailsWith(kInvalid, HasSubstr("表9")));
  const auto none = ReadCsv("企业名称\n", {});
  EXPECT_THAT(ReadEnterprises(*none, "", {}, "id"), FailsWith(kInvalid, HasSubstr("no row")));
}

TEST(EnterpriseRowsTest, WhatIsWrongWithACellIsAFindingOfItsRow) {
  const auto book = ReadXlsx(
      MadeXlsx()
          .Rows("<row r='1'><c r='A1' t='str'><v>企业名称</v></c><c r='B1' t='str'><v>信用代码</v>"
                "</c><c r='C1' t='str'><v>备注</v></c></row>"
                "<row r='2'><c r='A2' t='str'><v>甲公司</v></c><c r='B2'><v>9.1110108E+17</v></c>"
                "<c r='C2'><f>A1</f></c></row>"
                "<row r='3'><c r='A3'><f>A2</f></c><c r='B3' t='str'><v>X</v></c></row>"
                "<row r='4'><c r='A4' t='str'><v>乙公司</v></c></row>",
                "<mergeCells><mergeCell ref='B3:B4'/></mergeCells>")
          .Bytes(),
      {});
  ZGC_ASSERT_OK(book);
  const auto table = ReadEnterprises(*book, "", {}, "id");
  ZGC_ASSERT_OK(table);
  ASSERT_EQ(table->rows.size(), 3u);
  // Nobody reads column C.
  ASSERT_EQ(table->rows[0].findings_size(), 1);
  EXPECT_EQ(table->rows[0].findings(0).column(), "B 信用代码");
  EXPECT_THAT(table->rows[0].findings(0).reason(), HasSubstr("set the column to text"));
  ASSERT_EQ(table->rows[1].findings_size(), 1);
  EXPECT_EQ(table->rows[1].findings(0).column(), "A 企业名称");
  EXPECT_THAT(table->rows[1].findings(0).reason(), HasSubstr("formula"));
  ASSERT_EQ(table->rows[2].findings_size(), 1);
  EXPECT_THAT(table->rows[2].findings(0).reason(), HasSubstr("merged with B3"));
}

TEST(EnterpriseRowsTest, WhatIsExportedIsImportedAsTheSame) {
  std::vector<Enterprise> enterprises(2);
  enterprises[0].set_display_name("甲,\"公司\"");
  enterprises[0].set_uscc("91110108MA0000001D");
  enterprises[0].set_registration_park("parks/a");
  enterprises[0].add_roles("高新技术企业");
  enterprises[0].add_roles("龙头企业");
  enterprises[1].set_display_name("=乙公司");
  enterprises[1].set_head_enterprise("enterprises/a");
  enterprises[1].add_aliases("乙");
  const auto rows = WriteEnterprises(enterprises);
  const testing::TempDir dir;
  ZGC_ASSERT_OK(WriteXlsxTexts("企业", rows, dir.path() + "/e.xlsx"));
  for (const auto& book : {ReadCsv(WriteCsv(rows), {}), ReadWorkbook(dir.path() + "/e.xlsx")}) {
    ZGC_ASSERT_OK(book);
    const auto table = ReadEnterprises(*book, "", {}, "id");
    ZGC_ASSERT_OK(table);
    ASSERT_EQ(table->rows.size(), 2u);
    for (size_t i = 0; i < 2; ++i) {
      EXPECT_EQ(table->rows[i].enterprise().DebugString(), enterprises[i].DebugString());
    }
  }
}

}  // namespace
}  // namespace zgc::ctl
