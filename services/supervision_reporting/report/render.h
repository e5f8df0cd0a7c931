#pragma once

#include <string>
#include <vector>

#include "services/supervision_reporting/report/report_model.h"

namespace zgc::supervision {

// Version of the renderings below; a publication names the one that made it.
// Whoever changes a byte of them takes the next number.
inline constexpr char kRendererVersion[] = "2";

// One file of a report.
struct ReportFile {
  std::string name;
  std::string media_type;
  std::string content;
};

// Pure functions: the same model and versions make the same bytes. UTF-8 with
// a newline at the end.
std::string RenderReportJson(const ReportModel& model, const ReportVersions& versions);
std::string RenderFindingsJson(const ReportModel& model);
std::string RenderMarkdown(const ReportModel& model, const ReportVersions& versions);
// One self-contained file: style and charts inside, no script.
std::string RenderHtml(const ReportModel& model, const ReportVersions& versions);

// Names of all files, in order.
std::vector<std::string> ReportFileNames();
// One file by its name; nullopt if there is none of that name.
absl::optional<ReportFile> RenderFile(const ReportModel& model, const ReportVersions& versions,
                                      absl::string_view name);
// All files, in the order of their names.
std::vector<ReportFile> RenderAll(const ReportModel& model, const ReportVersions& versions);

// SHA-256, hexadecimal, of everything that the report says apart from the
// revisions of stores: equal if another publication would say nothing new.
std::string ContentDigest(const ReportModel& model);

}  // namespace zgc::supervision
