#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "common/storage/page.h"
#include "common/storage/reader.h"
#include "zgc/tasks/v1/progress_service.pb.h"

// What was reported of a period and what is missing, without gRPC: what is refused and how is said
// in task_registry/rpc/services.h. Thread-safe as the reader is.
namespace zgc::tasks {

absl::StatusOr<std::string> ListMissingProgressReports(
    const storage::Reader& reader, const v1::ListMissingProgressReportsRequest& request,
    const storage::Page& page, v1::ListMissingProgressReportsResponse& response);
absl::StatusOr<std::string> CompileProgress(const storage::Reader& reader,
                                            const v1::CompileProgressRequest& request,
                                            const storage::Page& page,
                                            v1::CompileProgressResponse& response);

}  // namespace zgc::tasks
