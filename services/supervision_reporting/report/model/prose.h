#pragma once

#include <string>
#include <vector>

#include "services/supervision_reporting/report/model/report_model.h"

namespace zgc::supervision {

// A stretch of finished prose: words, or the printing of a cited figure.
struct Run {
  std::string text;
  // nullptr for words.
  const CitedFigure* cited = nullptr;
};

// A narrative with the printings in place of its markers. A marker of an
// unknown id stays as it is, for previews.
std::vector<Run> Prose(const ReportModel& model, const std::string& narrative);
std::string PlainProse(const ReportModel& model, const std::string& narrative);

// Anchor of a figure, an item, a finding.
std::string FigureAnchor(const CitedFigure& cited);
std::string ItemAnchor(const v1::ReportItem& item);
std::string FindingAnchor(const v1::Finding& finding);

}  // namespace zgc::supervision
