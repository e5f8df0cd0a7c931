#pragma once

#include "zgc/funding/v1/award_service.pb.h"
#include "zgc/funding/v1/reports.pb.h"

namespace zgc::ctl {

// Tranches that wait as a report (待拨批次表), so that it goes where reports go. Pure.
zgc::funding::v1::ReportTable WaitingReport(
    const zgc::funding::v1::ListWaitingTranchesResponse& response);

}  // namespace zgc::ctl
