#pragma once

#include "absl/status/statusor.h"
#include "common/storage/reader.h"
#include "zgc/supervision/v1/report_service.pb.h"

// Sources, without gRPC: what is refused and how is said in supervision_reporting/rpc/services.h.
// Thread-safe as the reader is.
namespace zgc::supervision {

absl::StatusOr<v1::ListSourcesResponse> ListSources(const storage::Reader& reader,
                                                    const v1::ListSourcesRequest& request);

}  // namespace zgc::supervision
