#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "common/base/actor.h"
#include "common/resource/lifecycle.h"
#include "common/storage/page.h"
#include "common/storage/reader.h"
#include "common/storage/txn.h"
#include "zgc/funding/v1/budget.pb.h"
#include "zgc/funding/v1/budget_service.pb.h"

// Appropriations, without gRPC: what is refused and how is said in funding_ledger/rpc/services.h.
// Thread-safe as the reader is.
namespace zgc::funding {

const resource::Lifecycle<v1::Appropriation>& AppropriationLifecycle();

absl::StatusOr<v1::Appropriation> ApproveAppropriation(
    storage::Txn& txn, const base::Actor& actor, const v1::ApproveAppropriationRequest& request);
absl::StatusOr<v1::Appropriation> RejectAppropriation(
    storage::Txn& txn, const base::Actor& actor, const v1::RejectAppropriationRequest& request);
absl::StatusOr<v1::Appropriation> CreateAppropriation(
    storage::Txn& txn, const base::Actor& actor, const v1::CreateAppropriationRequest& request);
absl::StatusOr<v1::Appropriation> GetAppropriation(const storage::Reader& reader,
                                                   const v1::GetAppropriationRequest& request);
absl::StatusOr<std::string> ListAppropriations(const storage::Reader& reader,
                                               const v1::ListAppropriationsRequest& request,
                                               const storage::Page& page,
                                               v1::ListAppropriationsResponse& response);

}  // namespace zgc::funding
