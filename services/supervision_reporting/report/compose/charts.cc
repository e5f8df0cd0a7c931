#include "services/supervision_reporting/report/compose/charts.h"

#include <algorithm>
#include <cmath>

#include "absl/container/btree_map.h"
#include "absl/container/btree_set.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
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

// The lower end of what a figure says, for the length of its bar.
double LengthOf(const Quantity& quantity) {
  const auto& end =
      quantity.stated.lower().value.has_value() ? quantity.stated.lower() : quantity.stated.upper();
  double length = 0;
  if (!end.value.has_value() || !absl::SimpleAtod(end.value->ToString(), &length)) return 0;
  return std::max(length, 0.0);
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

  document::Chart::Bar MakeBar(const Quantity& quantity, double full) const {
    document::Chart::Bar bar;
    bar.label = quantity.figure->display_name();
    bar.value.text = figures::FormatFigureRounded(*quantity.figure);
    bar.value.binding = quantity.name;
    bar.value.target = AnchorOf(quantity.name);
    // What is not cited has no place to lead to.
    if (!bar.value.target.empty()) bar.value.kind = document::Span::Kind::kFigure;
    bar.share = full > 0 ? ShareOf(LengthOf(quantity) / full) : 0;
    bar.colour = quantity.figure->status() == figures::v1::FIGURE_STATUS_DERIVED ? kDerivedColour
                 : quantity.figure->measure() == figures::v1::MEASURE_KIND_STOCK ? kStockColour
                                                                                 : kFlowColour;
    if (bar.colour == kDerivedColour && !absl::StrContains(bar.label, "推算")) {
      absl::StrAppend(&bar.label, "（推算）");
    }
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
      document::Chart::Group group;
      group.title = absl::StrCat(cited->figure->display_name(), "　", cited->text);
      const double full = denominator == nullptr
                              ? LengthOf(*numerator) / std::max(LengthOf(*rate), 1.0) * 100
                              : std::max(LengthOf(*denominator), LengthOf(*numerator));
      if (denominator != nullptr) {
        group.bars.push_back(MakeBar(*denominator, full));
        if (group.bars.back().colour == kFlowColour) group.bars.back().colour = kStockColour;
      }
      group.bars.push_back(MakeBar(*numerator, full));
      document::Chart made;
      made.title = TitleOf(chart, "执行情况");
      made.groups.push_back(std::move(group));
      charts_.push_back(std::move(made));
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
      for (const std::string& park : here.parks) {
        document::Chart::Group group{park, {}};
        for (const Quantity& quantity : here.figures.at(park)) {
          group.bars.push_back(MakeBar(quantity, full));
        }
        made.groups.push_back(std::move(group));
      }
      charts_.push_back(std::move(made));
    }
  }

  void AddFlowAndStock(const v1::Chart& chart) {
    document::Chart made;
    made.title = TitleOf(chart, "当期与累计");
    made.legend = {{"当期", kFlowColour}, {"累计", kStockColour}};
    for (const CitedFigure* cited : Taken(chart)) {
      const Quantity* stock = Related(*cited, figures::v1::RELATION_KIND_FLOW_OF);
      const auto flow = internal::ReadQuantity(cited->figure_name, *cited->figure);
      if (stock == nullptr || !flow.has_value()) continue;
      const double full = std::max(LengthOf(*stock), LengthOf(*flow));
      document::Chart::Group group{ScopeLabel(*cited->figure), {}};
      group.bars.push_back(MakeBar(*flow, full));
      group.bars.push_back(MakeBar(*stock, full));
      made.groups.push_back(std::move(group));
    }
    if (!made.groups.empty()) charts_.push_back(std::move(made));
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
