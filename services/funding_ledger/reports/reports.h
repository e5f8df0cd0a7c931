#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "common/storage/page.h"
#include "common/storage/reader.h"
#include "zgc/funding/v1/reports.pb.h"

// The methods of FundingReportService without gRPC: pure functions of the
// reader's revision, each one pass over the journal. Thread-safe as the reader is.
namespace zgc::funding {

absl::StatusOr<v1::ReportTable> GetExecutionReport(const storage::Reader& reader,
                                                   const v1::GetExecutionReportRequest& request);
absl::StatusOr<v1::ReportTable> GetTrialBalanceReport(
    const storage::Reader& reader, const v1::GetTrialBalanceReportRequest& request);
// Returns where the next page begins.
absl::StatusOr<std::string> GetAccountStatement(const storage::Reader& reader,
                                                const v1::GetAccountStatementRequest& request,
                                                const storage::Page& page,
                                                v1::ReportTable& response);
absl::StatusOr<v1::ReportTable> GetDecisionToCashReport(
    const storage::Reader& reader, const v1::GetDecisionToCashReportRequest& request);
absl::StatusOr<v1::ReportTable> GetAgingReport(const storage::Reader& reader,
                                               const v1::GetAgingReportRequest& request);

}  // namespace zgc::funding
