#include "services/supervision_reporting/report/render.h"

#include "absl/strings/escaping.h"
#include "common/base/digest.h"

namespace zgc::supervision {

namespace {

struct FileKind {
  const char* name;
  const char* media_type;
  std::string (*render)(const ReportModel& model, const ReportVersions& versions);
};

// In the order of the names.
constexpr FileKind kFiles[] = {
    {"findings.json", "application/json",
     [](const ReportModel& model, const ReportVersions&) { return RenderFindingsJson(model); }},
    {"report.html", "text/html; charset=utf-8", RenderHtml},
    {"report.json", "application/json", RenderReportJson},
    {"report.md", "text/markdown; charset=utf-8", RenderMarkdown},
};

}  // namespace

std::vector<std::string> ReportFileNames() {
  std::vector<std::string> names;
  for (const FileKind& kind : kFiles) names.emplace_back(kind.name);
  return names;
}

absl::optional<ReportFile> RenderFile(const ReportModel& model, const ReportVersions& versions,
                                      absl::string_view name) {
  for (const FileKind& kind : kFiles) {
    if (kind.name == name)
      return ReportFile{kind.name, kind.media_type, kind.render(model, versions)};
  }
  return absl::nullopt;
}

std::vector<ReportFile> RenderAll(const ReportModel& model, const ReportVersions& versions) {
  std::vector<ReportFile> files;
  for (const FileKind& kind : kFiles) {
    files.push_back({kind.name, kind.media_type, kind.render(model, versions)});
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
