#include "services/supervision_reporting/report/print/html_style.h"

#include <algorithm>
#include <variant>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "common/html/tile_map.h"

namespace zgc::supervision {
namespace {

constexpr absl::string_view kBase = R"css(
:root {
  --ink: #1b2530; --soft: #56626f; --line: #d7dee6; --wash: #f4f7fa;
  --blue: #1c4f86; --teal: #2f8f83; --ochre: #b98a2f; --red: #b0302a; --amber: #96690a;
  --serif: "Noto Serif CJK SC", "Source Han Serif SC", "Songti SC", "SimSun", serif;
  --sans: "Noto Sans CJK SC", "Source Han Sans SC", "PingFang SC", "Microsoft YaHei", sans-serif;
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; scroll-behavior: smooth; }
body {
  margin: 0; color: var(--ink); background: #fff; font: 16px/1.85 var(--serif);
  font-variant-numeric: lining-nums tabular-nums; text-spacing-trim: trim-start;
  -webkit-print-color-adjust: exact; print-color-adjust: exact;
}
a { color: var(--blue); text-decoration: none; }
a:hover, a:focus-visible { text-decoration: underline; text-underline-offset: 0.2em; }
h1, h2, h3, th, .meta, .tiles, nav, .pill, figcaption, .mark { font-family: var(--sans); }
h1, h2, h3 { line-height: 1.4; font-weight: 700; text-wrap: balance; }
.page { max-width: 78rem; margin: 0 auto; padding: 0 2rem 5rem; }
main { min-width: 0; }
section { margin-top: 4rem; }
section > h2 {
  margin: 0 0 1.4rem; padding-bottom: 0.5rem; border-bottom: 2px solid var(--blue); font-size: 1.5rem;
}
:target { scroll-margin-top: 1.5rem; }
tr:target > td, .finding:target { background: #fff6d9; }
)css";

constexpr absl::string_view kCover = R"css(
.cover { padding: 5rem 0 2.2rem; border-bottom: 1px solid var(--line); }
.cover .issuer { margin: 0; font: 500 1.05rem/1.6 var(--sans); letter-spacing: 0.12em; color: var(--soft); }
.cover h1 { margin: 0.6rem 0 0.9rem; font-size: 2.6rem; letter-spacing: 0.02em; }
.cover .period { margin: 0; color: var(--soft); font-family: var(--sans); }
.tiles { display: grid; grid-template-columns: repeat(6, 1fr); gap: 1px;
  margin: 2.4rem 0 0; padding: 0; background: var(--line); border: 1px solid var(--line); list-style: none; }
.tiles li { padding: 0.9rem 1.1rem; background: #fff; color: var(--soft); font-size: 0.85rem; line-height: 1.5; }
.tiles b { display: block; color: var(--ink); font-size: 1.75rem; font-weight: 700; line-height: 1.3; }
.tiles .is-contradiction b { color: var(--red); }
.tiles .is-warning b { color: var(--amber); }
.cover .preface { margin: 1.4rem 0 0; text-indent: 2em; text-align: justify; }
nav h2 { margin: 0 0 0.8rem; font-size: 1rem; letter-spacing: 0.3em; color: var(--soft); }
nav ol { margin: 0; padding: 0; list-style: none; font-size: 0.86rem; line-height: 1.5; }
nav li { display: flex; gap: 0.6em; padding: 0.2rem 0; }
nav li > span { flex: none; min-width: 3.4em; color: var(--soft); }
nav li.part { margin-top: 0.5rem; font-weight: 700; }
nav a { color: var(--ink); }
@media screen and (min-width: 70rem) {
  .page { display: grid; grid-template-columns: 16.5rem minmax(0, 1fr); column-gap: 3.5rem; }
  .cover { grid-column: 1 / -1; }
  nav { position: sticky; top: 0; align-self: start; max-height: 100vh; margin-top: 2.5rem;
    padding: 1.5rem 0.5rem 1.5rem 0; overflow-y: auto; scrollbar-width: thin; }
}
@media screen and (max-width: 69.99rem) { nav { margin-top: 2.5rem; } nav ol { columns: 22rem; } }
@media screen and (max-width: 40rem) {
  .page { padding: 0 1.1rem 3rem; }
  .cover { padding-top: 2.5rem; }
  .cover h1 { font-size: 1.8rem; }
  .tiles { grid-template-columns: repeat(3, 1fr); }
  .scroll { overflow-x: auto; }
  .scroll table { min-width: 40rem; }
}
)css";

constexpr absl::string_view kTables = R"css(
table { width: 100%; border-collapse: collapse; table-layout: fixed; font: 0.86rem/1.6 var(--sans); }
th { padding: 0.5rem 0.6rem; border-bottom: 2px solid var(--blue); color: var(--soft); font-weight: 500;
  text-align: left; vertical-align: bottom; }
td { padding: 0.5rem 0.6rem; border-bottom: 1px solid var(--line); vertical-align: top; overflow-wrap: anywhere; }
.num { text-align: right; white-space: nowrap; }
.mid { text-align: center; }
tbody.group th { padding-top: 1.2rem; border-bottom: 1px solid var(--line); color: var(--blue); font-weight: 700; }
td.value { text-align: right; font-weight: 700; }
.id { display: block; color: var(--soft); font-size: 0.76rem; line-height: 1.45; overflow-wrap: anywhere; }
.pill { display: inline-block; padding: 0 0.55em; border: 1px solid currentColor; border-radius: 1em;
  font-size: 0.76rem; line-height: 1.65; white-space: nowrap; }
.pill + .pill { margin-left: 0.3em; }
.is-contradiction .pill, .pill.is-contradiction { color: var(--red); }
.is-warning .pill, .pill.is-warning { color: var(--amber); }
.is-note .pill, .pill.is-note { color: var(--soft); }
.pill.done { color: var(--teal); }
.pill.open { color: var(--blue); }
.pill.halt { color: var(--soft); }
)css";

// After the widths of columns.
constexpr absl::string_view kCells =
    R"css(td.period { word-break: keep-all; overflow-wrap: normal; }
#versions table { max-width: 34rem; }
)css";

constexpr absl::string_view kBody = R"css(
#items article { margin-top: 2.8rem; }
#items article:first-of-type { margin-top: 0; }
#items article > h3 { display: flex; align-items: baseline; gap: 0.8em; margin: 0; font-size: 1.18rem; }
#items article > h3 .no { flex: none; color: var(--blue); }
#items article > .meta { margin: 0.35rem 0 0.9rem; text-indent: 0; color: var(--soft); font-size: 0.82rem; line-height: 1.6; }
.meta > span + span::before { content: "·"; margin: 0 0.6em; }
#items article > .statement { margin: 0 0 1rem; padding: 0.7rem 1.1rem; text-indent: 0; border-left: 3px solid var(--blue); background: var(--wash);
  font-size: 0.93rem; line-height: 1.8; text-align: justify; }
#items article > .statement b { margin-right: 0.8em; color: var(--blue); font-family: var(--sans); font-weight: 700; }
#items article > p { margin: 0.5rem 0; text-indent: 2em; text-align: justify; hanging-punctuation: allow-end; }
#items article > p > b { margin-right: 0.5em; font-family: var(--sans); }
a.fig { color: inherit; white-space: nowrap; text-decoration: underline;
  text-decoration-color: #9db8d6; text-decoration-thickness: 1px; text-underline-offset: 0.24em; }
a.fig:hover { color: var(--blue); text-decoration-color: currentColor; }
a.fig.missing { color: var(--red); }
.mark { margin-left: 0.12em; font-size: 0.66em; line-height: 0; vertical-align: super; text-indent: 0; }
.mark a { color: var(--red); }
.mark.is-warning a { color: var(--amber); }
.others { margin: 1rem 0 0; }
.others caption { padding-bottom: 0.3rem; color: var(--soft); font-size: 0.8rem; text-align: left; }
.notes { margin: 1rem 0 0; padding: 0; list-style: none; font: 0.84rem/1.7 var(--sans); }
.notes li { display: flex; gap: 0.7em; align-items: baseline; padding: 0.1rem 0; }
.chart { margin: 0 0 2.2rem; }
figcaption { display: flex; flex-wrap: wrap; align-items: baseline; gap: 0 1.4em; margin-bottom: 0.7rem; font-weight: 700; }
.key { font-size: 0.78rem; font-weight: 400; color: var(--soft); }
.key::before { content: ""; display: inline-block; width: 0.85em; height: 0.6em; margin-right: 0.45em; border-radius: 1px; background: var(--teal); }
.key-1::before { background: var(--blue); }
.key-2::before { background: var(--ochre); }
.drawings { display: grid; grid-template-columns: repeat(auto-fill, minmax(19rem, 1fr)); gap: 1.4rem 2.4rem; align-items: start; }
.drawings svg { display: block; width: 100%; height: auto; overflow: visible; font-family: var(--sans); font-size: 13px; }
.drawings svg.wide { grid-column: 1 / -1; }
svg text { fill: var(--ink); }
svg .group { font-weight: 700; font-size: 14px; }
svg .label { fill: var(--soft); }
svg .value { font-weight: 700; }
svg .track { fill: #edf1f5; }
svg .break { stroke: var(--amber); stroke-width: 1; stroke-dasharray: 5 4; }
svg .note { fill: var(--amber); font-size: 12px; }
svg .bar-0 { fill: var(--teal); }
svg .bar-1 { fill: var(--blue); }
svg .bar-2 { fill: var(--ochre); }
.finding { margin: 0 0 1rem; padding: 0.9rem 1.2rem; border: 1px solid var(--line); border-left: 4px solid var(--soft); }
.finding.is-contradiction { border-left-color: var(--red); }
.finding.is-warning { border-left-color: var(--amber); }
.finding h3 { display: flex; flex-wrap: wrap; align-items: baseline; gap: 0.7em; margin: 0; font-size: 1rem; }
.finding p { margin: 0.35rem 0 0; font-size: 0.93rem; line-height: 1.75; text-align: justify; overflow-wrap: anywhere; }
.finding .where { color: var(--soft); font: 0.78rem/1.6 var(--sans); }
.finding .signed { padding: 0.5rem 0.9rem; background: #eef6f3; }
.finding .signed b { margin-right: 0.6em; color: var(--teal); font-family: var(--sans); }
footer { margin-top: 3rem; color: var(--soft); font: 0.78rem/1.7 var(--sans); }
)css";

constexpr absl::string_view kPrint = R"css(
@media print {
  html { font-size: 14.4px; }
  body { font-size: 10.5pt; line-height: 1.75; }
  .page { max-width: none; padding: 0; }
  .cover { display: flex; flex-direction: column; min-height: 225mm; padding-top: 62mm; border: 0; break-after: page; }
  .cover h1 { font-size: 27pt; }
  .cover .tiles { margin-top: auto; }
  .preface, nav, section { break-before: auto; }
  nav { break-after: page; }
  nav ol { columns: 2; column-gap: 10mm; font-size: 9.5pt; }
  nav li { break-inside: avoid; }
  section { margin-top: 0; }
  #board, #charts, #items, #sources, #findings { break-before: page; }
  nav + main > section:first-child { break-before: auto; }
  #versions { margin-top: 10mm; break-inside: avoid; }
  #items article { margin-top: 8mm; }
  a, a.fig { color: inherit; }
  nav a { color: var(--ink); }
  h2, h3, .meta, .statement, figcaption, caption { break-after: avoid; }
  p { orphans: 2; widows: 2; }
  .statement, .finding, .notes li, .drawings svg, tr { break-inside: avoid; }
  thead { display: table-header-group; }
  tbody.group tr:first-child { break-after: avoid; }
  .drawings { display: block; columns: 2; column-gap: 10mm; }
  .chart { margin-bottom: 5mm; }
  .drawings svg { margin-bottom: 3mm; }
  .drawings:has(.wide) { columns: 1; }
  table { font-size: 8.6pt; line-height: 1.5; }
  td, th { padding: 1.1mm 1.6mm; }
  #sources table { font-size: 8.2pt; line-height: 1.4; }
  #sources td { padding-top: 0.8mm; padding-bottom: 0.8mm; }
  #sources .id { font-size: 6.9pt; line-height: 1.35; }
  #sources tbody.group th { padding-top: 3mm; }
  .finding { padding: 2.5mm 4mm; }
}
)css";

// What a column takes of its table, by the section that the table is in and the column's title.
struct ColumnWidth {
  absl::string_view section;
  absl::string_view column;
  absl::string_view width;
  // What its cells keep from the column before.
  absl::string_view gap = "";
};
constexpr ColumnWidth kWidths[] = {
    {"board", "序号", "5.2em"}, {"board", "牵头单位", "30%"},        {"board", "状态", "5.8em"},
    {"board", "数", "3em"},     {"board", "核查发现", "8.4em"},      {"sources", "指标", "32%"},
    {"sources", "数值", "12%"}, {"sources", "期间", "16%", "1.3em"},
};

// The place of a column in the table of a section, from 1; 0 if there is none.
size_t PlaceOf(const document::Document& document, const ColumnWidth& width) {
  for (const document::Block& part : document.blocks) {
    const auto* section = std::get_if<document::Section>(&part.content);
    if (section == nullptr || section->anchor != width.section) continue;
    for (const document::Block& block : section->blocks) {
      const auto* table = std::get_if<document::Table>(&block.content);
      if (table == nullptr) continue;
      for (size_t i = 0; i < table->columns.size(); ++i) {
        if (table->columns[i].title == width.column) return i + 1;
      }
    }
  }
  return 0;
}

std::string ColumnWidths(const document::Document& document) {
  std::string out;
  for (const ColumnWidth& width : kWidths) {
    const size_t place = PlaceOf(document, width);
    if (place == 0) continue;
    const auto part = [&](absl::string_view element) {
      return absl::StrCat("#", width.section, " ", element, ":nth-child(", place, ")");
    };
    absl::StrAppend(&out, part("col"), " { width: ", width.width, "; }\n");
    if (width.gap.empty()) continue;
    absl::StrAppend(&out, part("td"), ", ", part("th"), " { padding-left: ", width.gap, "; }\n");
  }
  return out;
}

// Documents without a map have no styles of maps.
bool HasMap(const std::vector<document::Block>& blocks) {
  return std::any_of(blocks.begin(), blocks.end(), [](const document::Block& block) {
    if (const auto* chart = std::get_if<document::Chart>(&block.content)) return chart->map;
    const auto* section = std::get_if<document::Section>(&block.content);
    return section != nullptr && HasMap(section->blocks);
  });
}

}  // namespace

std::string CssString(absl::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    // Bytes of UTF-8 stay; of ASCII only what can end nothing.
    const bool plain = (static_cast<unsigned char>(c) & 0x80) != 0 || absl::ascii_isalnum(c) ||
                       c == ' ' || c == '-' || c == '.' || c == ',';
    if (plain) {
      out += c;
    } else {
      absl::StrAppend(&out, "\\", absl::StrFormat("%06x", static_cast<unsigned char>(c)));
    }
  }
  return out + "\"";
}

std::string ReportStyle(const document::Document& document) {
  const std::string page = absl::StrCat(
      "@page { size: A4; margin: 24mm 19mm 21mm;\n"
      "  @top-left { content: ",
      CssString(document.title),
      "; font: 8.5pt \"Noto Sans CJK SC\", sans-serif; color: #56626f; }\n"
      "  @top-right { content: ",
      CssString(document.issuer),
      "; font: 8.5pt \"Noto Sans CJK SC\", sans-serif; color: #56626f; }\n"
      "  @bottom-center { content: counter(page) \" / \" counter(pages);"
      " font: 8.5pt \"Noto Sans CJK SC\", sans-serif; color: #56626f; } }\n"
      "@page :first { @top-left { content: none; } @top-right { content: none; }"
      " @bottom-center { content: none; } }\n");
  return absl::StrCat(kBase, kCover, kTables, ColumnWidths(document), kCells, kBody,
                      HasMap(document.blocks) ? html::TileMapStyle() : "", page, kPrint);
}

}  // namespace zgc::supervision
