#include "services/task_registry/domain/tasks/suspensions.h"

#include "common/resource/rows.h"
#include "services/task_registry/domain/duties/duties.h"
#include "services/task_registry/domain/tasks/task_rules.h"
#include "services/task_registry/store/schema.h"
#include "zgc/tasks/v1/task_service.pb.h"
#include "zgc/tasks/v1/tasks.pb.h"

namespace zgc::tasks {
namespace {

// What resumes and cancels: a step with a reason and an approving
// document.
template <typename Request>
absl::StatusOr<v1::Task> MoveByDocument(storage::Txn& txn, const base::Actor& actor,
                                        const Request& request, absl::string_view method) {
  ZGC_ASSIGN_OR_RETURN(v1::Task task, GetForUpdate(txn, kTasks, request));
  Checks checks(txn, request);
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  ZGC_RETURN_IF_ERROR(TaskLifecycle().Check(txn, actor, method, task));
  const resource::StepDetails details{.note = request.reason(),
                                      .evidence = Evidence(request.document())};
  TaskLifecycle().Take(txn, actor, method, details, task);
  if (!IsOpen(task.state())) {
    ZGC_RETURN_IF_ERROR(DropDutiesOf(txn, actor, method, details, task.name()));
  }
  return SaveTask(txn, std::move(task));
}

}  // namespace

absl::StatusOr<v1::Task> ResumeTask(storage::Txn& txn, const base::Actor& actor,
                                    const v1::ResumeTaskRequest& request) {
  return MoveByDocument(txn, actor, request, "ResumeTask");
}

absl::StatusOr<v1::Task> CancelTask(storage::Txn& txn, const base::Actor& actor,
                                    const v1::CancelTaskRequest& request) {
  return MoveByDocument(txn, actor, request, "CancelTask");
}

}  // namespace zgc::tasks
