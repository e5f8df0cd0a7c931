#include "services/supervision_reporting/report/compose/charts.h"

#include <algorithm>
#include <cmath>
#include <tuple>
#include <utility>

#include "absl/container/btree_map.h"
#include "absl/container/btree_set.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/types/optional.h"
#include "common/figures/versions/version.h"
#include "common/scanner/figure_text.h"
#include "services/supervision_reporting/report/compose/labels.h"
#include "services/supervision_reporting/report/findings/finding_rules.h"
#include "services/supervision_reporting/report/model/prose.h"

namespace zgc::supervision {
namespace {

using internal::Quantity;

constexpr int kFlowColour = 0;
constexpr int kStockColour = 1;
constexpr int kDerivedColour = 2;

// The lower end of what a figure says, or the upper if that is open.
double EndOf(const Quantity& quantity) {
  const auto& end =
      quantity.stated.lower().value.has_value() ? quantity.stated.lower() : quantity.stated.upper();
  double number = 0;
  if (!end.value.has_value() || !absl::SimpleAtod(end.value->ToString(), &number)) return 0;
  return number;
}
// For the length of its bar.
double LengthOf(const Quantity& quantity) { return std::max(EndOf(quantity), 0.0); }

// A quantity that is drawn against a full length, and in which colour if not that of its kind.
struct Drawn {
  Quantity quantity;
  double full = 0;
  absl::optional<int> colour = absl::nullopt;
};
struct DrawnGroup {
  std::string title;
  std::vector<Drawn> bars;
};

std::string IndicatorOf(const Drawn& drawn) {
  return FullName(drawn.quantity.figure->owner(), drawn.quantity.figure->indicator());
}

// What the bars of a chart show of the times of each indicator.
class Times {
 public:
  explicit Times(const std::vector<DrawnGroup>& groups) {
    for (const DrawnGroup& group : groups) {
      for (const Drawn& bar : group.bars) {
        Of& of = indicators_[IndicatorOf(bar)];
        of.periods.insert(PeriodOf(bar));
        of.breaks.insert(bar.quantity.figure->series_break_date());
      }
    }
  }

  // Of bars of one indicator that are of several times, which each is of.
  std::string Say(const Drawn& bar) const {
    return indicators_.at(IndicatorOf(bar)).periods.size() < 2 ? "" : PeriodOf(bar);
  }

  // As MarkBreaks of the model says it of tables.
  std::string Break(const Drawn& bar) const {
    const figures::v1::Figure& figure = *bar.quantity.figure;
    const std::string& day = figure.series_break_date();
    const std::string& start = figure.period().start_date();
    if (day.empty()) return "";
    const bool inside = !start.empty() && start < day;
    const bool both_sides = indicators_.at(IndicatorOf(bar)).breaks.size() > 1;
    return inside || both_sides ? figures::BreakText(day) : "";
  }

 private:
  struct Of {
    absl::btree_set<std::string> periods;
    absl::btree_set<std::string> breaks;
  };

  static std::string PeriodOf(const Drawn& bar) {
    return figures::FormatPeriod(bar.quantity.figure->period());
  }

  absl::btree_map<std::string, Of> indicators_;
};

// Bars of one indicator one after the other as time goes, so that a break parts them.
void SortByTime(std::vector<Drawn>& bars) {
  absl::btree_map<std::string, size_t> places;
  for (const Drawn& bar : bars) places.try_emplace(IndicatorOf(bar), places.size());
  const auto key = [&](const Drawn& bar) {
    const auto& period = bar.quantity.figure->period();
    return std::make_tuple(places.at(IndicatorOf(bar)), period.end_date(), period.start_date());
  };
  std::stable_sort(bars.begin(), bars.end(),
                   [&](const Drawn& a, const Drawn& b) { return key(a) < key(b); });
}

int ColourOf(const figures::v1::Figure& figure) {
  if (figure.status() == figures::v1::FIGURE_STATUS_DERIVED) return kDerivedColour;
  return figure.measure() == figures::v1::MEASURE_KIND_STOCK ? kStockColour : kFlowColour;
}

int ShareOf(double share) {
  constexpr double kFull = 10'000;
  return static_cast<int>(std::lround(std::min(share, 1.0) * kFull));
}

class ChartMaker {
 public:
  explicit ChartMaker(const ReportModel& model) : model_(model), run_(model) {}

  std::vector<document::Chart> Make() {
    const auto& wanted = model_.input->report_template.charts();
    if (wanted.empty()) {
      for (const v1::ChartKind kind :
           {v1::CHART_KIND_EXECUTION, v1::CHART_KIND_BY_PARK, v1::CHART_KIND_FLOW_AND_STOCK}) {
        v1::Chart chart;
        chart.set_kind(kind);
        Add(chart);
      }
    }
    for (const v1::Chart& chart : wanted) Add(chart);
    for (size_t i = 0; i < charts_.size(); ++i) {
      charts_[i].anchor = absl::StrCat("chart-", i + 1);
      charts_[i].title = absl::StrCat("图", i + 1, "　", charts_[i].title);
    }
    return std::move(charts_);
  }

 private:
  void Add(const v1::Chart& chart) {
    switch (chart.kind()) {
      case v1::CHART_KIND_EXECUTION:
        return AddExecution(chart);
      case v1::CHART_KIND_BY_PARK:
        return AddByPark(chart);
      case v1::CHART_KIND_FLOW_AND_STOCK:
        return AddFlowAndStock(chart);
      case v1::CHART_KIND_MAP:
        return AddMaps(chart);
      default:
        return;
    }
  }

  static std::string TitleOf(const v1::Chart& chart, const std::string& otherwise) {
    return chart.display_name().empty() ? otherwise : chart.display_name();
  }

  // Cited figures with a number that a chart takes, once each, in order.
  std::vector<const CitedFigure*> Taken(const v1::Chart& chart) const {
    absl::btree_set<std::string> seen;
    std::vector<const CitedFigure*> taken;
    for (const CitedFigure& cited : model_.cited) {
      const auto& only = chart.citations();
      const bool wanted =
          only.empty() || std::find(only.begin(), only.end(), cited.id) != only.end();
      if (wanted && cited.figure != nullptr && seen.insert(cited.figure_name).second) {
        taken.push_back(&cited);
      }
    }
    return taken;
  }

  std::string AnchorOf(const std::string& figure_name) const {
    const auto ids = model_.ids_of.find(figure_name);
    return ids == model_.ids_of.end()
               ? ""
               : FigureAnchor(model_.cited[model_.by_id.at(ids->second.front())]);
  }

  void Finish(document::Chart chart, std::vector<DrawnGroup> groups) {
    const Times times(groups);
    for (DrawnGroup& group : groups) {
      SortByTime(group.bars);
      document::Chart::Group made{std::move(group.title), {}};
      for (const Drawn& bar : group.bars) made.bars.push_back(MakeBar(bar, times));
      chart.groups.push_back(std::move(made));
    }
    charts_.push_back(std::move(chart));
  }

  document::Chart::Bar MakeBar(const Drawn& drawn, const Times& times) const {
    const Quantity& quantity = drawn.quantity;
    document::Chart::Bar bar;
    bar.label = quantity.figure->display_name();
    bar.note = times.Break(drawn);
    bar.value.text = figures::FormatFigureRounded(*quantity.figure);
    bar.value.binding = quantity.name;
    bar.value.target = AnchorOf(quantity.name);
    // What is not cited has no place to lead to.
    if (!bar.value.target.empty()) bar.value.kind = document::Span::Kind::kFigure;
    bar.share = drawn.full > 0 ? ShareOf(LengthOf(quantity) / drawn.full) : 0;
    bar.colour = drawn.colour.has_value() ? *drawn.colour : ColourOf(*quantity.figure);
    if (bar.colour == kDerivedColour && !absl::StrContains(bar.label, "推算")) {
      absl::StrAppend(&bar.label, "（推算）");
    }
    const std::string time = times.Say(drawn);
    if (!time.empty()) absl::StrAppend(&bar.label, "（", time, "）");
    return bar;
  }

  // The quantity of an indicator at a figure's time, if there is one.
  const Quantity* At(const std::string& indicator, const figures::v1::Figure& figure) const {
    for (const Quantity& quantity : run_.QuantitiesOf(indicator)) {
      if (quantity.figure->period().end_date() == figure.period().end_date() &&
          internal::RelatedScopes(run_, *quantity.figure, figure)) {
        return &quantity;
      }
    }
    return nullptr;
  }

  const Quantity* Related(const CitedFigure& cited, figures::v1::RelationKind kind) const {
    if (cited.indicator == nullptr) return nullptr;
    for (const auto& relation : cited.indicator->relations()) {
      if (relation.kind() != kind) continue;
      return At(internal::OtherOf(*cited.indicator, relation), *cited.figure);
    }
    return nullptr;
  }

  void AddExecution(const v1::Chart& chart) {
    for (const CitedFigure* cited : Taken(chart)) {
      const Quantity* numerator = Related(*cited, figures::v1::RELATION_KIND_NUMERATOR);
      const auto rate = internal::ReadQuantity(cited->figure_name, *cited->figure);
      if (numerator == nullptr || !rate.has_value() || rate->unit != "%") continue;
      const Quantity* denominator = Related(*cited, figures::v1::RELATION_KIND_DENOMINATOR);
      DrawnGroup group{absl::StrCat(cited->figure->display_name(), "　", cited->text), {}};
      const double full = denominator == nullptr
                              ? LengthOf(*numerator) / std::max(LengthOf(*rate), 1.0) * 100
                              : std::max(LengthOf(*denominator), LengthOf(*numerator));
      if (denominator != nullptr) {
        // Beside its part also a whole that is a flow is drawn as what there is.
        const int colour = ColourOf(*denominator->figure);
        group.bars.push_back({*denominator, full, colour == kFlowColour ? kStockColour : colour});
      }
      group.bars.push_back({*numerator, full});
      document::Chart made;
      made.title = TitleOf(chart, "执行情况");
      Finish(std::move(made), {std::move(group)});
    }
  }

  // The only park that a figure speaks of, or empty.
  static std::string ParkOf(const figures::v1::Figure& figure) {
    std::string park;
    for (const auto& scope : figure.scopes()) {
      if (scope.dimension() != "park") continue;
      if (!park.empty()) return "";
      park = scope.label().empty() ? scope.resource() : scope.label();
    }
    return park;
  }

  void AddByPark(const v1::Chart& chart) {
    struct ByUnit {
      std::vector<std::string> parks;
      absl::btree_map<std::string, std::vector<Quantity>> figures;
    };
    std::vector<std::string> units;
    absl::btree_map<std::string, ByUnit> by_unit;
    for (const CitedFigure* cited : Taken(chart)) {
      const auto quantity = internal::ReadQuantity(cited->figure_name, *cited->figure);
      const std::string park = ParkOf(*cited->figure);
      if (park.empty() || !quantity.has_value()) continue;
      if (by_unit.find(quantity->unit) == by_unit.end()) units.push_back(quantity->unit);
      ByUnit& here = by_unit[quantity->unit];
      if (!here.figures.contains(park)) here.parks.push_back(park);
      here.figures[park].push_back(*quantity);
    }
    for (const std::string& unit : units) {
      const ByUnit& here = by_unit[unit];
      if (here.parks.size() < 2) continue;
      double full = 0;
      for (const auto& [park, quantities] : here.figures) {
        for (const Quantity& quantity : quantities) full = std::max(full, LengthOf(quantity));
      }
      document::Chart made;
      made.title = absl::StrCat(TitleOf(chart, "分园区"),
                                unit == "元" ? "（金额）" : absl::StrCat("（单位：", unit, "）"));
      made.legend = {{"当期", kFlowColour}, {"累计或期末", kStockColour}};
      std::vector<DrawnGroup> groups;
      for (const std::string& park : here.parks) {
        DrawnGroup& group = groups.emplace_back(DrawnGroup{park, {}});
        for (const Quantity& quantity : here.figures.at(park)) {
          group.bars.push_back({quantity, full});
        }
      }
      Finish(std::move(made), std::move(groups));
    }
  }

  void AddFlowAndStock(const v1::Chart& chart) {
    document::Chart made;
    made.title = TitleOf(chart, "当期与累计");
    made.legend = {{"当期", kFlowColour}, {"累计", kStockColour}};
    std::vector<DrawnGroup> groups;
    for (const CitedFigure* cited : Taken(chart)) {
      const Quantity* stock = Related(*cited, figures::v1::RELATION_KIND_FLOW_OF);
      const auto flow = internal::ReadQuantity(cited->figure_name, *cited->figure);
      if (stock == nullptr || !flow.has_value()) continue;
      const double full = std::max(LengthOf(*stock), LengthOf(*flow));
      groups.push_back({ScopeLabel(*cited->figure), {{*flow, full}, {*stock, full}}});
    }
    if (!groups.empty()) Finish(std::move(made), std::move(groups));
  }

  // The park that a figure speaks of and of nothing else, by its full name; or empty.
  static std::string ParkNameOf(const figures::v1::Figure& figure) {
    if (figure.scopes_size() != 1 || figure.scopes(0).dimension() != "park") return "";
    const figures::v1::Scope& scope = figure.scopes(0);
    return scope.resource().empty() ? absl::StrCat("//park_region/", scope.value())
                                    : scope.resource();
  }

  void AddMaps(const v1::Chart& chart) {
    absl::btree_set<std::string> tiles;
    for (const v1::MapTile& tile : chart.tiles()) tiles.insert(tile.park());
    // By indicator and period, as cited.
    std::vector<std::string> order;
    absl::btree_map<std::string, absl::btree_map<std::string, Quantity>> maps;
    for (const CitedFigure* cited : Taken(chart)) {
      const auto quantity = internal::ReadQuantity(cited->figure_name, *cited->figure);
      const std::string park = ParkNameOf(*cited->figure);
      if (!quantity.has_value() || !tiles.contains(park)) continue;
      const std::string key =
          absl::StrCat(FullName(cited->figure->owner(), cited->figure->indicator()), " ",
                       figures::FormatPeriod(cited->figure->period()), " ", cited->figure->basis());
      if (!maps.contains(key)) order.push_back(key);
      maps[key].try_emplace(park, *quantity);
    }
    for (const std::string& key : order) {
      if (maps[key].size() > 1) AddMap(chart, maps[key]);
    }
  }

  void AddMap(const v1::Chart& chart, const absl::btree_map<std::string, Quantity>& quantities) {
    const figures::v1::Figure& any = *quantities.begin()->second.figure;
    double full = 0;
    DrawnGroup all;
    for (const auto& [park, quantity] : quantities) {
      full = std::max(full, LengthOf(quantity));
      all.bars.push_back({quantity});
    }
    const Times times({all});
    document::Chart made;
    made.map = true;
    made.title = absl::StrCat(TitleOf(chart, any.display_name()), "（",
                              figures::FormatPeriod(any.period()), "）");
    absl::btree_map<std::string, size_t> frames;
    for (const v1::MapTile& tile : chart.tiles()) {
      const auto [frame, is_new] = frames.try_emplace(tile.frame(), made.groups.size());
      if (is_new) made.groups.push_back({tile.frame(), {}});
      document::Chart::Bar bar;
      const auto found = quantities.find(tile.park());
      if (found == quantities.end()) {
        bar.value.text = "—";
      } else {
        bar = MakeBar({found->second, full}, times);
        bar.number = EndOf(found->second);
      }
      bar.label = tile.label();
      bar.row = tile.row();
      bar.column = tile.column();
      made.groups[frame->second].bars.push_back(std::move(bar));
    }
    charts_.push_back(std::move(made));
  }

  const ReportModel& model_;
  const internal::FindingRun run_;
  std::vector<document::Chart> charts_;
};

}  // namespace

std::vector<document::Chart> MakeCharts(const ReportModel& model) {
  return ChartMaker(model).Make();
}

}  // namespace zgc::supervision
