#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "common/base/actor.h"
#include "common/storage/page.h"
#include "common/storage/reader.h"
#include "common/storage/txn.h"
#include "zgc/funding/v1/payment_service.pb.h"
#include "zgc/funding/v1/payments.pb.h"

// Clawbacks, without gRPC: what is refused and how is said in funding_ledger/rpc/services.h.
// Thread-safe as the reader is.
namespace zgc::funding {

absl::StatusOr<v1::Clawback> CreateClawback(storage::Txn& txn, const base::Actor& actor,
                                            const v1::CreateClawbackRequest& request);
absl::StatusOr<v1::Clawback> GetClawback(const storage::Reader& reader,
                                         const v1::GetClawbackRequest& request);
absl::StatusOr<std::string> ListClawbacks(const storage::Reader& reader,
                                          const v1::ListClawbacksRequest& request,
                                          const storage::Page& page,
                                          v1::ListClawbacksResponse& response);

}  // namespace zgc::funding
