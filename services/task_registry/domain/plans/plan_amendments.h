#pragma once

#include "absl/status/statusor.h"
#include "common/base/actor.h"
#include "common/storage/txn.h"
#include "zgc/tasks/v1/plan_service.pb.h"
#include "zgc/tasks/v1/plans.pb.h"

// Amendments of approved plans, without gRPC: what is refused and how is said in
// task_registry/rpc/services.h. Thread-safe as the reader is.
namespace zgc::tasks {

absl::StatusOr<v1::Plan> AmendPlan(storage::Txn& txn, const base::Actor& actor,
                                   const v1::AmendPlanRequest& request);
absl::StatusOr<v1::Plan> ApprovePlanAmendment(storage::Txn& txn, const base::Actor& actor,
                                              const v1::ApprovePlanAmendmentRequest& request);
absl::StatusOr<v1::Plan> RejectPlanAmendment(storage::Txn& txn, const base::Actor& actor,
                                             const v1::RejectPlanAmendmentRequest& request);

}  // namespace zgc::tasks
