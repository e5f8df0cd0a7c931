#include "common/html/tile_map.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/html/text_width.h"

namespace zgc::html {
namespace {

// Units of the view box; a drawing scales to the width of its place. Above each row there is room
// for the name of a frame.
constexpr int kMargin = 10;
constexpr int kLabelSize = 13;
struct Grid {
  int tile_width = 108;
  int tile_height = 58;
  int gap = 8;
  int row_gap = 24;
  int padding = 8;
  int value_size = 15;
  // Lines of words within a tile.
  int label_line = 22;
  int value_line = 45;

  int X(int column) const { return kMargin + column * (tile_width + gap); }
  int Y(int row) const { return row_gap + row * (tile_height + row_gap); }
};
constexpr Grid kCompact = {64, 38, 5, 20, 5, 13, 16, 32};

const Grid& GridOf(const TileMap& map) {
  static constexpr Grid kLarge;
  return map.compact ? kCompact : kLarge;
}

// Rows and columns from the first that is used.
struct Extent {
  int first_row = 0;
  int last_row = 0;
  int first_column = 0;
  int last_column = 0;

  explicit Extent(const TileMap::Tile& tile)
      : first_row(tile.row),
        last_row(tile.row),
        first_column(tile.column),
        last_column(tile.column) {}
  void Add(const TileMap::Tile& tile) {
    first_row = std::min(first_row, tile.row);
    last_row = std::max(last_row, tile.row);
    first_column = std::min(first_column, tile.column);
    last_column = std::max(last_column, tile.column);
  }
  bool Holds(const TileMap::Tile& tile) const {
    return tile.row >= first_row && tile.row <= last_row && tile.column >= first_column &&
           tile.column <= last_column;
  }
};

// Of each place the first.
std::vector<const TileMap::Tile*> Drawn(const TileMap& map) {
  std::set<std::pair<int, int>> taken;
  std::vector<const TileMap::Tile*> drawn;
  for (const TileMap::Tile& tile : map.tiles) {
    if (taken.emplace(tile.row, tile.column).second) drawn.push_back(&tile);
  }
  return drawn;
}

std::string ClassOf(const TileMap::Tile& tile, const Shades& shades) {
  if (!tile.number.has_value()) return "tile shade-none";
  const int shade = shades.Of(*tile.number);
  return shade == Shades::kNegative ? "tile shade-negative" : absl::StrCat("tile shade-", shade);
}

// The frames of groups in which no other tile stands, behind the tiles.
void DrawFrames(HtmlWriter& out, const std::vector<const TileMap::Tile*>& tiles, const Extent& all,
                const Grid& grid) {
  std::map<std::string, Extent> groups;
  for (const TileMap::Tile* tile : tiles) {
    if (tile->group.empty()) continue;
    const auto [group, is_new] = groups.try_emplace(tile->group, *tile);
    if (!is_new) group->second.Add(*tile);
  }
  for (const auto& [name, extent] : groups) {
    const bool alone = std::all_of(tiles.begin(), tiles.end(),
                                   [&, &name = name, &extent = extent](const TileMap::Tile* tile) {
                                     return tile->group == name || !extent.Holds(*tile);
                                   });
    if (!alone) continue;
    // Two frames, one above the other, do not touch.
    constexpr int kAbove = 6;
    constexpr int kBelow = 2;
    const int x = grid.X(extent.first_column - all.first_column) - grid.gap / 2;
    const int y = grid.Y(extent.first_row - all.first_row) - grid.row_gap + kAbove;
    const int width =
        grid.X(extent.last_column - all.first_column) + grid.tile_width + grid.gap / 2 - x;
    const int height = grid.Y(extent.last_row - all.first_row) + grid.tile_height + kBelow - y;
    out.Empty("rect", {{"class", "frame"},
                       {"x", absl::StrCat(x)},
                       {"y", absl::StrCat(y)},
                       {"width", absl::StrCat(width)},
                       {"height", absl::StrCat(height)},
                       {"rx", "4"}});
    out.Leaf("text",
             {{"class", "frame-name"}, {"x", absl::StrCat(x + 6)}, {"y", absl::StrCat(y + 13)}},
             Fit(name, width - 12, kLabelSize));
  }
}

void DrawTile(HtmlWriter& out, const TileMap::Tile& tile, const Shades& shades, const Extent& all,
              const Grid& grid) {
  const int x = grid.X(tile.column - all.first_column);
  const int y = grid.Y(tile.row - all.first_row);
  if (!tile.target.empty()) out.Open("a", {{"href", tile.target}});
  out.Open("g", {{"class", ClassOf(tile, shades)}});
  out.Leaf("title", {}, absl::StrCat(tile.label, "：", tile.value));
  out.Empty("rect", {{"x", absl::StrCat(x)},
                     {"y", absl::StrCat(y)},
                     {"width", absl::StrCat(grid.tile_width)},
                     {"height", absl::StrCat(grid.tile_height)},
                     {"rx", "3"}});
  const std::string text_x = absl::StrCat(x + grid.padding);
  out.Leaf("text", {{"class", "place"}, {"x", text_x}, {"y", absl::StrCat(y + grid.label_line)}},
           Fit(tile.label, grid.tile_width - 2 * grid.padding, kLabelSize));
  out.Leaf("text", {{"class", "number"}, {"x", text_x}, {"y", absl::StrCat(y + grid.value_line)}},
           Fit(tile.value, grid.tile_width - 2 * grid.padding, grid.value_size));
  out.Close();
  if (!tile.target.empty()) out.Close();
}

}  // namespace

Shades::Shades(const std::vector<TileMap>& maps) {
  // Each number with its print, in order.
  std::vector<std::pair<double, std::string>> numbers;
  std::vector<std::pair<double, std::string>> negative;
  for (const TileMap& map : maps) {
    for (const TileMap::Tile& tile : map.tiles) {
      if (!tile.number.has_value()) continue;
      (*tile.number < 0 ? negative : numbers).emplace_back(*tile.number, tile.value);
    }
  }
  const auto say = [&](int shade, const std::pair<double, std::string>& low,
                       const std::pair<double, std::string>& high) {
    legend_.push_back({shade, low.second == high.second
                                  ? low.second
                                  : absl::StrCat(low.second, " – ", high.second)});
  };
  std::sort(numbers.begin(), numbers.end());
  std::sort(negative.begin(), negative.end());
  if (!negative.empty()) say(kNegative, negative.front(), negative.back());
  std::set<double> different;
  for (const auto& [number, print] : numbers) different.insert(number);
  const size_t shades = std::min<size_t>(kCount, different.size());
  // The darkest is always there, so that one number among few is seen as large.
  upper_.assign(kCount - shades, -1);
  size_t first = 0;
  size_t left = different.size();
  for (size_t shade = 0; shade < shades; ++shade) {
    const size_t share = (numbers.size() - first) / (shades - shade);
    // Whole runs of equal numbers, until it has its share; each shade after it has one at least.
    size_t end = first;
    do {
      const double number = numbers[end].first;
      while (end < numbers.size() && numbers[end].first == number) ++end;
      --left;
    } while (left > shades - shade - 1 && (end - first < share || shade + 1 == shades));
    upper_.push_back(numbers[end - 1].first);
    say(static_cast<int>(kCount - shades + shade), numbers[first], numbers[end - 1]);
    first = end;
  }
}

int Shades::Of(double number) const {
  if (number < 0) return kNegative;
  const auto found = std::lower_bound(upper_.begin(), upper_.end(), number);
  const auto at = static_cast<int>(found - upper_.begin());
  return std::clamp(at, 0, std::max(static_cast<int>(upper_.size()) - 1, 0));
}

void DrawTileMap(HtmlWriter& out, const TileMap& map, const Shades& shades) {
  const std::vector<const TileMap::Tile*> tiles = Drawn(map);
  if (tiles.empty()) return;
  Extent all(*tiles.front());
  for (const TileMap::Tile* tile : tiles) all.Add(*tile);
  const Grid& grid = GridOf(map);
  const int width = grid.X(all.last_column - all.first_column + 1) - grid.gap + kMargin;
  const int height = grid.Y(all.last_row - all.first_row + 1) - grid.row_gap + kMargin;
  out.Open("svg", {{"viewBox", absl::StrCat("0 0 ", width, " ", height)},
                   {"class", map.compact ? "tile-map compact" : "tile-map"},
                   {"role", "img"},
                   {"aria-labelledby", absl::StrCat(map.id, "-title")}});
  std::string said = map.title;
  for (const TileMap::Tile* tile : tiles)
    absl::StrAppend(&said, "；", tile->label, "：", tile->value);
  out.Leaf("title", {{"id", absl::StrCat(map.id, "-title")}}, said);
  DrawFrames(out, tiles, all, grid);
  for (const TileMap::Tile* tile : tiles) DrawTile(out, *tile, shades, all, grid);
  out.CloseLine();
}

void DrawLegend(HtmlWriter& out, const Shades& shades) {
  out.Open("ul", {{"class", "tile-legend"}});
  for (const Shades::Key& key : shades.legend()) {
    out.Open("li");
    out.Leaf("i",
             {{"class", key.shade == Shades::kNegative ? "shade-negative"
                                                       : absl::StrCat("shade-", key.shade)}},
             "");
    out.Text(key.text).Close();
  }
  out.Open("li").Leaf("i", {{"class", "shade-none"}}, "").Text("无数值").Close();
  out.CloseLine();
}

absl::string_view TileMapStyle() {
  return R"css(
.tile-map { display: block; width: 100%; height: auto; font-family: var(--sans, sans-serif); }
.tile-map .frame { fill: none; stroke: #9aa8b6; stroke-width: 1; }
.tile-map .frame-name { fill: #56626f; font-size: 12px; }
.tile-map .tile rect { stroke: #ffffff; stroke-width: 1; }
.tile-map .place { font-size: 13px; }
.tile-map .number { font-size: 15px; font-weight: 700; }
.tile-map.compact .number { font-size: 13px; }
.tile-map a:hover rect { stroke: #1b2530; }
.tile text { fill: #1b2530; }
.shade-0 rect { fill: #e3edf7; } .tile-legend .shade-0 { background: #e3edf7; }
.shade-1 rect { fill: #b5d0e8; } .tile-legend .shade-1 { background: #b5d0e8; }
.shade-2 rect { fill: #7fadd6; } .tile-legend .shade-2 { background: #7fadd6; }
.shade-3 rect { fill: #2f6ba8; } .tile-legend .shade-3 { background: #2f6ba8; }
.shade-4 rect { fill: #123a66; } .tile-legend .shade-4 { background: #123a66; }
.shade-3 text, .shade-4 text { fill: #ffffff; }
.shade-negative rect { fill: #f0c9a0; } .tile-legend .shade-negative { background: #f0c9a0; }
.tile-map .shade-none rect { fill: #ffffff; stroke: #9aa8b6; stroke-dasharray: 4 3; }
.shade-none .number { font-weight: 400; fill: #56626f; }
.tile-legend { display: flex; flex-wrap: wrap; gap: 0.2rem 1.2rem; margin: 0.6rem 0 0; padding: 0;
  list-style: none; font-size: 0.8rem; color: #56626f; }
.tile-legend i { display: inline-block; width: 1.5em; height: 0.9em; margin-right: 0.45em;
  vertical-align: -0.08em; border-radius: 2px; }
.tile-legend .shade-none { border: 1px dashed #9aa8b6; }
)css";
}

}  // namespace zgc::html
