#pragma once

#include "services/supervision_reporting/report/document/document.h"
#include "services/supervision_reporting/report/model/report_model.h"

namespace zgc::supervision {

// The report as its reader sees it. Pure: the same model and versions make the same document.
document::Document ComposeReport(const ReportModel& model, const ReportVersions& versions);

}  // namespace zgc::supervision
