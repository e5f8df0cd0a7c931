#include "services/zgcctl/output/matrix.h"

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"

namespace zgc::ctl {
namespace {

using ::testing::HasSubstr;

std::string FigureText(const std::string& scope, const std::string& start, const std::string& end,
                       const std::string& value, const std::string& more = "") {
  return absl::StrCat(
      "{ display_name: '新设' unit: '家' value_state: VALUE_STATE_KNOWN value: '", value,
      "' period { start_date: '", start, "' end_date: '", end, "' } ",
      scope.empty() ? "" : absl::StrCat("scopes { dimension: 'park' label: '", scope, "' } "), more,
      " } ");
}

TEST(RenderMatrix, HasARowForEachValueAndAColumnForEachPeriod) {
  figures::v1::QueryFiguresResponse answer;
  ASSERT_TRUE(google::protobuf::TextFormat::ParseFromString(
      absl::StrCat(
          "cells ", FigureText("海淀园", "2019-01-01", "2019-03-31", "5"), "cells ",
          FigureText("海淀园", "2019-04-01", "2019-06-30", "7", "qualifier: QUALIFIER_AT_LEAST"),
          "totals ", FigureText("海淀园", "2019-01-01", "2019-06-30", "12"), "totals ",
          FigureText("", "2019-01-01", "2019-03-31", "5", "note: '去重'")),
      &answer));
  EXPECT_EQ(RenderMatrix(answer, {"park"}, Format::kTsv),
            "indicator\tunit\tpark\t2019-01-01..2019-03-31\t2019-04-01..2019-06-30\t"
            "2019-01-01..2019-06-30\n"
            "新设\t家\t海淀园\t5\t≥7\t12\n"
            "新设\t家\t合计\t5\t\t\n");
  EXPECT_THAT(RenderMatrix(answer, {"park"}, Format::kTable), HasSubstr("新设：去重\n"));
  EXPECT_THAT(RenderMatrix(answer, {"park"}, Format::kJson), HasSubstr("\"totals\""));
}

TEST(RenderMatrix, TellsValuesApartAndTotalsOfSome) {
  const auto county = [](const std::string& label, const std::string& code) {
    return absl::StrCat("scopes { dimension: 'county' label: '", label, "' value: '", code, "' } ");
  };
  const std::string here = county("朝阳区", "110105");
  const std::string there = county("朝阳区", "220104");
  figures::v1::QueryFiguresResponse answer;
  ASSERT_TRUE(google::protobuf::TextFormat::ParseFromString(
      absl::StrCat("cells ", FigureText("", "2019-01-01", "2019-12-31", "2", here), "cells ",
                   FigureText("", "2019-01-01", "2019-12-31", "1", there), "totals ",
                   FigureText("", "2019-01-01", "2019-12-31", "3", here + there)),
      &answer));
  EXPECT_EQ(RenderMatrix(answer, {"county"}, Format::kTsv),
            "indicator\tunit\tcounty\t2019-01-01..2019-12-31\n"
            "新设\t家\t朝阳区（110105）\t2\n"
            "新设\t家\t朝阳区（220104）\t1\n"
            "新设\t家\t合计\t3\n");
}

TEST(RenderMatrix, SaysWhereASeriesBreaks) {
  figures::v1::QueryFiguresResponse answer;
  ASSERT_TRUE(google::protobuf::TextFormat::ParseFromString(
      absl::StrCat(
          "cells ", FigureText("", "2019-01-01", "2019-12-31", "2"), "cells ",
          FigureText("", "2020-01-01", "2020-12-31", "1", "series_break_date: '2020-01-01'")),
      &answer));
  EXPECT_THAT(RenderMatrix(answer, {}, Format::kTable),
              HasSubstr("新设：口径自2020-01-01起变化，前后不可比\n"));
}

}  // namespace
}  // namespace zgc::ctl
