#include "services/supervision_reporting/report/render/render.h"

#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "common/base/digest.h"
#include "services/supervision_reporting/report/compose/compose.h"
#include "services/supervision_reporting/report/print/print.h"
#include "services/supervision_reporting/report/render/model_json.h"

namespace zgc::supervision {
namespace {

// What the files are printed from.
struct Composed {
  const ReportModel& model;
  const ReportVersions& versions;
  document::Document document;
};

std::string PrintReportJson(const Composed& report) {
  nlohmann::ordered_json json = ModelJson(report.model, report.versions);
  json["document"] = PrintJson(report.document);
  return DumpJson(json);
}

struct FileKind {
  const char* name;
  const char* media_type;
  std::string (*print)(const Composed& report);
};

// In the order of the names.
constexpr FileKind kFiles[] = {
    {"findings.json", "application/json",
     [](const Composed& report) { return DumpJson(FindingsJson(report.model)); }},
    {"report.html", "text/html; charset=utf-8",
     [](const Composed& report) { return PrintHtml(report.document); }},
    {"report.json", "application/json", PrintReportJson},
    {"report.md", "text/markdown; charset=utf-8",
     [](const Composed& report) { return PrintMarkdown(report.document); }},
};

Composed Compose(const ReportModel& model, const ReportVersions& versions) {
  return {model, versions, ComposeReport(model, versions)};
}

}  // namespace

std::string RenderReportJson(const ReportModel& model, const ReportVersions& versions) {
  return PrintReportJson(Compose(model, versions));
}

std::string RenderMarkdown(const ReportModel& model, const ReportVersions& versions) {
  return PrintMarkdown(ComposeReport(model, versions));
}

std::string RenderHtml(const ReportModel& model, const ReportVersions& versions) {
  return PrintHtml(ComposeReport(model, versions));
}

std::vector<std::string> ReportFileNames() {
  std::vector<std::string> names;
  for (const FileKind& kind : kFiles) names.emplace_back(kind.name);
  return names;
}

absl::optional<ReportFile> RenderFile(const ReportModel& model, const ReportVersions& versions,
                                      absl::string_view name) {
  for (const FileKind& kind : kFiles) {
    if (kind.name == name) {
      return ReportFile{kind.name, kind.media_type, kind.print(Compose(model, versions))};
    }
  }
  return absl::nullopt;
}

std::vector<ReportFile> RenderAll(const ReportModel& model, const ReportVersions& versions) {
  const Composed report = Compose(model, versions);
  std::vector<ReportFile> files;
  for (const FileKind& kind : kFiles) {
    files.push_back({kind.name, kind.media_type, kind.print(report)});
  }
  return files;
}

std::string ContentDigest(const ReportModel& model) {
  std::string content;
  for (const ReportFile& file : RenderAll(model, ReportVersions())) {
    absl::StrAppend(&content, base::Sha256(file.content));
  }
  return absl::BytesToHexString(base::Sha256(content));
}

}  // namespace zgc::supervision
