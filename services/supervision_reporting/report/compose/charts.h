#pragma once

#include <vector>

#include "services/supervision_reporting/report/document/document.h"
#include "services/supervision_reporting/report/model/report_model.h"

namespace zgc::supervision {

// The charts that the template asks for, or one of each kind for which there
// are figures. A kind may make several, one for each unit.
std::vector<document::Chart> MakeCharts(const ReportModel& model);

}  // namespace zgc::supervision
