#include "common/html/tile_map.h"

#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace zgc::html {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

TileMap MapOf(const std::vector<double>& numbers) {
  TileMap map{"map", "新设企业", {}};
  int column = 0;
  for (const double number : numbers) {
    map.tiles.push_back(
        {absl::StrCat("园", column), absl::StrCat(number, "家"), number, 0, column});
    ++column;
  }
  return map;
}

std::vector<std::string> LegendOf(const Shades& shades) {
  std::vector<std::string> legend;
  for (const auto& key : shades.legend()) legend.push_back(absl::StrCat(key.shade, " ", key.text));
  return legend;
}

std::string Draw(const TileMap& map) {
  HtmlWriter out;
  DrawTileMap(out, map, Shades({map}));
  return out.Take();
}

TEST(ShadesTest, EachHasAsManyNumbersAsTheOthers) {
  const Shades shades({MapOf({1, 2, 3, 4, 5, 6, 7, 8, 9, 1000})});
  EXPECT_THAT(LegendOf(shades), ElementsAre("0 1家 – 2家", "1 3家 – 4家", "2 5家 – 6家",
                                            "3 7家 – 8家", "4 9家 – 1000家"));
  EXPECT_EQ(shades.Of(2), 0);
  EXPECT_EQ(shades.Of(3), 1);
  EXPECT_EQ(shades.Of(8), 3);
  EXPECT_EQ(shades.Of(9), 4);
  EXPECT_EQ(shades.Of(1000), 4);
}

TEST(ShadesTest, EqualNumbersHaveOneShadeAndFewTheDarkest) {
  const Shades shades({MapOf({0, 0, 0, 0, 0, 0, 0, 3})});
  EXPECT_THAT(LegendOf(shades), ElementsAre("3 0家", "4 3家"));
  EXPECT_EQ(shades.Of(0), 3);
  EXPECT_EQ(shades.Of(3), 4);
  const Shades one({MapOf({7, 7})});
  EXPECT_THAT(LegendOf(one), ElementsAre("4 7家"));
  EXPECT_EQ(one.Of(7), 4);
}

TEST(ShadesTest, DifferentNumbersHaveAsManyShadesAsThereAre) {
  EXPECT_THAT(LegendOf(Shades({MapOf({1, 2, 2, 2, 2, 2, 2})})), ElementsAre("3 1家", "4 2家"));
  EXPECT_THAT(LegendOf(Shades({MapOf({5, 9, 9, 9, 9})})), ElementsAre("3 5家", "4 9家"));
  EXPECT_THAT(LegendOf(Shades({MapOf({0, 1, 1, 1, 1, 1, 3, 3, 3, 3, 3, 3, 3})})),
              ElementsAre("2 0家", "3 1家", "4 3家"));
}

// Of all small maps: as many shades as different numbers up to five, none with more than its run
// of equal numbers beyond its share, the largest the darkest.
TEST(ShadesTest, OfEverySmallMapNoShadeIsMissing) {
  for (int code = 0; code < 4 * 4 * 4 * 4 * 4 * 4; ++code) {
    std::vector<double> numbers;
    for (int i = 0, rest = code; i < 6; ++i, rest /= 4) numbers.push_back(rest % 4);
    const std::set<double> different(numbers.begin(), numbers.end());
    const Shades shades({MapOf(numbers)});
    ASSERT_EQ(shades.legend().size(), different.size()) << code;
    int before = -1;
    for (const double number : different) {
      const int shade = shades.Of(number);
      ASSERT_GT(shade, before) << code;
      before = shade;
    }
    ASSERT_EQ(before, Shades::kCount - 1) << code;
  }
}

TEST(ShadesTest, WhatIsBelowZeroHasItsOwn) {
  const Shades shades({MapOf({-4, -1, 0, 5})});
  EXPECT_THAT(LegendOf(shades), ElementsAre("-1 -4家 – -1家", "3 0家", "4 5家"));
  EXPECT_EQ(shades.Of(-1), Shades::kNegative);
}

TEST(ShadesTest, MapsThatAreComparedShareTheirs) {
  const Shades shades({MapOf({1, 2}), MapOf({10, 20, 30})});
  EXPECT_THAT(LegendOf(shades), ElementsAre("0 1家", "1 2家", "2 10家", "3 20家", "4 30家"));
}

TEST(ShadesTest, EveryNumberOfAMapIsWithinTheRangeOfItsShade) {
  for (int count = 1; count < 40; ++count) {
    std::vector<double> numbers;
    for (int i = 0; i < count; ++i) numbers.push_back((i * i * 7) % 23);
    const Shades shades({MapOf(numbers)});
    int before = -1;
    std::sort(numbers.begin(), numbers.end());
    for (const double number : numbers) {
      const int shade = shades.Of(number);
      ASSERT_GE(shade, before) << count;
      ASSERT_LT(shade, Shades::kCount);
      before = shade;
    }
    EXPECT_EQ(before, Shades::kCount - 1) << "the largest is the darkest";
  }
}

TEST(DrawTileMapTest, ATileHasItsPlaceItsNumberAndItsShade) {
  TileMap map = MapOf({5});
  map.tiles[0].target = "#park";
  map.tiles.push_back({"乙园", "数额未公布", absl::nullopt, 1, 0});
  const std::string drawn = Draw(map);
  EXPECT_THAT(drawn,
              HasSubstr("<title id=\"map-title\">新设企业；园0：5家；乙园：数额未公布</title>"));
  EXPECT_THAT(drawn, HasSubstr("<a href=\"#park\"><g class=\"tile shade-4\">"));
  EXPECT_THAT(drawn, HasSubstr("<g class=\"tile shade-none\">"));
  EXPECT_THAT(drawn, HasSubstr(">数额未公布</text>"));
}

TEST(DrawTileMapTest, NoTextBecomesMarkup) {
  TileMap map = MapOf({5});
  map.tiles[0].label = "<script>";
  map.tiles[0].group = "\"a&b";
  EXPECT_THAT(Draw(map), Not(HasSubstr("<script>")));
}

TEST(DrawTileMapTest, OfTwoInOnePlaceTheFirstIsDrawn) {
  TileMap map = MapOf({5, 6});
  map.tiles[1].column = 0;
  EXPECT_THAT(Draw(map), Not(HasSubstr("园1")));
}

TEST(DrawTileMapTest, AGroupHasAFrameIfNobodyElseStandsInIt) {
  TileMap map = MapOf({1, 2, 3});
  map.tiles[0].group = map.tiles[1].group = "天津";
  map.tiles[2].group = "河北";
  EXPECT_THAT(Draw(map), HasSubstr(">天津</text>"));
  map.tiles[1].group = "河北";
  map.tiles[2].group = "天津";
  EXPECT_THAT(Draw(map), Not(HasSubstr(">天津</text>")));
  EXPECT_THAT(Draw(map), HasSubstr(">河北</text>"));
}

TEST(DrawTileMapTest, ASmallMapHasSmallerTilesWithTheSameWords) {
  TileMap map = MapOf({5, 6});
  EXPECT_THAT(Draw(map), HasSubstr("viewBox=\"0 0 244 92\""));
  map.compact = true;
  EXPECT_THAT(Draw(map), AllOf(HasSubstr("viewBox=\"0 0 153 68\""), HasSubstr(">园1</text>"),
                               HasSubstr(">6家</text>")));
}

TEST(DrawTileMapTest, AMapOfNothingIsNothing) { EXPECT_EQ(Draw(TileMap{}), ""); }

TEST(DrawLegendTest, ItSaysWhatEachShadeMeans) {
  HtmlWriter out;
  DrawLegend(out, Shades({MapOf({1, 2})}));
  EXPECT_EQ(
      out.Take(),
      "<ul class=\"tile-legend\"><li><i class=\"shade-3\"></i>1家</li>"
      "<li><i class=\"shade-4\"></i>2家</li><li><i class=\"shade-none\"></i>无数值</li></ul>\n");
  EXPECT_THAT(std::string(TileMapStyle()), HasSubstr(".shade-none"));
}

}  // namespace
}  // namespace zgc::html
