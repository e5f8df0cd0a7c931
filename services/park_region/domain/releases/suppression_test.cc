#include "services/park_region/domain/releases/suppression.h"

#include <algorithm>
#include <map>
#include <random>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/testing/matchers.h"
#include "common/testing/rounds.h"
#include "gtest/gtest.h"

namespace zgc::parks {
namespace {

constexpr int kThreshold = 3;

void MarkFew(SuppressionTable& table) {
  for (SuppressionCell& cell : table.cells()) {
    cell.sensitive = cell.contributors > 0 && cell.contributors < kThreshold;
  }
}

std::string Shown(const SuppressionTable& table) {
  std::string text;
  for (int i = 0; i <= table.rows(); ++i) {
    for (int j = 0; j <= table.columns(); ++j) {
      const SuppressionCell& cell = table.At(i, j);
      absl::StrAppend(&text, cell.values[0], "/", cell.contributors, cell.sensitive ? "!" : "",
                      cell.hidden ? "*" : "", " ");
    }
    text += "\n";
  }
  return text;
}

// What a reader finds out who tries every table that the shown cells allow, none above `most`:
// nothing of flows and loops.
class Guesser {
 public:
  Guesser(const SuppressionTable& table, const std::vector<int>& known, int64_t most)
      : table_(table), most_(most), shown_(table.cells().size()), guess_(table.cells().size()) {
    for (size_t i = 0; i < table.cells().size(); ++i) {
      const SuppressionCell& cell = table.cells()[i];
      shown_[i] = !cell.hidden || cell.contributors == 0;
      guess_[i] = cell.values[0];
    }
    for (const int cell : known) shown_[cell] = true;
    lowest_ = highest_ = guess_;
    Try(0);
  }
  int64_t lowest(int cell) const { return lowest_[cell]; }
  int64_t highest(int cell) const { return highest_[cell]; }

 private:
  void Try(int inner) {
    const int columns = table_.columns();
    if (inner == table_.rows() * columns) {
      Take();
      return;
    }
    const int cell = table_.IndexOf(inner / columns, inner % columns);
    const int64_t was = guess_[cell];
    for (int64_t value = shown_[cell] ? was : 0; value <= (shown_[cell] ? was : most_); ++value) {
      guess_[cell] = value;
      if ((inner + 1) % columns != 0 || Fits(inner / columns)) Try(inner + 1);
    }
    guess_[cell] = was;
  }
  bool Fits(int row) {
    int64_t sum = 0;
    for (int j = 0; j < table_.columns(); ++j) sum += guess_[table_.IndexOf(row, j)];
    const int total = table_.IndexOf(row, table_.columns());
    sums_[total] = sum;
    return !shown_[total] || sum == table_.cells()[total].values[0];
  }
  void Take() {
    std::map<int, int64_t> all = sums_;
    const int grand = table_.IndexOf(table_.rows(), table_.columns());
    all[grand] = 0;
    for (int j = 0; j < table_.columns(); ++j) {
      const int total = table_.IndexOf(table_.rows(), j);
      for (int i = 0; i < table_.rows(); ++i) all[total] += guess_[table_.IndexOf(i, j)];
      if (shown_[total] && all[total] != table_.cells()[total].values[0]) return;
      all[grand] += all[total];
    }
    if (shown_[grand] && all[grand] != table_.cells()[grand].values[0]) return;
    for (size_t i = 0; i < guess_.size(); ++i) {
      const auto sum = all.find(static_cast<int>(i));
      const int64_t value = sum == all.end() ? guess_[i] : sum->second;
      lowest_[i] = std::min(lowest_[i], value);
      highest_[i] = std::max(highest_[i], value);
    }
  }

  const SuppressionTable& table_;
  const int64_t most_;
  std::vector<bool> shown_;
  std::vector<int64_t> guess_;
  std::map<int, int64_t> sums_;
  std::vector<int64_t> lowest_;
  std::vector<int64_t> highest_;
};

SuppressionTable RandomTable(std::mt19937& random, int rows, int columns) {
  SuppressionTable table(rows, columns, {false});
  const auto below = [&](int end) { return static_cast<int>(random() % end); };
  for (int i = 0; i < rows; ++i) {
    for (int j = 0; j < columns; ++j) {
      const int enterprises = below(5);
      int64_t left = below(6);
      for (int one = 0; one < enterprises; ++one) {
        const int64_t value = one + 1 == enterprises ? left : below(static_cast<int>(left) + 1);
        left -= value;
        table.Add(i, j, {value});
      }
    }
  }
  MarkFew(table);
  return table;
}

// What of a cell is of the one that knows these cells.
int64_t OwnIn(const SuppressionTable& table, const std::vector<int>& known, int row, int column) {
  if (known.empty()) return 0;
  const int of_row = known.front() / (table.columns() + 1);
  const int of_column = known.front() % (table.columns() + 1);
  const bool within =
      (row == table.rows() || row == of_row) && (column == table.columns() || column == of_column);
  return within ? table.cells()[known.front()].values[0] : 0;
}

// By whoever reads the table, and by each who is alone in a cell.
void ExpectNothingGivenAway(const SuppressionTable& table, int width_percent, int& looked_at,
                            int& compared) {
  constexpr int64_t kMost = 11;
  const int64_t all = table.At(table.rows(), table.columns()).values[0];
  std::vector<std::vector<int>> readers = {{}};
  for (int i = 0; i < table.rows(); ++i) {
    for (int j = 0; j < table.columns(); ++j) {
      auto known = KnownToTheOnlyOne(table, table.IndexOf(i, j));
      if (!known.empty()) readers.push_back(std::move(known));
    }
  }
  for (const std::vector<int>& known : readers) {
    const Guesser guesser(table, known, kMost);
    for (int i = 0; i <= table.rows(); ++i) {
      for (int j = 0; j <= table.columns(); ++j) {
        const int cell = table.IndexOf(i, j);
        const FeasibleRange range = FeasibleRangeOf(table, i, j, 0, known);
        // The flows say what trying says, where no guess of it is above the most that is tried.
        if (all <= kMost) EXPECT_EQ(range.low.value_or(-1), guesser.lowest(cell)) << cell;
        const int64_t up = range.high.value_or(kMost) - table.cells()[cell].values[0];
        if (range.high.has_value() && all + up <= kMost) {
          EXPECT_EQ(*range.high, guesser.highest(cell)) << cell;
          ++compared;
        }
        const bool own = std::find(known.begin(), known.end(), cell) != known.end();
        if (!table.cells()[cell].sensitive || own) continue;
        ++looked_at;
        const int64_t value = table.cells()[cell].values[0];
        const int64_t rest = value - OwnIn(table, known, i, j);
        const int64_t width = std::max<int64_t>(1, (rest * width_percent + 99) / 100);
        EXPECT_GE(guesser.highest(cell), value + width) << "cell " << cell;
        EXPECT_LE(guesser.lowest(cell), value - std::min(width, rest)) << "cell " << cell;
      }
    }
  }
}

// An enterprise alone in each of two cells of a column, and others.
SuppressionTable TwoAlone() {
  SuppressionTable table(3, 2, {false});
  table.Add(0, 0, {40});
  table.Add(1, 0, {60});
  for (int one = 0; one < 4; ++one) {
    for (const auto& [row, column] : {std::pair(0, 1), {1, 1}, {2, 0}, {2, 1}}) {
      table.Add(row, column, {100});
    }
  }
  MarkFew(table);
  return table;
}

TEST(SuppressionTest, ACellOfFewIsNotTheDifferenceOfOthers) {
  SuppressionTable table(2, 2, {false});
  table.Add(0, 0, {7});
  for (int one = 0; one < 3; ++one) {
    for (const auto& [row, column] : {std::pair(0, 1), {1, 0}, {1, 1}}) table.Add(row, column, {9});
  }
  MarkFew(table);
  for (SuppressionCell& cell : table.cells()) cell.hidden = cell.sensitive;
  // Hidden alone it is its total without the rest.
  EXPECT_EQ(FeasibleRangeOf(table, 0, 0, 0).low, 7);
  EXPECT_EQ(FeasibleRangeOf(table, 0, 0, 0).high, 7);
  ZGC_ASSERT_OK(Suppress(2'000, table));
  for (const auto& [row, column] : {std::pair(0, 0), {0, 1}, {1, 0}, {1, 1}}) {
    EXPECT_TRUE(table.At(row, column).hidden) << Shown(table);
  }
  // No total had to be hidden.
  EXPECT_FALSE(table.At(0, 2).hidden || table.At(2, 0).hidden || table.At(2, 2).hidden);
  EXPECT_EQ(FeasibleRangeOf(table, 0, 0, 0).low, 0);
  EXPECT_EQ(FeasibleRangeOf(table, 0, 0, 0).high, 34);
}

TEST(SuppressionTest, WhoIsAloneInACellDoesNotFindOutTheOther) {
  SuppressionTable table = TwoAlone();
  ZGC_ASSERT_OK(Suppress(2'000, table));
  const auto known = KnownToTheOnlyOne(table, table.IndexOf(0, 0));
  EXPECT_EQ(known, std::vector<int>{table.IndexOf(0, 0)});
  const FeasibleRange range = FeasibleRangeOf(table, 1, 0, 0, known);
  EXPECT_LE(range.low.value_or(0), 48) << Shown(table);
  EXPECT_GE(range.high.value_or(72), 72) << Shown(table);
}

TEST(SuppressionTest, WhatIsEmptyHidesNothing) {
  SuppressionTable table(2, 2, {false});
  table.Add(0, 0, {5});
  for (int one = 0; one < 3; ++one) table.Add(1, 1, {9});
  MarkFew(table);
  ZGC_ASSERT_OK(Suppress(1'000, table));
  // The other cells of its row and its column have nobody: only totals are left.
  EXPECT_FALSE(table.At(0, 1).hidden || table.At(1, 0).hidden);
  EXPECT_TRUE(table.At(0, 0).hidden && table.At(0, 2).hidden && table.At(2, 0).hidden);
  EXPECT_TRUE(table.At(2, 2).hidden || table.At(1, 1).hidden) << Shown(table);
  EXPECT_GE(FeasibleRangeOf(table, 0, 0, 0).high.value_or(6), 6);
}

TEST(SuppressionTest, AnItemBelowZeroIsOpenBothWays) {
  SuppressionTable table(2, 2, {false, true});
  for (const auto& [row, column] : {std::pair(0, 0), {0, 1}, {1, 0}, {1, 1}}) {
    for (int one = 0; one < (row + column == 0 ? 1 : 3); ++one) table.Add(row, column, {9, -4});
  }
  MarkFew(table);
  ZGC_ASSERT_OK(Suppress(1'000, table));
  const FeasibleRange range = FeasibleRangeOf(table, 0, 0, 1);
  EXPECT_FALSE(range.low.has_value() || range.high.has_value());
}

TEST(SuppressionTest, WhatIsHiddenStaysHidden) {
  SuppressionTable table = TwoAlone();
  table.At(2, 1).hidden = true;
  ZGC_ASSERT_OK(Suppress(2'000, table));
  EXPECT_TRUE(table.At(2, 1).hidden);
}

TEST(SuppressionTest, WhoTriesEveryTableFindsOutNothing) {
  std::mt19937 random(20190331);  // NOLINT: a seed that is the same each time
  int looked_at = 0;
  int compared = 0;
  int by_one_alone = 0;
  for (int round = 0; round < testing::Rounds(90); ++round) {
    SuppressionTable table = RandomTable(random, 2, 2 + round % 2);
    constexpr int kPercent = 30;
    ZGC_ASSERT_OK(Suppress(kPercent * 100, table));
    SCOPED_TRACE(absl::StrCat("round ", round, "\n", Shown(table)));
    ExpectNothingGivenAway(table, kPercent, looked_at, compared);
    for (const SuppressionCell& cell : table.cells()) by_one_alone += cell.contributors == 1;
    if (HasFailure()) return;
  }
  EXPECT_GT(looked_at, testing::Rounds(150));
  EXPECT_GT(compared, testing::Rounds(25));
  EXPECT_GT(by_one_alone, testing::Rounds(25));
}

}  // namespace
}  // namespace zgc::parks
