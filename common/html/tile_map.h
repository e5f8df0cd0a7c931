#pragma once

#include <string>
#include <vector>

#include "absl/types/optional.h"
#include "common/html/html_writer.h"

namespace zgc::html {

// A schematic map (示意图): a tile for each place in the row and column of a grid that stands
// for where it lies, shaded by a number. It needs no geometry and no tiles of anybody's.
struct TileMap {
  struct Tile {
    // Of the place, on one line; what does not fit is cut and said in full when pointed at.
    std::string label;
    // The number as it is printed, or what stands where there is none, such as 数额未公布.
    std::string value;
    // What it is shaded by; without, it is drawn as having no number.
    absl::optional<double> number;
    // From north-west, 0 on.
    int row = 0;
    int column = 0;
    // Tiles of one group have a frame with its name where no other tile would stand in it.
    std::string group;
    // Where the tile leads, or empty.
    std::string target;
  };

  // Of the drawing in its page, of a-z, 0-9 and '-'.
  std::string id;
  std::string title;
  std::vector<Tile> tiles;
  // To be shown small: tiles hardly larger than their words.
  bool compact = false;
};

// The shades of one map, or of several that are compared. Each shade has as many of the numbers as
// the others, or nearly so, and equal numbers have one shade; numbers below zero have one of
// their own. A share of the numbers says more of places that differ by orders of magnitude than a
// share of their range.
class Shades {
 public:
  static constexpr int kCount = 5;
  static constexpr int kNegative = -1;

  explicit Shades(const std::vector<TileMap>& maps);

  // kNegative, or 0 (the smallest) to kCount - 1.
  int Of(double number) const;
  // One for each shade that there is, in order: "3 – 12", of the numbers that have it, as they
  // are printed on the maps.
  struct Key {
    int shade = 0;
    std::string text;
  };
  const std::vector<Key>& legend() const { return legend_; }

 private:
  // The largest number of each shade but the last that is taken.
  std::vector<double> upper_;
  std::vector<Key> legend_;
};

// As inline SVG, which says all of its numbers to a reader who does not see it. A tile that stands
// where an earlier one does is not drawn.
void DrawTileMap(HtmlWriter& out, const TileMap& map, const Shades& shades);
// What the shades mean, beside the maps.
void DrawLegend(HtmlWriter& out, const Shades& shades);
// The look of maps and legends, for the screen and for paper.
absl::string_view TileMapStyle();

}  // namespace zgc::html
