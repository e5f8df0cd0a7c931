#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "common/storage/page.h"
#include "common/storage/reader.h"
#include "zgc/supervision/v1/watch_service.pb.h"

// All lights at once, without gRPC: what is refused and how is said in
// supervision_reporting/rpc/services.h. Thread-safe as the reader is.
namespace zgc::supervision {

absl::StatusOr<std::string> ListLights(const storage::Reader& reader,
                                       const v1::ListLightsRequest& request,
                                       const storage::Page& page, v1::ListLightsResponse& response);

}  // namespace zgc::supervision
