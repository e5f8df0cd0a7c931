#pragma once

#include "absl/status/statusor.h"
#include "common/base/actor.h"
#include "common/figures/figures.h"
#include "common/resource/source_watch.h"
#include "common/storage/txn.h"
#include "zgc/tasks/v1/task_service.pb.h"
#include "zgc/tasks/v1/tasks.pb.h"

// Completions, without gRPC: what is refused and how is said in task_registry/rpc/services.h.
// Thread-safe as the reader is.
namespace zgc::tasks {

// The targets are held against the figures of `book`, and those of other services while this one is
// in step with them.
absl::StatusOr<v1::Task> SubmitCompletion(storage::Txn& txn, const base::Actor& actor,
                                          const v1::SubmitCompletionRequest& request,
                                          const figures::FigureBook& book,
                                          resource::SourceWatch& sources);
absl::StatusOr<v1::Task> AcceptCompletion(storage::Txn& txn, const base::Actor& actor,
                                          const v1::AcceptCompletionRequest& request);
absl::StatusOr<v1::Task> ReturnCompletion(storage::Txn& txn, const base::Actor& actor,
                                          const v1::ReturnCompletionRequest& request);

}  // namespace zgc::tasks
