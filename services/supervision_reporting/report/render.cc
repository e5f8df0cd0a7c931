#include "services/supervision_reporting/report/render.h"

#include "absl/strings/escaping.h"
#include "common/base/digest.h"

namespace zgc::supervision {

std::vector<std::string> ReportFileNames() {
  return {"findings.json", "report.html", "report.json", "report.md"};
}

std::vector<ReportFile> RenderAll(const ReportModel& model, const ReportVersions& versions) {
  return {
      {"findings.json", "application/json", RenderFindingsJson(model)},
      {"report.html", "text/html; charset=utf-8", RenderHtml(model, versions)},
      {"report.json", "application/json", RenderReportJson(model, versions)},
      {"report.md", "text/markdown; charset=utf-8", RenderMarkdown(model, versions)},
  };
}

std::string ContentDigest(const ReportModel& model) {
  std::string content;
  for (const ReportFile& file : RenderAll(model, ReportVersions())) {
    absl::StrAppend(&content, base::Sha256(file.content));
  }
  return absl::BytesToHexString(base::Sha256(content));
}

}  // namespace zgc::supervision
