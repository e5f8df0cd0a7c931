#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "common/base/actor.h"
#include "common/resource/lifecycle.h"
#include "common/storage/page.h"
#include "common/storage/reader.h"
#include "common/storage/txn.h"
#include "zgc/funding/v1/fiscal_year_service.pb.h"
#include "zgc/funding/v1/fiscal_years.pb.h"

// Carry overs, without gRPC: what is refused and how is said in funding_ledger/rpc/services.h.
// Thread-safe as the reader is.
namespace zgc::funding {

const resource::Lifecycle<v1::CarryOver>& CarryOverLifecycle();

absl::StatusOr<v1::CarryOver> CreateCarryOver(storage::Txn& txn, const base::Actor& actor,
                                              const v1::CreateCarryOverRequest& request);
absl::StatusOr<v1::CarryOver> ApproveCarryOver(storage::Txn& txn, const base::Actor& actor,
                                               const v1::ApproveCarryOverRequest& request);
absl::StatusOr<v1::CarryOver> RejectCarryOver(storage::Txn& txn, const base::Actor& actor,
                                              const v1::RejectCarryOverRequest& request);
absl::StatusOr<v1::CarryOver> GetCarryOver(const storage::Reader& reader,
                                           const v1::GetCarryOverRequest& request);
absl::StatusOr<std::string> ListCarryOvers(const storage::Reader& reader,
                                           const v1::ListCarryOversRequest& request,
                                           const storage::Page& page,
                                           v1::ListCarryOversResponse& response);

}  // namespace zgc::funding
