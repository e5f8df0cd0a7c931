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

// Ceiling amendments, without gRPC: what is refused and how is said in
// funding_ledger/rpc/services.h. Thread-safe as the reader is.
namespace zgc::funding {

const resource::Lifecycle<v1::CeilingAmendment>& CeilingAmendmentLifecycle();

absl::StatusOr<v1::CeilingAmendment> CreateCeilingAmendment(
    storage::Txn& txn, const base::Actor& actor, const v1::CreateCeilingAmendmentRequest& request);
absl::StatusOr<v1::CeilingAmendment> ApproveCeilingAmendment(
    storage::Txn& txn, const base::Actor& actor, const v1::ApproveCeilingAmendmentRequest& request);
absl::StatusOr<v1::CeilingAmendment> RejectCeilingAmendment(
    storage::Txn& txn, const base::Actor& actor, const v1::RejectCeilingAmendmentRequest& request);
absl::StatusOr<v1::CeilingAmendment> GetCeilingAmendment(
    const storage::Reader& reader, const v1::GetCeilingAmendmentRequest& request);
absl::StatusOr<std::string> ListCeilingAmendments(const storage::Reader& reader,
                                                  const v1::ListCeilingAmendmentsRequest& request,
                                                  const storage::Page& page,
                                                  v1::ListCeilingAmendmentsResponse& response);

}  // namespace zgc::funding
