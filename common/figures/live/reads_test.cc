#include "common/figures/live/reads.h"

#include <memory>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/figures/book_schema.h"
#include "common/testing/formulas_fixture.h"
#include "common/testing/store_fixture.h"

namespace zgc::figures {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using ::testing::UnorderedElementsAre;

class RecordingReaderTest : public testing::StoreFixture {
 protected:
  RecordingReaderTest() : StoreFixture(testing::BookSchema()) {}
  static std::vector<std::string> Ranges(const Reads& reads) {
    std::vector<std::string> ranges;
    for (const KeyRange& range : reads.ranges) {
      ranges.push_back(absl::StrCat(range.column, " ", range.begin, " ", range.end));
    }
    return ranges;
  }
  const storage::Column rows_ = kIndicators.column();
};

TEST_F(RecordingReaderTest, NotesWhatIsReadAlsoWhereNothingIsAndForgetsWhatWasTaken) {
  const storage::Snapshot now = store_->Read();
  RecordingReader reader(now);
  ZGC_ASSERT_OK(reader.Get(rows_, "a"));
  ZGC_ASSERT_OK(reader.Get(rows_, "a"));
  reader.Scan(rows_, {"b", "c", false});
  const Reads reads = reader.Take();
  EXPECT_THAT(Ranges(reads), ElementsAre(std::string("60 a a\0", 7), "60 b c"));
  EXPECT_FALSE(reads.time);
  EXPECT_THAT(Ranges(reader.Take()), IsEmpty());
}

TEST_F(RecordingReaderTest, SaysWhetherTheTimeIsReadAndWhatIsReadAsItStands) {
  const storage::Snapshot now = store_->Read();
  RecordingReader reader(now);
  reader.CommitTime().IgnoreError();
  EXPECT_TRUE(reader.Take().time);
  EXPECT_FALSE(reader.Take().time);
  reader.resident();
  EXPECT_THAT(Ranges(reader.Take()), ElementsAre("-1  "));
  reader.revision();
  EXPECT_THAT(Ranges(reader.Take()), ElementsAre("-1  "));
  storage::Column standing = rows_;
  standing.unversioned = true;
  ZGC_ASSERT_OK(reader.Get(standing, "a"));
  const Reads reads = reader.Take();
  EXPECT_THAT(Ranges(reads), ElementsAre("-1  "));
  EXPECT_FALSE(reads.untold);
  standing.derived = true;
  ZGC_ASSERT_OK(reader.Get(standing, "a"));
  EXPECT_TRUE(reader.Take().untold);
}

TEST_F(RecordingReaderTest, WhatIsReadInVeryManyPlacesIsTheWholeColumn) {
  const storage::Snapshot now = store_->Read();
  RecordingReader reader(now);
  for (int i = 0; i < 64; ++i) ZGC_ASSERT_OK(reader.Get(rows_, absl::StrCat("k", i)));
  EXPECT_THAT(reader.Take().ranges, SizeIs(64));
  for (int i = 0; i < 10'000; ++i) ZGC_ASSERT_OK(reader.Get(rows_, absl::StrCat("k", i)));
  EXPECT_THAT(Ranges(reader.Take()), ElementsAre("60  "));
}

std::set<ReadIndex::Who> Found(const ReadIndex& index, storage::ColumnId column,
                               const std::string& key) {
  absl::flat_hash_set<ReadIndex::Who> found;
  index.Find({{column, key}}, found);
  return {found.begin(), found.end()};
}

TEST(ReadIndexTest, FindsThoseWhoseRangesHoldTheKey) {
  ReadIndex index;
  index.Set(1, {.ranges = {{10, "ab", "ac"}}});
  index.Set(2, {.ranges = {{10, "", ""}, {11, "x", ""}}});
  index.Set(3, {.ranges = {{10, "abz", "b"}}, .time = true});
  EXPECT_THAT(Found(index, 10, "ab"), UnorderedElementsAre(1, 2));
  EXPECT_THAT(Found(index, 10, "abzz"), UnorderedElementsAre(1, 2, 3));
  EXPECT_THAT(Found(index, 10, "ac"), UnorderedElementsAre(2, 3));
  EXPECT_THAT(Found(index, 11, "w"), IsEmpty());
  EXPECT_THAT(Found(index, 11, "x"), UnorderedElementsAre(2));
  EXPECT_THAT(Found(index, 12, "x"), IsEmpty());
  EXPECT_THAT(index.of_time(), UnorderedElementsAre(3));
  index.Remove(3);
  EXPECT_THAT(index.of_time(), IsEmpty());
  EXPECT_THAT(Found(index, 10, "ac"), UnorderedElementsAre(2));
}

TEST(ReadIndexTest, RandomRangesAreFoundAsALookAtEachFindsThem) {
  std::mt19937 random(5);
  const auto word = [&] {
    std::string text;
    for (size_t n = random() % 5; n > 0; --n) text.push_back(static_cast<char>('a' + random() % 3));
    return text;
  };
  ReadIndex index;
  std::map<ReadIndex::Who, Reads> model;
  for (int step = 0; step < 3'000; ++step) {
    const auto who = static_cast<ReadIndex::Who>(random() % 40);
    std::set<KeyRange> ranges;
    for (size_t n = random() % 4; n > 0; --n) {
      KeyRange range = {static_cast<storage::ColumnId>(10 + random() % 2), word(), word()};
      if (range.end.empty() || range.begin < range.end) ranges.insert(range);
    }
    model[who] = {.ranges = {ranges.begin(), ranges.end()}};
    index.Set(who, model[who]);
    const auto column = static_cast<storage::ColumnId>(10 + random() % 2);
    const std::string key = word();
    std::set<ReadIndex::Who> expected;
    for (const auto& [one, reads] : model) {
      for (const KeyRange& range : reads.ranges) {
        if (range.column == column && key >= range.begin &&
            (range.end.empty() || key < range.end)) {
          expected.insert(one);
        }
      }
    }
    ASSERT_EQ(Found(index, column, key), expected);
  }
}

}  // namespace
}  // namespace zgc::figures
