#pragma once

#include <cstdint>
#include <vector>

#include "absl/status/status.h"
#include "absl/types/optional.h"

// Which cells of a published table are suppressed (隐藏), so that no sum of it gives away what few
// enterprises reported (统计法第二十五条: no data of single respondents are given out).
//
// A table has rows, columns and their totals, and one value of each item in each cell. All its sums
// together say that its cells are a circulation: an inner cell flows from its row to its column,
// the total of a column from there to the bottom, the grand total from the bottom to the top, and
// the total of a row from the top to that row. What a reader can find out of a suppressed cell is
// then how much flow the other suppressed cells can take over, which integers answer exactly. So a
// cell is safe if its width can be moved round loops (环) of suppressed cells, up and down, with no
// cell below zero; Suppress hides the loops that cost fewest contributors.
//
// Not looked at: that the items of one cell bound one another (技术收入 ≤ 总收入).
namespace zgc::parks {

struct SuppressionCell {
  // Of each item, in units of its last decimal.
  std::vector<int64_t> values;
  // How far a reader knows each item to be above its lowest; empty if that is by its value.
  std::vector<int64_t> room;
  // Enterprises that the values are of. Without any it is known to be empty, and is shown.
  int contributors = 0;
  // It must be suppressed for what it has itself (主隐藏).
  bool sensitive = false;
  // It is suppressed.
  bool hidden = false;
};

// Not thread-safe while it is changed.
class SuppressionTable {
 public:
  // `signed_items`: of each item whether a reader must expect values below zero.
  SuppressionTable(int rows, int columns, std::vector<bool> signed_items);

  int rows() const { return rows_; }
  int columns() const { return columns_; }
  int items() const { return static_cast<int>(signed_items_.size()); }
  bool is_signed(int item) const { return signed_items_[item]; }
  // Row rows() and column columns() are the totals.
  SuppressionCell& At(int row, int column) { return cells_[IndexOf(row, column)]; }
  const SuppressionCell& At(int row, int column) const { return cells_[IndexOf(row, column)]; }
  int IndexOf(int row, int column) const { return row * (columns_ + 1) + column; }
  std::vector<SuppressionCell>& cells() { return cells_; }
  const std::vector<SuppressionCell>& cells() const { return cells_; }

  // Adds what one enterprise has, in its cell and in the totals above it. The sums of all that is
  // added are below 2^60.
  void Add(int row, int column, const std::vector<int64_t>& values);

 private:
  const int rows_;
  const int columns_;
  const std::vector<bool> signed_items_;
  std::vector<SuppressionCell> cells_;
};

// Hides the cells that are sensitive, and others until a reader finds out of none of them a range
// that is narrower than `width_basis_points` (1/10,000) of its value above and below it, at least
// one unit of the last decimal; below no further than to zero. The same holds for the enterprise
// that is alone in a cell and so knows what that hides: of a total that it is in, for the rest of
// it. What is hidden already stays hidden. INTERNAL for a table that is none of sums;
// ends early with its caller.
absl::Status Suppress(int width_basis_points, SuppressionTable& table);

// What a reader of all that is not hidden, who knows the cells `known` besides (by IndexOf), can
// say of one cell; an end that is not set is open. Exact.
struct FeasibleRange {
  absl::optional<int64_t> low;
  absl::optional<int64_t> high;
};
FeasibleRange FeasibleRangeOf(const SuppressionTable& table, int row, int column, int item,
                              const std::vector<int>& known = {});

// The cells that show what the enterprise that is alone in the cell (by IndexOf) has: that cell,
// and the totals and the inner cell in which it is alone as well. None if there are several.
std::vector<int> KnownToTheOnlyOne(const SuppressionTable& table, int cell);

}  // namespace zgc::parks
