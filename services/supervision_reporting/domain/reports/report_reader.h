#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/figures/figures.h"
#include "common/storage/reader.h"
#include "services/supervision_reporting/domain/reports/sources_shown.h"
#include "services/supervision_reporting/report/model/report_model.h"
#include "zgc/supervision/v1/reports.pb.h"

// All that a report is made of, as of one revision. Thread-safe as the reader is.
namespace zgc::supervision {

// "reportTemplates/x" of "reportTemplates/x/items/y".
std::string TemplateOf(const std::string& item_name);

// The items of a template by number.
absl::StatusOr<std::vector<v1::ReportItem>> ItemsOf(const storage::Reader& reader,
                                                    const std::string& report_template);

// A report with its model, which points into it.
struct Report {
  ReportInput input;
  ReportModel model;
};

// Everything that a report is made of, as the reader shows it. What it shows
// is the state of `report_revision`. NOT_FOUND if there is no such template.
absl::StatusOr<std::unique_ptr<Report>> ReadReport(const storage::Reader& reader,
                                                   const figures::FigureBook& book,
                                                   const std::string& report_template,
                                                   int64_t report_revision);

// SHA-256 of what people decide on for a report: the rows of its template, its items and
// the explanations that they signed. A few dozen rows.
absl::StatusOr<std::string> DigestOfDecisions(const storage::Reader& reader,
                                              const std::string& report_template);

// The position of every service as the reader shows it, its own as of `report_revision`.
// SOURCE_NOT_CURRENT while a source is being read.
absl::Status ReadVersions(const storage::Reader& reader, const figures::FigureBook& book,
                          int64_t report_revision, ReportVersions& versions);

// What may be shown of the services that are followed.
absl::StatusOr<SourcesShown> ShownIn(const ReportVersions& versions, const storage::Reader& reader,
                                     const figures::FigureBook& book,
                                     const resource::SourceWatch& sources);

// SOURCE_NOT_CURRENT unless all of them are; `max_age` as in resource::SourceWatch.
absl::Status RequireCurrent(resource::SourceWatch& sources, const SourcesShown& shown,
                            absl::Duration max_age);

}  // namespace zgc::supervision
