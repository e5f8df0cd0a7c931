#pragma once

#include <string>
#include <vector>

#include "services/supervision_reporting/report/findings/findings.h"
#include "services/supervision_reporting/testing/report_builder.h"

namespace zgc::supervision {

inline constexpr char kStock[] = "measure: MEASURE_KIND_STOCK";
inline constexpr char kRate[] = "measure: MEASURE_KIND_RATE";

// The findings of one rule.
inline std::vector<v1::Finding> Of(const ReportBuilder& report, const std::string& rule) {
  std::vector<v1::Finding> found;
  for (const v1::Finding& finding : report.Model().findings) {
    if (finding.rule() == rule) found.push_back(finding);
  }
  return found;
}

// A relation of an indicator to another of its service, in text format.
inline std::string Relation(const std::string& kind, const std::string& other, bool stated = true) {
  return absl::StrCat("relations { kind: RELATION_KIND_", kind, " other: 'indicators/", other,
                      "' stated: ", stated ? "true" : "false", " } ");
}

inline std::vector<std::string> Figures(const v1::Finding& finding) {
  return {finding.figures().begin(), finding.figures().end()};
}

// Two parts that add up to their sum.
inline ReportBuilder Parts(bool stated = true) {
  ReportBuilder report;
  report.Indicator("one", Relation("PART_OF", "sum", stated));
  report.Indicator("two", Relation("PART_OF", "sum", stated)).Indicator("sum", kStock);
  report.Figure("o", "one", "206", "家").Figure("t", "two", "219", "家");
  report.Figure("s", "sum", "425", "家").Citing({"o", "t", "s"});
  return report;
}

}  // namespace zgc::supervision
