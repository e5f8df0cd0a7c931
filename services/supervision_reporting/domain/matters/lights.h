#pragma once

#include "absl/status/statusor.h"
#include "common/base/actor.h"
#include "common/storage/reader.h"
#include "common/storage/txn.h"
#include "zgc/supervision/v1/matter_service.pb.h"
#include "zgc/supervision/v1/matters.pb.h"

// Lights, without gRPC: what is refused and how is said in supervision_reporting/rpc/services.h.
// Thread-safe as the reader is.
namespace zgc::supervision {

absl::StatusOr<v1::MatterLight> GetMatterLight(const storage::Reader& reader,
                                               const v1::GetMatterLightRequest& request);

}  // namespace zgc::supervision
