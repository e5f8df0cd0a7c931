#pragma once

#include "absl/status/statusor.h"
#include "common/base/actor.h"
#include "common/storage/txn.h"
#include "zgc/tasks/v1/plan_service.pb.h"
#include "zgc/tasks/v1/plans.pb.h"

// Plans that carry on those of earlier years, without gRPC: what is refused and how is said in
// task_registry/rpc/services.h. Thread-safe as the reader is.
namespace zgc::tasks {

absl::StatusOr<v1::Plan> BeginPlanFrom(storage::Txn& txn, const base::Actor& actor,
                                       const v1::BeginPlanFromRequest& request);

}  // namespace zgc::tasks
