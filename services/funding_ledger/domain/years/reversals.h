#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "common/base/actor.h"
#include "common/storage/page.h"
#include "common/storage/reader.h"
#include "common/storage/txn.h"
#include "zgc/funding/v1/adjustment_service.pb.h"
#include "zgc/funding/v1/adjustments.pb.h"

// Reversals, without gRPC: what is refused and how is said in funding_ledger/rpc/services.h.
// Thread-safe as the reader is.
namespace zgc::funding {

absl::StatusOr<v1::Reversal> CreateReversal(storage::Txn& txn, const base::Actor& actor,
                                            const v1::CreateReversalRequest& request);
absl::StatusOr<v1::Reversal> GetReversal(const storage::Reader& reader,
                                         const v1::GetReversalRequest& request);
absl::StatusOr<std::string> ListReversals(const storage::Reader& reader,
                                          const v1::ListReversalsRequest& request,
                                          const storage::Page& page,
                                          v1::ListReversalsResponse& response);

}  // namespace zgc::funding
