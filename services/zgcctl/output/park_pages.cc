#include "services/zgcctl/output/park_pages.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/strip.h"
#include "common/html/tile_map.h"
#include "common/scanner/figure_text.h"

namespace zgc::ctl {
namespace {

using figures::v1::Figure;
using html::HtmlWriter;
using html::TileMap;
using parks::v1::Park;

constexpr absl::string_view kStyle = R"css(
:root { --sans: "Noto Sans CJK SC", "Source Han Sans SC", "PingFang SC", "Microsoft YaHei", sans-serif; }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 72rem; padding: 2.5rem 2rem 4rem; color: #1b2530; background: #fff;
  font: 16px/1.7 var(--sans); font-variant-numeric: lining-nums tabular-nums;
  -webkit-print-color-adjust: exact; print-color-adjust: exact; }
h1 { margin: 0; font-size: 1.9rem; line-height: 1.35; }
h2 { margin: 2.4rem 0 0.8rem; padding-bottom: 0.3rem; border-bottom: 2px solid #1c4f86; font-size: 1.15rem; }
h3 { margin: 0 0 0.3rem; font-size: 0.95rem; }
p { margin: 0.3rem 0; }
.soft, footer { color: #56626f; font-size: 0.88rem; }
footer { margin-top: 2.5rem; padding-top: 0.8rem; border-top: 1px solid #d7dee6; overflow-wrap: anywhere; }
table { width: 100%; border-collapse: collapse; font-size: 0.88rem; line-height: 1.55; }
th { padding: 0.4rem 0.6rem; border-bottom: 2px solid #1c4f86; color: #56626f; font-weight: 500; text-align: left; }
td { padding: 0.4rem 0.6rem; border-bottom: 1px solid #d7dee6; vertical-align: top; overflow-wrap: anywhere; }
th.num, td.num { text-align: right; white-space: nowrap; }
tr.total td { font-weight: 700; border-top: 2px solid #9aa8b6; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 0.3rem 1.4rem; margin: 1rem 0 0; font-size: 0.95rem; }
dt { color: #56626f; } dd { margin: 0; }
.large { max-width: 60rem; }
.small { display: grid; grid-template-columns: repeat(auto-fill, minmax(20rem, 1fr)); gap: 1.4rem 1.6rem; }
.head { display: grid; grid-template-columns: minmax(0, 1fr) 24rem; gap: 2rem; align-items: start; }
@media screen and (max-width: 50rem) { .head { grid-template-columns: 1fr; } body { padding: 1.2rem; } }
@page { size: A4; margin: 16mm 14mm; }
@media print { body { padding: 0; max-width: none; font-size: 10.5pt; }
  .head { grid-template-columns: minmax(0, 1fr) 75mm; gap: 8mm; }
  .small { grid-template-columns: repeat(2, 1fr); gap: 5mm; }
  .small figure, tr, .large { break-inside: avoid; } h2 { break-after: avoid; } thead { display: table-header-group; } }
figure { margin: 0; }
)css";

void Begin(HtmlWriter& out, const std::string& title) {
  out.Markup("<!DOCTYPE html>\n").Open("html", {{"lang", "zh-CN"}}).Open("head");
  out.Empty("meta", {{"charset", "utf-8"}});
  out.Empty("meta", {{"name", "viewport"}, {"content", "width=device-width, initial-scale=1"}});
  out.Leaf("title", {}, title).Open("style").Markup(kStyle).Markup(html::TileMapStyle()).Close();
  out.CloseLine().Open("body").Markup("\n").Leaf("h1", {}, title).Markup("\n");
}

std::string End(HtmlWriter& out, const std::string& footer) {
  out.Leaf("footer", {}, footer).Close().CloseLine();
  return out.Take();
}

std::string PeriodText(const Figure& figure) { return figures::FormatPeriod(figure.period()); }
// Of periods in time.
std::pair<std::string, std::string> TimeOf(const Figure& figure) {
  return {figure.period().end_date(), figure.period().start_date()};
}

// The one park that a figure is of: its name in park_region, or empty.
std::string ParkOf(const Figure& figure) {
  std::string park;
  for (const auto& scope : figure.scopes()) {
    if (scope.dimension() != "park") continue;
    if (!park.empty()) return "";
    const std::string& value = scope.value().empty() ? scope.resource() : scope.value();
    park = std::string(absl::StripPrefix(value, "//park_region/"));
  }
  return park;
}
std::string ParkLabelOf(const Figure& figure) {
  for (const auto& scope : figure.scopes()) {
    if (scope.dimension() == "park") return scope.label();
  }
  return "";
}

// What a tile is shaded by.
absl::optional<double> NumberOf(const Figure& figure) {
  double number = 0;
  if (figure.value_state() != figures::v1::VALUE_STATE_KNOWN ||
      !absl::SimpleAtod(figure.value(), &number)) {
    return absl::nullopt;
  }
  return number;
}

// For small tiles: without its unit, which the heading says, and ≥ in place of words.
std::string ShortText(const Figure& figure) {
  const std::string text = figures::FormatFigureRounded(figure);
  if (!NumberOf(figure).has_value()) return text;
  absl::string_view rest = absl::StripSuffix(text, figure.unit());
  const bool at_least = absl::ConsumePrefix(&rest, "不少于");
  return absl::StrCat(at_least ? "≥" : "", rest);
}

TileMap::Tile PlaceOf(const Park& park) {
  TileMap::Tile tile;
  tile.label = park.map_place().label().empty() ? park.display_name() : park.map_place().label();
  tile.row = park.map_place().row();
  tile.column = park.map_place().column();
  tile.group = park.province();
  return tile;
}

// The figures of one period by park.
using ByPark = std::map<std::string, const Figure*>;

class MapPageMaker {
 public:
  explicit MapPageMaker(const MapPage& page) : page_(page) {
    for (const Figure& figure : page.answer.cells()) Add(figure);
    for (const Figure& figure : page.answer.totals()) {
      if (ParkOf(figure).empty()) totals_[TimeOf(figure)] = &figure;
    }
    for (const auto& [time, figures] : periods_) maps_.push_back(MapOf(figures, false));
  }

  std::string Make() {
    Begin(out_, page_.title);
    if (!page_.definition.empty()) out_.Leaf("p", {{"class", "soft"}}, page_.definition);
    if (maps_.empty()) {
      out_.Leaf("p", {}, "没有按园区的数值。");
    } else {
      Maps();
    }
    TableOfAll();
    Notes();
    return End(out_, absl::StrCat("示意图只表示园区的相对位置，不是地理边界。来源：", page_.source,
                                  "，修订号 ", page_.answer.revision(), "。"));
  }

 private:
  void Add(const Figure& figure) {
    std::string park = ParkOf(figure);
    if (park.empty()) park = ParkLabelOf(figure);
    if (!rows_.contains(park)) order_.push_back(park);
    rows_.insert(park);
    labels_[park] = ParkLabelOf(figure);
    periods_[TimeOf(figure)][park] = &figure;
    if (!figure.note().empty()) notes_.insert(figure.note());
  }

  TileMap MapOf(const ByPark& figures, bool compact) const {
    const std::string period = PeriodText(*figures.begin()->second);
    TileMap map{"map", absl::StrCat(page_.title, "（", period, "）"), {}, compact};
    for (const Park& park : page_.parks) {
      if (!park.has_map_place()) continue;
      TileMap::Tile tile = PlaceOf(park);
      const auto found = figures.find(park.name());
      tile.value = "—";
      if (found != figures.end()) {
        tile.number = NumberOf(*found->second);
        tile.value =
            compact ? ShortText(*found->second) : figures::FormatFigureRounded(*found->second);
      }
      map.tiles.push_back(std::move(tile));
    }
    return map;
  }

  void Map(const TileMap& map, absl::string_view style, const html::Shades& shades,
           const std::string& heading) {
    out_.Open("figure", {{"class", std::string(style)}});
    out_.Leaf("h3", {}, heading);
    html::DrawTileMap(out_, map, shades);
    out_.CloseLine();
  }

  void Maps() {
    const html::Shades shades(maps_);
    const auto heading = [](const ByPark& figures) { return PeriodText(*figures.begin()->second); };
    out_.Leaf("h2", {}, "分布");
    Map(maps_.back(), "large", shades, heading(periods_.rbegin()->second));
    html::DrawLegend(out_, shades);
    if (maps_.size() < 2) return;
    out_.Leaf("h2", {}, "变化").Open("div", {{"class", "small"}}).Markup("\n");
    int number = 0;
    for (const auto& [time, figures] : periods_) {
      TileMap map = MapOf(figures, true);
      map.id = absl::StrCat("map-", ++number);
      Map(map, "", shades, heading(figures));
    }
    out_.CloseLine();
  }

  void Row(const std::string& label, const std::string& style,
           const std::vector<const Figure*>& figures) {
    out_.Open("tr", {{"class", style}}).Leaf("td", {}, label);
    for (const Figure* figure : figures) {
      out_.Leaf("td", {{"class", "num"}},
                figure == nullptr ? "—" : figures::FormatFigureRounded(*figure));
    }
    out_.CloseLine();
  }

  void TableOfAll() {
    out_.Leaf("h2", {}, "各园区").Open("table").Open("thead").Open("tr").Leaf("th", {}, "园区");
    for (const auto& [time, figures] : periods_) {
      out_.Leaf("th", {{"class", "num"}}, PeriodText(*figures.begin()->second));
    }
    out_.Close().Close().Open("tbody").Markup("\n");
    std::map<std::string, std::string> names;
    for (const Park& park : page_.parks) names[park.name()] = park.display_name();
    for (const std::string& park : order_) {
      std::vector<const Figure*> figures;
      for (const auto& [time, of] : periods_) {
        figures.push_back(of.contains(park) ? of.at(park) : nullptr);
      }
      Row(names.contains(park) ? names.at(park) : labels_.at(park), "", figures);
    }
    std::vector<const Figure*> totals;
    for (const auto& [time, of] : periods_) {
      totals.push_back(totals_.contains(time) ? totals_.at(time) : nullptr);
    }
    if (!totals_.empty()) Row("合计", "total", totals);
    out_.Close().CloseLine();
  }

  void Notes() {
    for (const std::string& note : notes_) out_.Leaf("p", {{"class", "soft"}}, note);
  }

  const MapPage& page_;
  HtmlWriter out_;
  // By time.
  std::map<std::pair<std::string, std::string>, ByPark> periods_;
  std::map<std::pair<std::string, std::string>, const Figure*> totals_;
  std::vector<TileMap> maps_;
  // Parks in the order of the answer; what has no value goes by its label.
  std::vector<std::string> order_;
  std::set<std::string> rows_;
  std::map<std::string, std::string> labels_;
  std::set<std::string> notes_;
};

std::string KindName(parks::v1::ParkKind kind) {
  switch (kind) {
    case parks::v1::PARK_KIND_ZONE:
      return "示范区";
    case parks::v1::PARK_KIND_SUB_PARK:
      return "分园";
    case parks::v1::PARK_KIND_COOPERATION:
      return "合作园区";
    case parks::v1::PARK_KIND_SPECIALISED:
      return "专业园";
    case parks::v1::PARK_KIND_SCIENCE_CITY:
      return "科学城";
    case parks::v1::PARK_KIND_OVERSEAS:
      return "海外园区";
    case parks::v1::PARK_KIND_COMMUNITY:
      return "社区";
    default:
      return "";
  }
}

std::string Span(const std::string& from, const std::string& to) {
  if (from.empty() && to.empty()) return "";
  return absl::StrCat("（", from, "至", to.empty() ? "今" : to, "）");
}

void Fact(HtmlWriter& out, const std::string& term, const std::string& said) {
  if (!said.empty()) out.Leaf("dt", {}, term).Leaf("dd", {}, said).Markup("\n");
}

void Particulars(HtmlWriter& out, const ParkPage& page) {
  const Park& park = page.park;
  std::map<std::string, std::string> names;
  for (const Park& other : page.parks) names[other.name()] = other.display_name();
  out.Open("dl").Markup("\n");
  Fact(out, "类别", KindName(park.kind()));
  Fact(out, "所在", park.province().empty() ? park.country() : park.province());
  for (const auto& membership : park.memberships()) {
    const auto zone = names.find(membership.zone());
    Fact(out, "属于",
         absl::StrCat(zone == names.end() ? membership.zone() : zone->second,
                      Span(membership.from_date(), membership.to_date())));
  }
  Fact(out, "设立", park.established_date());
  Fact(out, "状态", park.status());
  for (const auto& it : park.operators()) {
    Fact(out, "运营",
         absl::StrCat(it.display_name().empty() ? it.organisation() : it.display_name(),
                      Span(it.from_date(), it.to_date())));
  }
  for (const auto& it : park.responsibilities()) {
    Fact(out, "职责",
         absl::StrCat(it.matter(), it.boundary().empty() ? "" : "：", it.boundary(),
                      Span(it.from_date(), it.to_date())));
  }
  for (const auto& it : park.contacts()) {
    Fact(out, "联系岗位",
         absl::StrCat(it.role(), it.office().empty() ? "" : absl::StrCat("，", it.office())));
  }
  out.CloseLine();
}

// Where it lies among the others.
void Position(HtmlWriter& out, const ParkPage& page) {
  if (!page.park.has_map_place()) return;
  TileMap map{"position", "位置示意图", {}, true};
  for (const Park& park : page.parks) {
    if (!park.has_map_place()) continue;
    TileMap::Tile tile = PlaceOf(park);
    if (park.name() == page.park.name()) {
      tile.number = 1;
      tile.value = "本园";
      // First, so that it is drawn whoever stands there too.
      map.tiles.insert(map.tiles.begin(), std::move(tile));
    } else {
      map.tiles.push_back(std::move(tile));
    }
  }
  out.Open("figure");
  html::DrawTileMap(out, map, html::Shades({map}));
  out.CloseLine();
}

void List(HtmlWriter& out, const ParkList& list) {
  out.Leaf("h2", {}, list.title).Open("table").Open("thead").Open("tr");
  for (const std::string& column : list.columns) out.Leaf("th", {}, column);
  out.Close().Close().Open("tbody").Markup("\n");
  for (const auto& row : list.rows) {
    out.Open("tr");
    for (const std::string& cell : row) out.Leaf("td", {}, cell);
    out.CloseLine();
  }
  out.Close().CloseLine();
  if (list.has_more) {
    out.Leaf("p", {{"class", "soft"}}, absl::StrCat("只列出前", list.rows.size(), "条。"));
  }
}

}  // namespace

std::string RenderMapPage(const MapPage& page) { return MapPageMaker(page).Make(); }

std::string RenderParkPage(const ParkPage& page) {
  HtmlWriter out;
  Begin(out, page.park.display_name());
  out.Open("div", {{"class", "head"}}).Open("div");
  Particulars(out, page);
  out.Close().Open("div");
  Position(out, page);
  out.Close().CloseLine();
  if (!page.figures.empty()) {
    out.Leaf("h2", {}, "指标").Open("table").Open("thead").Open("tr");
    out.Leaf("th", {}, "指标").Leaf("th", {}, "期间").Leaf("th", {{"class", "num"}}, "数值");
    out.Close().Close().Open("tbody").Markup("\n");
    for (const Figure& figure : page.figures) {
      out.Open("tr").Leaf("td", {}, figure.display_name()).Leaf("td", {}, PeriodText(figure));
      out.Leaf("td", {{"class", "num"}}, figures::FormatFigureRounded(figure)).CloseLine();
    }
    out.Close().CloseLine();
  }
  for (const ParkList& list : page.lists) {
    if (!list.rows.empty()) List(out, list);
  }
  return End(out, absl::StrCat("来源：//park_region/", page.park.name(), "，园区记录修订号 ",
                               page.revision, "。"));
}

}  // namespace zgc::ctl
