#include "common/query/pinyin.h"

#include <algorithm>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace zgc::query {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(PinyinTest, EachCharacterHasTheReadingsThatAreUsual) {
  EXPECT_THAT(
      ReadingsOf("中关村a重庆 长女"),
      ElementsAre(ElementsAre(ElementsAre("zhong"), ElementsAre("guan"), ElementsAre("cun")),
                  ElementsAre(ElementsAre("zhong", "chong"), ElementsAre("qing")),
                  ElementsAre(ElementsAre("zhang", "chang"), ElementsAre("nu", "nv"))));
  EXPECT_THAT(ReadingsOf("a1、\xff"), IsEmpty());
  EXPECT_THAT(InitialPairsOf("中关村a重庆"), ElementsAre("cq", "gc", "zg", "zq"));
}

TEST(PinyinTest, OfSeveralReadingsEachFinds) {
  for (const auto& [title, words] : std::vector<std::pair<std::string, std::vector<std::string>>>{
           {"重庆银行",
            {"chongqing", "zhongqing", "cqyh", "cqyx", "yinhang", "yinxing", "qingyinh"}},
           {"绿色战略", {"lvse", "luse", "ls", "zhanlue", "zhanlve", "lvsezhanlv"}},
           {"大厦会计", {"dasha", "kuaiji", "huiji", "shakuai", "xiahui"}},
           {"朝阳区", {"chaoyangqu", "cyq"}}}) {
    for (const std::string& word : words) {
      EXPECT_TRUE(HasReading(ReadingsOf(title), word)) << title << " " << word;
      const auto has = InitialPairsOf(title);
      for (const auto& set : InitialPairsIn(word)) {
        EXPECT_TRUE(std::any_of(set.begin(), set.end(),
                                [&](const std::string& pair) { return has.contains(pair); }))
            << title << " " << word;
      }
    }
  }
  EXPECT_FALSE(HasReading(ReadingsOf("重庆银行"), "chonghang"));
  std::string all;
  for (int i = 0; i < 300; ++i) absl::StrAppend(&all, "重行长乐都藏朝调差参卡壳属宿系校省盛数");
  EXPECT_LE(InitialPairsOf(all).size(), 26u * 26u);
}

TEST(PinyinTest, AWordStandsForInitialsOrReadings) {
  EXPECT_THAT(InitialPairsIn("zgc"), ElementsAre(ElementsAre("zg"), ElementsAre("gc")));
  // The first letters, or one of the ways to part it.
  EXPECT_THAT(InitialPairsIn("xian"), ElementsAre(ElementsAre("xa", "xi", "xn")));
  for (const char* none : {"a", "1a", "zg2", "中关", "", "Zgc"}) {
    EXPECT_THAT(InitialPairsIn(none), IsEmpty()) << none;
  }
  EXPECT_THAT(InitialPairsIn(std::string(100, 'a')), IsEmpty());
}

TEST(PinyinTest, ReadingsAreFoundFromTheirBeginning) {
  const Readings readings = ReadingsOf("滨海中关村");
  for (const char* in : {"zgc", "bh", "hz", "zhongguan", "zhonggu", "haizhong"}) {
    EXPECT_TRUE(HasReading(readings, in)) << in;
  }
  for (const char* out : {"zhong", "hong", "ongguan", "zgcx", "zhongguancunx", "zhgc", "z"}) {
    EXPECT_FALSE(HasReading(readings, out)) << out;
  }
}

// What stands for characters side by side is found through one pair of each set.
TEST(PinyinTest, OneOfEachSetIsInWhateverHasTheWord) {
  std::mt19937 random(3);
  const auto pick = [&](size_t n) { return random() % n; };
  const std::vector<std::string> kCharacters = {"中", "西", "安", "关", "二", "村",
                                                "饿", "恩", "重", "行", "绿"};
  for (int i = 0; i < 3'000; ++i) {
    std::string title;
    for (size_t n = 2 + pick(5); n > 0; --n) title += kCharacters[pick(kCharacters.size())];
    const Readings readings = ReadingsOf(title);
    const auto& run = readings[0];
    const size_t first = pick(run.size() - 1);
    const bool initials = pick(2) == 0;
    std::string word;
    for (size_t at = first; at < first + 2 + pick(3) && at < run.size(); ++at) {
      const absl::string_view reading = run[at][pick(run[at].size())];
      absl::StrAppend(&word, initials ? reading.substr(0, 1) : reading);
    }
    if (!initials && pick(2) == 0) word.pop_back();
    if (!HasReading(readings, word)) continue;
    const auto has = InitialPairsOf(title);
    for (const auto& set : InitialPairsIn(word)) {
      bool any = false;
      for (const std::string& pair : set) any |= has.contains(pair);
      EXPECT_TRUE(any) << title << " " << word;
    }
    EXPECT_FALSE(InitialPairsIn(word).empty()) << word;
  }
}

}  // namespace
}  // namespace zgc::query
