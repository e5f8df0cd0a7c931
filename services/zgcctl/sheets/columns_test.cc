#include "services/zgcctl/sheets/columns.h"

#include <string>
#include <vector>

#include "common/testing/matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace zgc::ctl {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::zgc::testing::FailsWith;
using ::zgc::testing::kInvalid;

TableSheet SheetOf(const std::vector<std::vector<std::string>>& rows) {
  TableSheet sheet;
  sheet.name = "表1";
  for (size_t i = 0; i < rows.size(); ++i) {
    sheet.rows.push_back({static_cast<int64_t>(i) + 1, {}});
    for (const std::string& text : rows[i]) sheet.rows.back().cells.push_back({text});
  }
  return sheet;
}

std::vector<std::string> Mapped(const ColumnMap& map) {
  std::vector<std::string> found;
  for (const MappedColumn& column : map.columns) {
    found.push_back(column.Label() + " " + (column.field == nullptr ? "-" : column.field->path));
  }
  return found;
}

TEST(ColumnsTest, HeadingsAreFoundBelowTitlesInEitherLanguage) {
  const auto map =
      MapColumns(SheetOf({{"中关村企业名录"},
                          {" 企业 名称*", "统一社会信用代码（18位）", "", "注册资本(万元)"},
                          {"甲公司", "x", "", "5"}}),
                 EnterpriseFields(), {});
  ZGC_ASSERT_OK(map);
  EXPECT_EQ(map->heading_row, 1u);
  EXPECT_THAT(Mapped(*map),
              ElementsAre("A 企业 名称* enterprise.display_name",
                          "B 统一社会信用代码（18位） enterprise.uscc", "D 注册资本(万元) -"));
  const auto english =
      MapColumns(SheetOf({{"Company Name", "Credit_Code"}}), EnterpriseFields(), {});
  ZGC_ASSERT_OK(english);
  EXPECT_THAT(Mapped(*english), ElementsAre("A Company Name enterprise.display_name",
                                            "B Credit_Code enterprise.uscc"));
}

TEST(ColumnsTest, WhatIsGivenGoesBeforeWhatIsFound) {
  const TableSheet sheet = SheetOf({{"单位", "企业名称", "代码"}});
  const auto map = MapColumns(sheet, EnterpriseFields(),
                              {{"单位", "display_name"}, {"B", "-"}, {"代码", "enterprise.uscc"}});
  ZGC_ASSERT_OK(map);
  EXPECT_THAT(Mapped(*map), ElementsAre("A 单位 enterprise.display_name", "B 企业名称 -",
                                        "C 代码 enterprise.uscc"));
  EXPECT_THAT(MapColumns(sheet, EnterpriseFields(), {{"单位", "display_name"}}),
              FailsWith(kInvalid, HasSubstr("A 单位, B 企业名称")));
  EXPECT_THAT(MapColumns(sheet, EnterpriseFields(), {{"代码", "colour"}}),
              FailsWith(kInvalid, HasSubstr("no such field")));
  EXPECT_THAT(MapColumns(sheet, EnterpriseFields(), {{"备注", "roles"}}),
              FailsWith(kInvalid, HasSubstr("no such column")));
}

TEST(ColumnsTest, AMissingHeadingIsNamed) {
  EXPECT_THAT(MapColumns(SheetOf({{"统一社会信用代码", "标签"}}), EnterpriseFields(), {}),
              FailsWith(kInvalid, HasSubstr("表1: no column is headed 企业名称 / 单位名称")));
  EXPECT_THAT(MapColumns(SheetOf({}), EnterpriseFields(), {}),
              FailsWith(kInvalid, HasSubstr("企业名称")));
}

TEST(ColumnsTest, ACodeThatWasANumberIsExplained) {
  const TableField& code = EnterpriseFields()[1];
  const TableField& name = EnterpriseFields()[0];
  const SheetCell lost = {"911101080000000000", CellKind::kNumber};
  EXPECT_THAT(CellProblem(code, lost), HasSubstr("set the column to text"));
  EXPECT_EQ(CellProblem(code, {"911101080000000000", CellKind::kText}), "");
  EXPECT_EQ(CellProblem(code, {"12345", CellKind::kNumber}), "");
  EXPECT_THAT(CellProblem(code, {"2019-03-01", CellKind::kDate}), HasSubstr("day"));
  EXPECT_EQ(CellProblem(name, lost), "");
}

}  // namespace
}  // namespace zgc::ctl
