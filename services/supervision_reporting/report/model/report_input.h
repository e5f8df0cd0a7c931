#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/container/btree_map.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "services/supervision_reporting/report/model/report_program.h"
#include "zgc/common/v1/position.pb.h"
#include "zgc/figures/v1/figures.pb.h"
#include "zgc/figures/v1/indicators.pb.h"
#include "zgc/supervision/v1/reports.pb.h"
#include "zgc/tasks/v1/organisations.pb.h"
#include "zgc/tasks/v1/plans.pb.h"
#include "zgc/tasks/v1/tasks.pb.h"

namespace zgc::supervision {

// Which state a report shows: one revision of this store and, for each
// service, the position that had been applied by then.
struct ReportVersions {
  int64_t report_revision = 0;
  absl::btree_map<std::string, common::v1::Position> source_positions;
  // Of a draft: what its reader has to know first; Chinese. A publication has none.
  std::vector<std::string> cautions;
  // What the files name as their maker.
  ReportProgram program;
};

// All that a report (报告) is made of. Maps go by full name,
// "//{service}/{name}"; nothing else, no clock and no locale, goes in.
struct ReportInput {
  v1::ReportTemplate report_template;
  // By number.
  std::vector<v1::ReportItem> items;
  // Figures and indicators of all services.
  absl::btree_map<std::string, figures::v1::Figure> figures;
  absl::btree_map<std::string, figures::v1::Indicator> indicators;
  // Of what items cite and there is no more: what has taken its place, by full names.
  absl::btree_map<std::string, std::string> successors;
  absl::optional<tasks::v1::Plan> plan;
  absl::btree_map<std::string, tasks::v1::Task> tasks;
  absl::btree_map<std::string, tasks::v1::Organisation> organisations;
  // By finding id.
  absl::btree_map<std::string, v1::FindingExplanation> explanations;
  ReportVersions versions;
};

inline std::string FullName(absl::string_view service, absl::string_view name) {
  return absl::StrCat("//", service, "/", name);
}

}  // namespace zgc::supervision
