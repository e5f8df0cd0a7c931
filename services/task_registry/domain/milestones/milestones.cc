#include "services/task_registry/domain/milestones/milestones.h"

#include "common/query/list.h"
#include "common/resource/rows.h"
#include "services/task_registry/domain/tasks/task_rules.h"
#include "services/task_registry/store/schema.h"
#include "zgc/tasks/v1/milestone_service.pb.h"
#include "zgc/tasks/v1/milestones.pb.h"

namespace zgc::tasks {
namespace {

// Answers a report.
template <typename Request>
absl::StatusOr<v1::Milestone> Decide(storage::Txn& txn, const base::Actor& actor,
                                     const Request& request, absl::string_view method,
                                     const std::string& reason) {
  ZGC_ASSIGN_OR_RETURN(v1::Milestone milestone, GetForUpdate(txn, kMilestones, request));
  Checks checks(txn, request);
  if (!request.decided_date().empty()) {
    checks.Ordered(milestone.reached_date(), request.decided_date(), "decided_date");
  }
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  ZGC_RETURN_IF_ERROR(MilestoneLifecycle().Check(txn, actor, method, milestone));
  milestone.set_decided_date(request.decided_date());
  MilestoneLifecycle().Take(txn, actor, method, {.date = request.decided_date(), .note = reason},
                            milestone);
  return Save(txn, kMilestones, std::move(milestone));
}

absl::Status CheckMilestone(const storage::Reader& reader, const v1::Milestone*,
                            v1::Milestone& milestone, Checks& checks) {
  ZGC_ASSIGN_OR_RETURN(const auto task, kTasks.Get(reader, {milestone.task()}));
  if (task.has_value()) {
    checks.Expect(milestone.due_date() <= task->deadline(), "milestone.due_date",
                  absl::StrCat(milestone.due_date(), " is after the deadline of ", task->name()));
  }
  return absl::OkStatus();
}

absl::Status AddToTask(storage::Txn& txn, const v1::Milestone& milestone) {
  kMilestonesByTask.Add(txn, {milestone.task()}, milestone.name());
  return absl::OkStatus();
}

absl::Status RemoveFromTask(storage::Txn& txn, const v1::Milestone& milestone) {
  kMilestonesByTask.Remove(txn, {milestone.task()}, milestone.name());
  return absl::OkStatus();
}

// Its task waits for it, or a second person has accepted it.
bool IsRestedOn(const v1::Milestone& milestone) {
  return milestone.mandatory() || milestone.state() == v1::MILESTONE_STATE_ACCEPTED;
}

}  // namespace

const records::KindOf<v1::Milestone>& MilestoneKind() {
  static const auto* const kind = new records::KindOf<v1::Milestone>(
      kMilestones, {.created_by = "/zgc.tasks.v1.MilestoneService/CreateMilestone",
                    .field = "milestone",
                    .check = &CheckMilestone,
                    .add = &AddToTask,
                    .remove = &RemoveFromTask,
                    .confirmed = &IsRestedOn});
  return *kind;
}

const Lifecycle<v1::Milestone>& MilestoneLifecycle() {
  static const auto* const lifecycle = new Lifecycle<v1::Milestone>({
      {.method = "CreateMilestone", .to = {v1::MILESTONE_STATE_PLANNED}},
      {.method = "ReportMilestone",
       .from = {v1::MILESTONE_STATE_PLANNED, v1::MILESTONE_STATE_REJECTED},
       .to = {v1::MILESTONE_STATE_REPORTED}},
      {.method = "AcceptMilestone",
       .from = {v1::MILESTONE_STATE_REPORTED},
       .to = {v1::MILESTONE_STATE_ACCEPTED},
       .not_by = {"ReportMilestone"}},
      {.method = "RejectMilestone",
       .from = {v1::MILESTONE_STATE_REPORTED},
       .to = {v1::MILESTONE_STATE_REJECTED},
       .not_by = {"ReportMilestone"}},
  });
  return *lifecycle;
}

absl::StatusOr<v1::Milestone> CreateMilestone(storage::Txn& txn, const base::Actor& actor,
                                              const v1::CreateMilestoneRequest& request) {
  v1::Milestone milestone = request.milestone();
  milestone.set_name(absl::StrCat("milestones/", request.milestone_id()));
  Checks checks(txn, request);
  ZGC_RETURN_IF_ERROR(MilestoneKind().Hold(txn, nullptr, milestone, checks));
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  ZGC_ASSIGN_OR_RETURN(const v1::Task task, GetRow(txn, kTasks, milestone.task()));
  if (!IsOpen(task.state())) return WrongState(txn, task, "CreateMilestone");
  MilestoneLifecycle().Take(txn, actor, "CreateMilestone", {}, milestone);
  return MilestoneKind().Create(txn, std::move(milestone));
}

absl::StatusOr<v1::Milestone> ReportMilestone(storage::Txn& txn, const base::Actor& actor,
                                              const v1::ReportMilestoneRequest& request) {
  ZGC_ASSIGN_OR_RETURN(v1::Milestone milestone, GetForUpdate(txn, kMilestones, request));
  Checks checks(txn, request);
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  ZGC_RETURN_IF_ERROR(MilestoneLifecycle().Check(txn, actor, "ReportMilestone", milestone));
  milestone.set_reached_date(request.reached_date());
  *milestone.mutable_evidence() = request.evidence();
  milestone.clear_decided_date();
  MilestoneLifecycle().Take(txn, actor, "ReportMilestone", {.evidence = request.evidence()},
                            milestone);
  return Save(txn, kMilestones, std::move(milestone));
}

absl::StatusOr<v1::Milestone> AcceptMilestone(storage::Txn& txn, const base::Actor& actor,
                                              const v1::AcceptMilestoneRequest& request) {
  return Decide(txn, actor, request, "AcceptMilestone", "");
}

absl::StatusOr<v1::Milestone> RejectMilestone(storage::Txn& txn, const base::Actor& actor,
                                              const v1::RejectMilestoneRequest& request) {
  return Decide(txn, actor, request, "RejectMilestone", request.reason());
}

absl::StatusOr<v1::Milestone> GetMilestone(const storage::Reader& reader,
                                           const v1::GetMilestoneRequest& request) {
  return GetRow(reader, kMilestones, request.name());
}

absl::StatusOr<std::string> ListMilestones(const storage::Reader& reader,
                                           const v1::ListMilestonesRequest& request,
                                           const storage::Page& page,
                                           v1::ListMilestonesResponse& response) {
  return query::List(reader, kMilestones.column(), request, page, response);
}

}  // namespace zgc::tasks
