#pragma once

#include "absl/status/statusor.h"
#include "common/base/actor.h"
#include "common/storage/txn.h"
#include "zgc/tasks/v1/task_service.pb.h"
#include "zgc/tasks/v1/tasks.pb.h"

// The ends of suspensions and of tasks, without gRPC: what is refused and how is said in
// task_registry/rpc/services.h. Thread-safe as the reader is.
namespace zgc::tasks {

absl::StatusOr<v1::Task> ResumeTask(storage::Txn& txn, const base::Actor& actor,
                                    const v1::ResumeTaskRequest& request);
absl::StatusOr<v1::Task> CancelTask(storage::Txn& txn, const base::Actor& actor,
                                    const v1::CancelTaskRequest& request);

}  // namespace zgc::tasks
