#include "services/supervision_reporting/report/model/prose.h"

#include "services/supervision_reporting/report/model/markers.h"

namespace zgc::supervision {

std::vector<Run> Prose(const ReportModel& model, const std::string& narrative) {
  std::vector<Run> runs;
  for (const TextPart& part : SplitMarkers(narrative)) {
    if (!part.marker) {
      runs.push_back({part.text});
      continue;
    }
    const auto found = model.by_id.find(part.text);
    if (found == model.by_id.end()) {
      runs.push_back({absl::StrCat("{{", part.text, "}}")});
    } else {
      const CitedFigure& cited = model.cited[found->second];
      runs.push_back({cited.text, &cited});
    }
  }
  return runs;
}

std::string PlainProse(const ReportModel& model, const std::string& narrative) {
  std::string text;
  for (const Run& run : Prose(model, narrative)) absl::StrAppend(&text, run.text);
  return text;
}

std::string FigureAnchor(const CitedFigure& cited) { return absl::StrCat("fig-", cited.id); }

std::string ItemAnchor(const v1::ReportItem& item) { return absl::StrCat("item-", item.number()); }

std::string FindingAnchor(const v1::Finding& finding) {
  return absl::StrCat("finding-", finding.id());
}

}  // namespace zgc::supervision
