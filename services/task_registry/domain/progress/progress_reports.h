#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "common/base/actor.h"
#include "common/figures/figures.h"
#include "common/records/kind.h"
#include "common/resource/lifecycle.h"
#include "common/storage/page.h"
#include "common/storage/reader.h"
#include "common/storage/txn.h"
#include "zgc/tasks/v1/progress_reports.pb.h"
#include "zgc/tasks/v1/progress_service.pb.h"

// Progress reports, without gRPC: what is refused and how is said in task_registry/rpc/services.h.
// Thread-safe as the reader is.
namespace zgc::tasks {

const resource::Lifecycle<v1::ProgressReport>& ProgressReportLifecycle();
const records::KindOf<v1::ProgressReport>& ProgressReportKind();
absl::StatusOr<v1::ProgressReport> CreateProgressReport(
    storage::Txn& txn, const base::Actor& actor, const v1::CreateProgressReportRequest& request);
absl::StatusOr<v1::ProgressReport> UpdateProgressReport(
    storage::Txn& txn, const base::Actor& actor, const v1::UpdateProgressReportRequest& request);
// Figures of this service are looked up in `book`.
absl::StatusOr<v1::ProgressReport> SubmitProgressReport(
    storage::Txn& txn, const base::Actor& actor, const v1::SubmitProgressReportRequest& request,
    const figures::FigureBook& book);
absl::StatusOr<v1::ProgressReport> ConfirmProgressReport(
    storage::Txn& txn, const base::Actor& actor, const v1::ConfirmProgressReportRequest& request);
absl::StatusOr<v1::ProgressReport> ReturnProgressReport(
    storage::Txn& txn, const base::Actor& actor, const v1::ReturnProgressReportRequest& request);
absl::StatusOr<v1::ProgressReport> GetProgressReport(const storage::Reader& reader,
                                                     const v1::GetProgressReportRequest& request);
absl::StatusOr<std::string> ListProgressReports(const storage::Reader& reader,
                                                const v1::ListProgressReportsRequest& request,
                                                const storage::Page& page,
                                                v1::ListProgressReportsResponse& response);

}  // namespace zgc::tasks
