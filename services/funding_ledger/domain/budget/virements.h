#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "common/base/actor.h"
#include "common/resource/lifecycle.h"
#include "common/storage/page.h"
#include "common/storage/reader.h"
#include "common/storage/txn.h"
#include "zgc/funding/v1/adjustment_service.pb.h"
#include "zgc/funding/v1/adjustments.pb.h"

// Virements, without gRPC: what is refused and how is said in funding_ledger/rpc/services.h.
// Thread-safe as the reader is.
namespace zgc::funding {

const resource::Lifecycle<v1::Virement>& VirementLifecycle();

absl::StatusOr<v1::Virement> CreateVirement(storage::Txn& txn, const base::Actor& actor,
                                            const v1::CreateVirementRequest& request);
absl::StatusOr<v1::Virement> ApproveVirement(storage::Txn& txn, const base::Actor& actor,
                                             const v1::ApproveVirementRequest& request);
absl::StatusOr<v1::Virement> RejectVirement(storage::Txn& txn, const base::Actor& actor,
                                            const v1::RejectVirementRequest& request);
absl::StatusOr<v1::Virement> GetVirement(const storage::Reader& reader,
                                         const v1::GetVirementRequest& request);
absl::StatusOr<std::string> ListVirements(const storage::Reader& reader,
                                          const v1::ListVirementsRequest& request,
                                          const storage::Page& page,
                                          v1::ListVirementsResponse& response);

}  // namespace zgc::funding
