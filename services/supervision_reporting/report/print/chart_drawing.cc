#include "services/supervision_reporting/report/print/chart_drawing.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/html/text_width.h"
#include "common/html/tile_map.h"

namespace zgc::supervision {
namespace {

using html::HtmlWriter;

// Units of the view box; a drawing scales to the width of its place.
constexpr int kWideWidth = 720;
constexpr int kNarrowWidth = 348;
constexpr int kFontSize = 13;
constexpr int kTitleHeight = 25;
constexpr int kLabelHeight = 20;
constexpr int kBarHeight = 8;
constexpr int kBarGap = 10;
constexpr int kBaseline = 14;
constexpr int kNoteHeight = 22;
// What document::Chart::Bar::share counts.
constexpr int kFullShare = 10'000;

int WidthOf(absl::string_view text) { return html::WidthOf(text, kFontSize); }
std::string Fit(const std::string& text, int width) { return html::Fit(text, width, kFontSize); }

std::string Colour(int colour) { return absl::StrCat("bar bar-", colour); }

int HeightOf(const document::Chart::Bar& bar) {
  return (bar.note.empty() ? 0 : kNoteHeight) + kLabelHeight + kBarHeight + kBarGap;
}

// A broken line across the drawing, which parts a bar from those before it, and why.
void DrawBreak(HtmlWriter& out, const std::string& note, int width, int y) {
  out.Empty("line", {{"class", "break"},
                     {"x1", "0"},
                     {"y1", absl::StrCat(y)},
                     {"x2", absl::StrCat(width)},
                     {"y2", absl::StrCat(y)}});
  const std::string fitting = Fit(note, width);
  out.Open("text", {{"class", "note"}, {"x", "0"}, {"y", absl::StrCat(y + kBaseline)}});
  out.Text(fitting);
  if (fitting != note) out.Leaf("title", {}, note);
  out.Close();
}

void DrawBar(HtmlWriter& out, const document::Chart::Bar& bar, int width, int y) {
  if (!bar.note.empty()) {
    DrawBreak(out, bar.note, width, y);
    y += kNoteHeight;
  }
  const std::string baseline = absl::StrCat(y + kBaseline);
  const std::string label = Fit(bar.label, width - WidthOf(bar.value.text) - 2 * kFontSize);
  out.Open("text", {{"class", "label"}, {"x", "0"}, {"y", baseline}}).Text(label);
  if (label != bar.label) out.Leaf("title", {}, bar.label);
  out.Close();
  if (!bar.value.target.empty()) out.Open("a", {{"href", absl::StrCat("#", bar.value.target)}});
  out.Leaf(
      "text",
      {{"class", "value"}, {"x", absl::StrCat(width)}, {"y", baseline}, {"text-anchor", "end"}},
      bar.value.text);
  if (!bar.value.target.empty()) out.Close();
  const auto rect = [&](int share, const std::string& style) {
    // A bar that is there is seen, however short.
    const int length = std::max(2, (share * width + kFullShare / 2) / kFullShare);
    out.Empty("rect", {{"class", style},
                       {"x", "0"},
                       {"y", absl::StrCat(y + kLabelHeight)},
                       {"width", absl::StrCat(length)},
                       {"height", absl::StrCat(kBarHeight)},
                       {"rx", "1.5"}});
  };
  rect(kFullShare, "track");
  rect(bar.share, Colour(bar.colour));
}

void DrawGroup(HtmlWriter& out, const document::Chart::Group& group, int width,
               const std::string& id) {
  const int title = group.title.empty() ? 0 : kTitleHeight;
  int height = title;
  for (const document::Chart::Bar& bar : group.bars) height += HeightOf(bar);
  out.Open("svg", {{"viewBox", absl::StrCat("0 0 ", width, " ", height)},
                   {"class", width == kWideWidth ? "wide" : "narrow"},
                   {"role", "img"},
                   {"aria-labelledby", id}});
  std::string said = group.title;
  for (const document::Chart::Bar& bar : group.bars) {
    absl::StrAppend(&said, "；", bar.label, "：", bar.value.text);
    if (!bar.note.empty()) absl::StrAppend(&said, "（", bar.note, "）");
  }
  out.Leaf("title", {{"id", id}}, said);
  int y = 0;
  if (title > 0) {
    out.Leaf("text", {{"class", "group"}, {"x", "0"}, {"y", absl::StrCat(kBaseline + 1)}},
             Fit(group.title, width));
    y += title;
  }
  for (const document::Chart::Bar& bar : group.bars) {
    DrawBar(out, bar, width, y);
    y += HeightOf(bar);
  }
  out.CloseLine();
}

void DrawMap(HtmlWriter& out, const document::Chart& chart) {
  html::TileMap map{absl::StrCat(chart.anchor, "-map"), chart.title, {}};
  for (const document::Chart::Group& group : chart.groups) {
    for (const document::Chart::Bar& bar : group.bars) {
      html::TileMap::Tile tile{bar.label, bar.value.text, absl::nullopt, bar.row, bar.column};
      if (bar.value.kind != document::Span::Kind::kText) tile.number = bar.number;
      if (!bar.value.target.empty()) tile.target = absl::StrCat("#", bar.value.target);
      tile.group = group.title;
      map.tiles.push_back(std::move(tile));
    }
  }
  const html::Shades shades({map});
  html::DrawTileMap(out, map, shades);
  html::DrawLegend(out, shades);
  // All of a map are of one period, and so of one break.
  for (const document::Chart::Group& group : chart.groups) {
    for (const document::Chart::Bar& bar : group.bars) {
      if (bar.note.empty()) continue;
      out.Leaf("p", {{"class", "map-note"}}, bar.note);
      return;
    }
  }
}

}  // namespace

void DrawChart(HtmlWriter& out, const document::Chart& chart) {
  out.Open("figure", {{"class", "chart"}, {"id", chart.anchor}});
  out.Open("figcaption").Text(chart.title);
  for (const document::Chart::Key& key : chart.legend) {
    out.Leaf("span", {{"class", absl::StrCat("key key-", key.colour)}}, key.label);
  }
  out.CloseLine();
  if (chart.map) {
    DrawMap(out, chart);
    out.CloseLine();
    return;
  }
  out.Open("div", {{"class", "drawings"}});
  const int width = chart.groups.size() == 1 ? kWideWidth : kNarrowWidth;
  for (size_t i = 0; i < chart.groups.size(); ++i) {
    DrawGroup(out, chart.groups[i], width, absl::StrCat(chart.anchor, "-", i + 1));
  }
  out.Close().CloseLine();
}

}  // namespace zgc::supervision
