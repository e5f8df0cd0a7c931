#include "services/task_registry/domain/tasks/completions.h"

#include "common/resource/rows.h"
#include "services/task_registry/domain/tasks/targets.h"
#include "services/task_registry/domain/tasks/task_rules.h"
#include "services/task_registry/store/schema.h"
#include "zgc/tasks/v1/task_service.pb.h"
#include "zgc/tasks/v1/tasks.pb.h"

namespace zgc::tasks {
namespace {

void CheckCompletion(const v1::Task& task, const v1::SubmitCompletionRequest& request,
                     Checks& checks) {
  checks.Expect(!task.not_applicable_reason().empty() || !request.evidence().empty(), "evidence",
                "needs at least one");
}

// It was not complete before what completion needs was: its mandatory parts and milestones and its
// duties.
absl::Status CheckCompletionDate(const storage::Reader& reader, const v1::Task& task,
                                 const std::string& day, Checks& checks) {
  const auto after = [&](const std::string& other, const std::string& name) {
    checks.Expect(other <= day, "completion_date",
                  absl::StrCat(day, " is before ", name, " was complete on ", other));
  };
  ZGC_RETURN_IF_ERROR(ForEachPart(reader, task.name(), [&](const v1::Task& part) {
    if (!part.mandatory() || part.state() != v1::TASK_STATE_COMPLETED) return;
    after(part.completions().rbegin()->completion_date(), part.name());
  }));
  ZGC_RETURN_IF_ERROR(ForEachMilestone(reader, task.name(), [&](const v1::Milestone& milestone) {
    if (milestone.mandatory()) after(milestone.reached_date(), milestone.name());
  }));
  return ForEachDuty(reader, task.name(), [&](const v1::Duty& duty) {
    if (duty.state() == v1::DUTY_STATE_DONE) after(duty.done_date(), duty.name());
  });
}

// Of the newest completion that was not returned.
int64_t LateDays(const v1::Task& task) {
  for (auto it = task.completions().rbegin(); it != task.completions().rend(); ++it) {
    if (it->state() != v1::COMPLETION_STATE_RETURNED) return it->late_days();
  }
  return 0;
}

// The completion that waits for an answer.
absl::StatusOr<v1::Completion*> Waiting(const storage::Reader& reader, const base::Actor& actor,
                                        v1::Task& task, absl::string_view method) {
  ZGC_RETURN_IF_ERROR(TaskLifecycle().Check(reader, actor, method, task));
  if (task.completions().empty()) {
    return TaskLifecycle().Hindered(reader, method, task, {"it has no completion to answer"});
  }
  return &*task.mutable_completions()->rbegin();
}

}  // namespace

absl::StatusOr<v1::Task> SubmitCompletion(storage::Txn& txn, const base::Actor& actor,
                                          const v1::SubmitCompletionRequest& request,
                                          const figures::FigureBook& book,
                                          resource::SourceWatch& sources) {
  ZGC_ASSIGN_OR_RETURN(v1::Task task, GetForUpdate(txn, kTasks, request));
  Checks checks(txn, request);
  CheckCompletion(task, request, checks);
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  ZGC_RETURN_IF_ERROR(TaskLifecycle().Check(txn, actor, "SubmitCompletion", task));
  ZGC_RETURN_IF_ERROR(CheckCompletionDate(txn, task, request.completion_date(), checks));
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  ZGC_ASSIGN_OR_RETURN(const absl::Duration max_age,
                       resource::AskedMaxAge(request.max_source_age()));
  ZGC_ASSIGN_OR_RETURN(const TargetReview review,
                       ReviewTargets(txn, book, {sources, max_age}, task));
  if (!review.missed.empty()) {
    return TaskLifecycle().Hindered(txn, "SubmitCompletion", task, review.missed);
  }

  v1::Completion& completion = *task.add_completions();
  completion.set_state(v1::COMPLETION_STATE_SUBMITTED);
  completion.set_completion_date(request.completion_date());
  *completion.mutable_evidence() = request.evidence();
  for (const std::string& shortfall : review.shortfalls) completion.add_shortfalls(shortfall);
  completion.mutable_figures()->Assign(review.figures.begin(), review.figures.end());
  ZGC_ASSIGN_OR_RETURN(const int64_t late_days,
                       DaysLate(task.deadline(), request.completion_date()));
  completion.set_late_days(late_days);
  task.set_late_days(late_days);
  TaskLifecycle().Take(txn, actor, "SubmitCompletion", {}, task);
  return SaveTask(txn, std::move(task));
}

absl::StatusOr<v1::Task> AcceptCompletion(storage::Txn& txn, const base::Actor& actor,
                                          const v1::AcceptCompletionRequest& request) {
  ZGC_ASSIGN_OR_RETURN(v1::Task task, GetForUpdate(txn, kTasks, request));
  Checks checks(txn, request);
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  ZGC_ASSIGN_OR_RETURN(v1::Completion * completion, Waiting(txn, actor, task, "AcceptCompletion"));
  completion->set_state(v1::COMPLETION_STATE_ACCEPTED);
  completion->set_score(request.score());
  task.set_score(request.score());
  TaskLifecycle().Take(txn, actor, "AcceptCompletion", {.note = request.reason()}, task);
  return SaveTask(txn, std::move(task));
}

absl::StatusOr<v1::Task> ReturnCompletion(storage::Txn& txn, const base::Actor& actor,
                                          const v1::ReturnCompletionRequest& request) {
  ZGC_ASSIGN_OR_RETURN(v1::Task task, GetForUpdate(txn, kTasks, request));
  Checks checks(txn, request);
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  ZGC_ASSIGN_OR_RETURN(v1::Completion * completion, Waiting(txn, actor, task, "ReturnCompletion"));
  completion->set_state(v1::COMPLETION_STATE_RETURNED);
  task.set_late_days(LateDays(task));
  TaskLifecycle().Take(txn, actor, "ReturnCompletion", {.note = request.reason()}, task);
  return SaveTask(txn, std::move(task));
}

}  // namespace zgc::tasks
