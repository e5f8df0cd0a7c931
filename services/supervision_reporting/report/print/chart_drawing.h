#pragma once

#include "common/html/html_writer.h"
#include "services/supervision_reporting/report/document/document.h"

namespace zgc::supervision {

// As inline SVG, one drawing for each group, so that a page can end between
// two. Every text has a line of its own, and nothing overlaps.
void DrawChart(html::HtmlWriter& out, const document::Chart& chart);

}  // namespace zgc::supervision
