#pragma once

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "common/base/actor.h"
#include "common/storage/reader.h"
#include "common/storage/txn.h"
#include "zgc/funding/v1/award_service.pb.h"
#include "zgc/funding/v1/awards.pb.h"

// Award steps, without gRPC: what is refused and how is said in funding_ledger/rpc/services.h.
// Thread-safe as the reader is.
namespace zgc::funding {

absl::StatusOr<v1::Award> ApproveAward(storage::Txn& txn, const base::Actor& actor,
                                       const v1::ApproveAwardRequest& request);
absl::StatusOr<v1::Award> StateAwardAmount(storage::Txn& txn, const base::Actor& actor,
                                           const v1::StateAwardAmountRequest& request);
absl::StatusOr<v1::Award> ReduceAward(storage::Txn& txn, const base::Actor& actor,
                                      const v1::ReduceAwardRequest& request);
absl::StatusOr<v1::Award> AcceptAward(storage::Txn& txn, const base::Actor& actor,
                                      const v1::AcceptAwardRequest& request);
absl::StatusOr<v1::Award> CancelAward(storage::Txn& txn, const base::Actor& actor,
                                      const v1::CancelAwardRequest& request);

}  // namespace zgc::funding
