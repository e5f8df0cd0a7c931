#pragma once

#include <string>
#include <vector>

#include "services/supervision_reporting/report/html_writer.h"
#include "services/supervision_reporting/report/report_model.h"

namespace zgc::supervision {

// One bar of a chart, with a line of words above it.
struct Bar {
  std::string label;
  // Printed at the right end of the line.
  std::string value;
  // Share of the full width, 0 to 1.
  double share = 0;
  // Colour: 0 flow, 1 stock, 2 derived.
  int colour = 0;
  // Anchor that the value leads to, or empty.
  std::string anchor;
};

struct BarGroup {
  // Title above its bars, or empty.
  std::string title;
  std::vector<Bar> bars;
};

// A chart (图表), ready to be drawn.
struct ChartDrawing {
  std::string title;
  // Label and colour of each entry of the legend; empty draws none.
  std::vector<std::pair<std::string, int>> legend;
  std::vector<BarGroup> groups;
};

// The charts that the template asks for, or one of each kind for which there
// are figures. A kind may make several drawings, one for each unit.
std::vector<ChartDrawing> MakeCharts(const ReportModel& model);

// As inline SVG, one drawing for each group, so that a page can end between
// two. Every text has a line of its own, and nothing overlaps.
void DrawChart(HtmlWriter& out, const ChartDrawing& chart, size_t number);

}  // namespace zgc::supervision
