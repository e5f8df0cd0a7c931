#include "services/supervision_reporting/report/print/html_style.h"

#include <string>
#include <utility>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace zgc::supervision {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

std::string StyleOfBoard(std::vector<document::Table::Column> columns) {
  document::Table table{"", "", true, std::move(columns), {}};
  document::Document document{"年报", "管委会", {}, {}};
  document.blocks.push_back({document::Section{"board", "", 2, true, {}, {{std::move(table)}}}});
  return ReportStyle(document);
}

TEST(ReportStyle, AColumnIsAsWideAsItsTitleSaysWhereverItStands) {
  EXPECT_THAT(StyleOfBoard({{"序号"}, {"任务"}, {"牵头单位"}}),
              HasSubstr("#board col:nth-child(3) { width: 30%; }\n"));
  const std::string moved = StyleOfBoard({{"序号"}, {"科目"}, {"任务"}, {"牵头单位"}});
  EXPECT_THAT(moved, HasSubstr("#board col:nth-child(1) { width: 5.2em; }\n"
                               "#board col:nth-child(4) { width: 30%; }\n"));
  EXPECT_THAT(moved, Not(HasSubstr("nth-child(3)")));
  EXPECT_THAT(StyleOfBoard({{"科目"}}), Not(HasSubstr("#board col")));
}

}  // namespace
}  // namespace zgc::supervision
