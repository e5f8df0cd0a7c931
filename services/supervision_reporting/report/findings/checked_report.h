#pragma once

#include "services/supervision_reporting/report/model/report_model.h"

namespace zgc::supervision {

// Looks everything up, and applies the finding rules. Pure.
ReportModel MakeReportModel(const ReportInput& input);

}  // namespace zgc::supervision
