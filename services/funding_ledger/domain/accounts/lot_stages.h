#pragma once

#include "absl/status/statusor.h"
#include "common/storage/reader.h"
#include "zgc/funding/v1/budget_service.pb.h"
#include "zgc/funding/v1/lots.pb.h"

// Lot stages, without gRPC: what is refused and how is said in funding_ledger/rpc/services.h.
// Thread-safe as the reader is.
namespace zgc::funding {

absl::StatusOr<v1::Lot> GetLot(const storage::Reader& reader, const v1::GetLotRequest& request);

}  // namespace zgc::funding
