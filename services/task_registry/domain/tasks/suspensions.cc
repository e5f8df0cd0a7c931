#include "services/task_registry/domain/tasks/suspensions.h"

#include "common/resource/rows.h"
#include "services/task_registry/domain/tasks/task_rules.h"
#include "services/task_registry/store/schema.h"
#include "zgc/tasks/v1/task_service.pb.h"
#include "zgc/tasks/v1/tasks.pb.h"

namespace zgc::tasks {
namespace {

// What suspends, resumes and cancels: a step with a reason and an approving
// document.
template <typename Request>
absl::StatusOr<v1::Task> MoveByDocument(storage::Txn& txn, const base::Actor& actor,
                                        const Request& request, absl::string_view method,
                                        bool ends) {
  ZGC_ASSIGN_OR_RETURN(v1::Task task, GetForUpdate(txn, kTasks, request));
  Checks checks;
  checks.Required(request.reason(), "reason");
  checks.Required(request.document(), "document");
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  ZGC_RETURN_IF_ERROR(CheckOpen(task, method));
  if (ends) {
    ZGC_ASSIGN_OR_RETURN(const auto parts, OpenParts(txn, task, false));
    if (!parts.empty()) return NotOpen(task, method, parts);
  }
  Move(txn, actor, method, request.reason(), request.document(), task);
  return Save(txn, kTasks, std::move(task));
}

}  // namespace

absl::StatusOr<v1::Task> SuspendTask(storage::Txn& txn, const base::Actor& actor,
                                     const v1::SuspendTaskRequest& request) {
  return MoveByDocument(txn, actor, request, "SuspendTask", false);
}

absl::StatusOr<v1::Task> ResumeTask(storage::Txn& txn, const base::Actor& actor,
                                    const v1::ResumeTaskRequest& request) {
  return MoveByDocument(txn, actor, request, "ResumeTask", false);
}

absl::StatusOr<v1::Task> CancelTask(storage::Txn& txn, const base::Actor& actor,
                                    const v1::CancelTaskRequest& request) {
  return MoveByDocument(txn, actor, request, "CancelTask", true);
}

}  // namespace zgc::tasks
