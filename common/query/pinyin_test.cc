#include "common/query/pinyin.h"

#include <random>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace zgc::query {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(PinyinTest, EachCharacterHasOneReading) {
  EXPECT_THAT(ReadingsOf("中关村a重庆 长女"),
              ElementsAre(ElementsAre("zhong", "guan", "cun"), ElementsAre("zhong", "qing"),
                          ElementsAre("zhang", "nu")));
  EXPECT_THAT(ReadingsOf("a1、\xff"), IsEmpty());
  EXPECT_THAT(InitialPairsOf("中关村a重庆"), ElementsAre("gc", "zg", "zq"));
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
  const std::vector<std::string> kCharacters = {"中", "西", "安", "关", "二", "村", "饿", "恩"};
  for (int i = 0; i < 3'000; ++i) {
    std::string title;
    for (size_t n = 2 + pick(5); n > 0; --n) title += kCharacters[pick(kCharacters.size())];
    const Readings readings = ReadingsOf(title);
    const auto& run = readings[0];
    const size_t first = pick(run.size() - 1);
    const bool initials = pick(2) == 0;
    std::string word;
    for (size_t at = first; at < first + 2 + pick(3) && at < run.size(); ++at) {
      absl::StrAppend(&word, initials ? run[at].substr(0, 1) : run[at]);
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
