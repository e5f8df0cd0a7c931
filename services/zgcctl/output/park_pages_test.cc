#include "services/zgcctl/output/park_pages.h"

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"

namespace zgc::ctl {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

template <typename Message>
Message Parse(const std::string& text) {
  Message message;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &message)) << text;
  return message;
}

std::vector<parks::v1::Park> Parks() {
  return {Parse<parks::v1::Park>("name: 'parks/h' display_name: '海淀园' kind: PARK_KIND_SUB_PARK "
                                 "province: '北京市' map_place { row: 1 column: 1 } "
                                 "memberships { zone: 'parks/z' from_date: '2019-01-01' }"),
          Parse<parks::v1::Park>("name: 'parks/b' display_name: '天津滨海园' province: '天津市' "
                                 "map_place { row: 2 column: 4 label: '滨海' }"),
          Parse<parks::v1::Park>("name: 'parks/o' display_name: '海外<园>'"),
          Parse<parks::v1::Park>("name: 'parks/z' display_name: '示范区' kind: PARK_KIND_ZONE")};
}

std::string CellText(const std::string& park, const std::string& year, const std::string& value) {
  return absl::StrCat(
      " { display_name: '新设企业' unit: '家' value_state: VALUE_STATE_KNOWN value: '", value,
      "' period { start_date: '", year, "-01-01' end_date: '", year, "-12-31' } ",
      park.empty() ? ""
                   : absl::StrCat("scopes { dimension: 'park' label: '", park, "' value: 'parks/",
                                  park, "' }"),
      " } ");
}

MapPage Page(const std::string& answer) {
  return {"新设企业（家）", "//park_region/indicators/new", "按登记日统计", Parks(),
          Parse<figures::v1::QueryFiguresResponse>(answer)};
}

TEST(RenderMapPageTest, APlaceIsShadedAndNamesItsNumber) {
  const std::string page = RenderMapPage(Page(absl::StrCat(
      "revision: 7 cells ", CellText("h", "2019", "12"), "totals ", CellText("", "2019", "13"))));
  EXPECT_THAT(page, AllOf(HasSubstr("<title>海淀园：12家</title>"), HasSubstr(">滨海</text>"),
                          HasSubstr(">—</text>"), HasSubstr("按登记日统计"), HasSubstr("修订号 7"),
                          HasSubstr("合计</td><td class=\"num\">13家")));
  EXPECT_THAT(page, Not(HasSubstr("变化</h2>")));
}

TEST(RenderMapPageTest, SeveralPeriodsStandBesideEachOtherInTheSameShades) {
  const std::string page = RenderMapPage(
      Page(absl::StrCat("cells ", CellText("h", "2019", "12"), "cells ", CellText("b", "2018", "3"),
                        "cells ", CellText("h", "2018", "12"))));
  EXPECT_THAT(page, HasSubstr("变化</h2>"));
  EXPECT_THAT(page, HasSubstr("id=\"map-1-title\""));
  EXPECT_THAT(page, HasSubstr("id=\"map-2-title\""));
  // The large one is of 2019, whichever came first.
  EXPECT_LT(page.find("<h3>2019"), page.find("<h3>2018"));
  EXPECT_THAT(page, HasSubstr("海淀园</td><td class=\"num\">12家</td><td class=\"num\">12家"));
}

TEST(RenderMapPageTest, WhoHasNoPlaceStandsInTheTableAndNoTextBecomesMarkup) {
  const std::string page = RenderMapPage(Page(absl::StrCat("cells ", CellText("o", "2019", "5"))));
  EXPECT_THAT(page, HasSubstr("海外&lt;园&gt;</td><td class=\"num\">5家"));
  EXPECT_THAT(page, Not(HasSubstr("<园>")));
}

TEST(RenderMapPageTest, WithoutNumbersItSaysSo) {
  EXPECT_THAT(RenderMapPage(Page("revision: 7")), HasSubstr("没有按园区的数值"));
}

TEST(RenderParkPageTest, HasParticularsPositionFiguresAndLists) {
  ParkPage page;
  page.parks = Parks();
  page.park = page.parks[0];
  page.revision = 9;
  page.figures.push_back(
      Parse<figures::v1::QueryFiguresResponse>(absl::StrCat("cells ", CellText("h", "2019", "12")))
          .cells(0));
  page.lists.push_back({"项目", {"项目", "阶段"}, {{"甲", "已开工"}}, true});
  page.lists.push_back({"协议", {"协议"}, {}, false});
  const std::string html = RenderParkPage(page);
  EXPECT_THAT(html,
              AllOf(HasSubstr("<dd>分园</dd>"), HasSubstr("示范区（2019-01-01至今）"),
                    HasSubstr("<title>海淀园：本园</title>"), HasSubstr("12家"),
                    HasSubstr("<td>已开工</td>"), HasSubstr("只列出前1条"), HasSubstr("修订号 9")));
  EXPECT_THAT(html, Not(HasSubstr("协议</h2>"))) << "an empty list has no heading";
}

}  // namespace
}  // namespace zgc::ctl
