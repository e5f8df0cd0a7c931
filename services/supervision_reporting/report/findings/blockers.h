#pragma once

#include <vector>

#include "services/supervision_reporting/report/model/report_model.h"

namespace zgc::supervision {

// What stops the report's publication (发布阻断项), in the order of the report.
std::vector<v1::Blocker> FindBlockers(const ReportModel& model);

}  // namespace zgc::supervision
