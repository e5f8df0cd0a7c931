#pragma once

#include <string>
#include <vector>

#include "services/supervision_reporting/report/model/report_model.h"

namespace zgc::supervision {

// One file of a report.
struct ReportFile {
  std::string name;
  std::string media_type;
  std::string content;
};

// Pure functions: the same model and versions make the same bytes. UTF-8 with
// a newline at the end. The three say the same: each prints the document that is composed of
// the model once, and JSON has the rows of the model besides, for programs.
std::string RenderReportJson(const ReportModel& model, const ReportVersions& versions);
std::string RenderMarkdown(const ReportModel& model, const ReportVersions& versions);
std::string RenderHtml(const ReportModel& model, const ReportVersions& versions);

// Names of all files, in order.
std::vector<std::string> ReportFileNames();
// One file by its name; nullopt if there is none of that name.
absl::optional<ReportFile> RenderFile(const ReportModel& model, const ReportVersions& versions,
                                      absl::string_view name);
// All files, in the order of their names.
std::vector<ReportFile> RenderAll(const ReportModel& model, const ReportVersions& versions);

// SHA-256, hexadecimal, of everything that the report says apart from the
// revisions of stores: equal if another publication by this program would say nothing new.
std::string ContentDigest(const ReportModel& model);

}  // namespace zgc::supervision
