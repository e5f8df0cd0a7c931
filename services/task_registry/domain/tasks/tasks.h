#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "common/base/actor.h"
#include "common/figures/figures.h"
#include "common/records/kind.h"
#include "common/storage/page.h"
#include "common/storage/reader.h"
#include "common/storage/txn.h"
#include "zgc/tasks/v1/task_service.pb.h"
#include "zgc/tasks/v1/tasks.pb.h"

// Tasks, without gRPC: what is refused and how is said in task_registry/rpc/services.h.
// Thread-safe as the reader is.
namespace zgc::tasks {

const records::KindOf<v1::Task>& TaskKind();
absl::StatusOr<v1::Task> CreateTask(storage::Txn& txn, const base::Actor& actor,
                                    const v1::CreateTaskRequest& request);
absl::StatusOr<v1::Task> UpdateTask(storage::Txn& txn, const base::Actor& actor,
                                    const v1::UpdateTaskRequest& request);
absl::StatusOr<v1::Task> SubmitTask(storage::Txn& txn, const base::Actor& actor,
                                    const v1::SubmitTaskRequest& request);
absl::StatusOr<v1::Task> WithdrawTask(storage::Txn& txn, const base::Actor& actor,
                                      const v1::WithdrawTaskRequest& request);
absl::StatusOr<v1::Task> ApproveTask(storage::Txn& txn, const base::Actor& actor,
                                     const v1::ApproveTaskRequest& request);
absl::StatusOr<v1::Task> ReopenTask(storage::Txn& txn, const base::Actor& actor,
                                    const v1::ReopenTaskRequest& request);
// Targets are held against the figures of `book`, and those that are followed.
absl::StatusOr<v1::Task> GetTask(const storage::Reader& reader, const v1::GetTaskRequest& request,
                                 const figures::FigureBook& book);
absl::StatusOr<std::string> ListTasks(const storage::Reader& reader,
                                      const v1::ListTasksRequest& request,
                                      const storage::Page& page, v1::ListTasksResponse& response);

}  // namespace zgc::tasks
