#pragma once

#include "absl/status/statusor.h"
#include "common/base/actor.h"
#include "common/storage/txn.h"
#include "zgc/supervision/v1/matter_handling_service.pb.h"
#include "zgc/supervision/v1/matters.pb.h"

// How matters end otherwise than by being done, without gRPC: what is refused and how is said in
// supervision_reporting/rpc/services.h. Thread-safe as the transaction is.
namespace zgc::supervision {

absl::StatusOr<v1::Matter> ProposeMatterCancellation(
    storage::Txn& txn, const base::Actor& actor,
    const v1::ProposeMatterCancellationRequest& request);
absl::StatusOr<v1::Matter> ApproveMatterCancellation(
    storage::Txn& txn, const base::Actor& actor,
    const v1::ApproveMatterCancellationRequest& request);
absl::StatusOr<v1::Matter> RejectMatterCancellation(
    storage::Txn& txn, const base::Actor& actor,
    const v1::RejectMatterCancellationRequest& request);
absl::StatusOr<v1::Matter> MergeMatters(storage::Txn& txn, const base::Actor& actor,
                                        const v1::MergeMattersRequest& request);
absl::StatusOr<v1::Matter> SplitMatter(storage::Txn& txn, const base::Actor& actor,
                                       const v1::SplitMatterRequest& request);

}  // namespace zgc::supervision
