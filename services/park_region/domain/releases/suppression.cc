#include "services/park_region/domain/releases/suppression.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "absl/numeric/int128.h"
#include "common/base/interrupt.h"
#include "common/base/status_macros.h"

namespace zgc::parks {
namespace {

// Above every sum of a table: as much as one likes.
constexpr int64_t kUnbounded = int64_t{1} << 60;

struct Arc {
  int tail = 0;
  int head = 0;
};

// Nodes are the rows, the columns, the bottom and the top.
int NodesOf(const SuppressionTable& table) { return table.rows() + table.columns() + 2; }

Arc ArcOf(const SuppressionTable& table, int cell) {
  const int row = cell / (table.columns() + 1);
  const int column = cell % (table.columns() + 1);
  const int bottom = table.rows() + table.columns();
  const int top = bottom + 1;
  return {column == table.columns() ? (row == table.rows() ? bottom : top)
                                    : (row == table.rows() ? table.rows() + column : row),
          row == table.rows() ? (column == table.columns() ? top : bottom)
                              : (column == table.columns() ? row : table.rows() + column)};
}

// How much a cell can be lowered.
int64_t RoomBelow(const SuppressionTable& table, int cell, int item) {
  const SuppressionCell& one = table.cells()[cell];
  if (table.is_signed(item)) return kUnbounded;
  return one.room.empty() ? one.values[item] : one.room[item];
}

bool Contains(const std::vector<int>& cells, int cell) {
  return std::find(cells.begin(), cells.end(), cell) != cells.end();
}

// Where the flow through the other cells begins and ends when a cell is moved.
std::pair<int, int> EndsOf(const SuppressionTable& table, int cell, bool raise) {
  const Arc arc = ArcOf(table, cell);
  return raise ? std::make_pair(arc.head, arc.tail) : std::make_pair(arc.tail, arc.head);
}

// What the other cells can take over when a cell is moved: how much can flow from one node to
// another. Of what is hidden, and, where it is asked so, of what could be.
class Flow {
 public:
  // All outlive it.
  Flow(const SuppressionTable& table, int moved, int item, const std::vector<int>& known)
      : table_(table),
        item_(item),
        nodes_(NodesOf(table)),
        room_(nodes_ * nodes_, 0),
        over_(nodes_ * nodes_, -1),
        used_(table.cells().size()) {
    for (int cell = 0; cell < static_cast<int>(table.cells().size()); ++cell) {
      const SuppressionCell& other = table.cells()[cell];
      if (cell == moved || other.contributors == 0 || Contains(known, cell)) continue;
      const Arc arc = ArcOf(table, cell);
      over_[At(arc.tail, arc.head)] = over_[At(arc.head, arc.tail)] = cell;
      if (!other.hidden) continue;
      room_[At(arc.tail, arc.head)] = kUnbounded;
      room_[At(arc.head, arc.tail)] = RoomBelow(table, cell, item);
    }
  }

  // As much as the hidden cells let flow, no more than is wanted.
  int64_t Push(int begin, int end, int64_t wanted) {
    int64_t all = 0;
    while (all < wanted) {
      const int64_t more = PushOnce(begin, end, wanted - all);
      if (more == 0) break;
      all += more;
    }
    return all;
  }
  // Whether something has flowed through a cell.
  bool used(int cell) const { return used_[cell]; }

  // After Push: the cells that are not hidden on the way by which so much more could flow and that
  // has fewest contributors; none if there is no such way.
  std::vector<int> CheapestMore(int begin, int end, int64_t more) const {
    std::vector<int64_t> cost(nodes_, kFar);
    std::vector<int> from(nodes_, -1);
    std::vector<bool> done(nodes_);
    cost[begin] = 0;
    for (int node = begin; node >= 0 && node != end; node = Nearest(cost, done)) {
      done[node] = true;
      for (int next = 0; next < nodes_; ++next) {
        const int64_t step = CostOf(node, next, more);
        if (step == kFar || cost[node] + step >= cost[next]) continue;
        cost[next] = cost[node] + step;
        from[next] = node;
      }
    }
    std::vector<int> cells;
    for (int node = end; node != begin; node = from[node]) {
      if (from[node] < 0) return {};
      const int cell = over_[At(from[node], node)];
      if (!table_.cells()[cell].hidden) cells.push_back(cell);
    }
    return cells;
  }

 private:
  static constexpr int64_t kFar = std::numeric_limits<int64_t>::max();

  size_t At(int from, int to) const { return static_cast<size_t>(from) * nodes_ + to; }

  // Of ways through as many contributors the shortest is the cheapest.
  int64_t CostOf(int from, int to, int64_t more) const {
    constexpr int64_t kPerContributor = int64_t{1} << 20;
    const int cell = over_[At(from, to)];
    if (cell < 0) return kFar;
    if (table_.cells()[cell].hidden) return room_[At(from, to)] >= more ? 1 : kFar;
    const bool is_up = ArcOf(table_, cell).tail == from;
    if (!is_up && RoomBelow(table_, cell, item_) < more) return kFar;
    return 1 + table_.cells()[cell].contributors * kPerContributor;
  }
  static int Nearest(const std::vector<int64_t>& cost, const std::vector<bool>& done) {
    int nearest = -1;
    for (int node = 0; node < static_cast<int>(cost.size()); ++node) {
      const bool nearer = nearest < 0 || cost[node] < cost[nearest];
      if (!done[node] && cost[node] != kFar && nearer) nearest = node;
    }
    return nearest;
  }

  // Along the shortest way that has room.
  int64_t PushOnce(int begin, int end, int64_t wanted) {
    std::vector<int> from(nodes_, -1);
    std::vector<int> reached = {begin};
    from[begin] = begin;
    for (size_t i = 0; i < reached.size(); ++i) {
      for (int next = 0; next < nodes_; ++next) {
        if (from[next] >= 0 || room_[At(reached[i], next)] == 0) continue;
        from[next] = reached[i];
        reached.push_back(next);
      }
    }
    if (from[end] < 0) return 0;
    int64_t most = wanted;
    for (int node = end; node != begin; node = from[node]) {
      most = std::min(most, room_[At(from[node], node)]);
    }
    for (int node = end; node != begin; node = from[node]) {
      int64_t& ahead = room_[At(from[node], node)];
      int64_t& back = room_[At(node, from[node])];
      if (ahead != kUnbounded) ahead -= most;
      back = std::min(kUnbounded, back + most);
      used_[over_[At(node, from[node])]] = true;
    }
    return most;
  }

  const SuppressionTable& table_;
  const int item_;
  const int nodes_;
  // How much can flow on from a node to another, and the cell through which it does, or -1.
  std::vector<int64_t> room_;
  std::vector<int> over_;
  std::vector<bool> used_;
};

// That a cell can be moved by so much.
struct Goal {
  int cell = 0;
  int item = 0;
  bool raise = false;
  int64_t width = 0;
};

// Hides what it takes, and returns the cells that take part.
absl::StatusOr<std::vector<bool>> Reach(const Goal& goal, const std::vector<int>& known,
                                        SuppressionTable& table) {
  const auto [begin, end] = EndsOf(table, goal.cell, goal.raise);
  for (;;) {
    Flow flow(table, goal.cell, goal.item, known);
    const int64_t lacking = goal.width - flow.Push(begin, end, goal.width);
    if (lacking <= 0) {
      std::vector<bool> used(table.cells().size());
      for (size_t cell = 0; cell < used.size(); ++cell) used[cell] = flow.used(cell);
      return used;
    }
    std::vector<int> more = flow.CheapestMore(begin, end, lacking);
    if (more.empty()) more = flow.CheapestMore(begin, end, 1);
    if (more.empty()) return absl::InternalError("a suppressed cell cannot be made wide enough");
    for (const int cell : more) table.cells()[cell].hidden = true;
  }
}

// How wide what `value` leaves open must be.
int64_t WidthOf(int64_t value, int width_basis_points) {
  constexpr int kBasisPoints = 10'000;
  const absl::int128 part =
      (absl::int128(value < 0 ? -value : value) * width_basis_points + kBasisPoints - 1) /
      kBasisPoints;
  return std::max(int64_t{1}, static_cast<int64_t>(part));
}

// What of the value of a cell is not of whoever is alone in the inner cell.
int64_t RestOf(const SuppressionTable& table, int cell, int inner, int item) {
  const int columns = table.columns() + 1;
  const int row = cell / columns;
  const int column = cell % columns;
  const bool within = (row == table.rows() || row == inner / columns) &&
                      (column == table.columns() || column == inner % columns);
  const int64_t own = within ? table.cells()[inner].values[item] : 0;
  return table.cells()[cell].values[item] - own;
}

// Against a reader who knows these cells: one who is alone in the first of them, if there are any.
absl::StatusOr<std::vector<bool>> ProtectFrom(int cell, int item, bool raise,
                                              const std::vector<int>& known, int width_basis_points,
                                              SuppressionTable& table) {
  const int64_t value =
      known.empty() ? table.cells()[cell].values[item] : RestOf(table, cell, known.front(), item);
  Goal goal{cell, item, raise, WidthOf(value, width_basis_points)};
  if (!raise && !table.is_signed(item)) {
    const bool by_value = table.cells()[cell].room.empty();
    goal.width = std::min(goal.width, by_value ? value : RoomBelow(table, cell, item));
  }
  return Reach(goal, known, table);
}

absl::Status Protect(int cell, int width_basis_points, const std::vector<std::vector<int>>& alone,
                     SuppressionTable& table) {
  for (int item = 0; item < table.items(); ++item) {
    for (const bool raise : {true, false}) {
      ZGC_ASSIGN_OR_RETURN(const std::vector<bool> used,
                           ProtectFrom(cell, item, raise, {}, width_basis_points, table));
      for (const std::vector<int>& known : alone) {
        // What takes no part in it is not missed.
        const bool matters =
            std::any_of(known.begin(), known.end(), [&](int shown) { return used[shown]; });
        if (!matters || Contains(known, cell)) continue;
        ZGC_RETURN_IF_ERROR(
            ProtectFrom(cell, item, raise, known, width_basis_points, table).status());
      }
    }
  }
  return absl::OkStatus();
}

}  // namespace

SuppressionTable::SuppressionTable(int rows, int columns, std::vector<bool> signed_items)
    : rows_(rows),
      columns_(columns),
      signed_items_(std::move(signed_items)),
      cells_((rows + 1) * (columns + 1)) {
  for (SuppressionCell& cell : cells_) cell.values.resize(signed_items_.size());
}

void SuppressionTable::Add(int row, int column, const std::vector<int64_t>& values) {
  for (const int cell : {IndexOf(row, column), IndexOf(row, columns_), IndexOf(rows_, column),
                         IndexOf(rows_, columns_)}) {
    ++cells_[cell].contributors;
    for (size_t item = 0; item < values.size(); ++item) cells_[cell].values[item] += values[item];
  }
}

absl::Status Suppress(int width_basis_points, SuppressionTable& table) {
  std::vector<int> sensitive;
  // What each who is alone in a cell knows.
  std::vector<std::vector<int>> alone;
  for (int cell = 0; cell < static_cast<int>(table.cells().size()); ++cell) {
    std::vector<int> known = KnownToTheOnlyOne(table, cell);
    if (!known.empty() && known.front() == cell) alone.push_back(std::move(known));
    if (!table.cells()[cell].sensitive) continue;
    table.cells()[cell].hidden = true;
    sensitive.push_back(cell);
  }
  for (const int cell : sensitive) {
    ZGC_RETURN_IF_ERROR(base::StillWanted());
    ZGC_RETURN_IF_ERROR(Protect(cell, width_basis_points, alone, table));
  }
  return absl::OkStatus();
}

FeasibleRange FeasibleRangeOf(const SuppressionTable& table, int row, int column, int item,
                              const std::vector<int>& known) {
  const int cell = table.IndexOf(row, column);
  const int64_t value = table.cells()[cell].values[item];
  const bool is_open = table.cells()[cell].hidden && table.cells()[cell].contributors > 0;
  if (!is_open || Contains(known, cell)) return {value, value};
  const auto most = [&](bool raise) {
    const auto [begin, end] = EndsOf(table, cell, raise);
    return Flow(table, cell, item, known).Push(begin, end, kUnbounded);
  };
  FeasibleRange range;
  const int64_t up = most(true);
  if (up < kUnbounded) range.high = value + up;
  const int64_t down = std::min(most(false), RoomBelow(table, cell, item));
  if (down < kUnbounded) range.low = value - down;
  return range;
}

std::vector<int> KnownToTheOnlyOne(const SuppressionTable& table, int cell) {
  if (table.cells()[cell].contributors != 1) return {};
  const int row = cell / (table.columns() + 1);
  const int column = cell % (table.columns() + 1);
  // Where it is: of a total the one inner cell that has anybody.
  for (int i = 0; i < table.rows(); ++i) {
    for (int j = 0; j < table.columns(); ++j) {
      const bool within =
          (row == table.rows() || row == i) && (column == table.columns() || column == j);
      if (!within || table.At(i, j).contributors == 0) continue;
      std::vector<int> known;
      for (const int shown :
           {table.IndexOf(i, j), table.IndexOf(i, table.columns()), table.IndexOf(table.rows(), j),
            table.IndexOf(table.rows(), table.columns())}) {
        if (table.cells()[shown].contributors == 1) known.push_back(shown);
      }
      return known;
    }
  }
  return {};
}

}  // namespace zgc::parks
