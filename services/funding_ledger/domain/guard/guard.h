#pragma once

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/base/actor.h"
#include "common/storage/txn.h"
#include "zgc/funding/v1/awards.pb.h"
#include "zgc/funding/v1/guard_service.pb.h"
#include "zgc/funding/v1/payments.pb.h"
#include "zgc/funding/v1/support_items.pb.h"

// The stacking guard (重复支持核查); guards.proto says what it does. Thread-safe as the
// reader is.
namespace zgc::funding {

// For awards and payments: one call each.
using SupportItems = google::protobuf::RepeatedPtrField<v1::SupportItem>;

// Refuses, or raises flags, and claims the items of an award that is approved now.
absl::Status GuardApproval(storage::Txn& txn, const base::Actor& actor, const v1::Award& award);

// Refuses while a flag is open or missing, and claims the items of the payment.
absl::Status GuardPayment(storage::Txn& txn, const v1::Award& award, const v1::Payment& payment);
absl::StatusOr<v1::CheckStackingResponse> CheckStacking(storage::Txn& txn, const base::Actor& actor,
                                                        const v1::CheckStackingRequest& request);

}  // namespace zgc::funding
