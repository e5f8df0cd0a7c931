#include "services/task_registry/domain/milestones/milestones.h"

#include "common/resource/duties.h"
#include "common/resource/rows.h"
#include "services/task_registry/domain/tasks/field_checks.h"
#include "services/task_registry/domain/tasks/task_rules.h"
#include "services/task_registry/store/schema.h"
#include "zgc/tasks/v1/milestone_service.pb.h"
#include "zgc/tasks/v1/milestones.pb.h"

namespace zgc::tasks {
namespace {

std::vector<std::string> OpenSteps(v1::MilestoneState state) {
  switch (state) {
    case v1::MILESTONE_STATE_PLANNED:
    case v1::MILESTONE_STATE_REJECTED:
      return {"ReportMilestone"};
    case v1::MILESTONE_STATE_REPORTED:
      return {"AcceptMilestone", "RejectMilestone"};
    default:
      return {};
  }
}

absl::Status CheckStep(const v1::Milestone& milestone, const std::string& method) {
  const auto open = OpenSteps(milestone.state());
  for (const std::string& step : open) {
    if (step == method) return absl::OkStatus();
  }
  return IllegalTransition(milestone.name(), method,
                           {absl::StrCat("it is ", v1::MilestoneState_Name(milestone.state()))},
                           open);
}

// Answers a report, as another person than its reporter.
template <typename Request>
absl::StatusOr<v1::Milestone> Decide(storage::Txn& txn, const base::Actor& actor,
                                     const Request& request, const std::string& method,
                                     v1::MilestoneState state, const std::string& reason) {
  ZGC_ASSIGN_OR_RETURN(v1::Milestone milestone, GetForUpdate(txn, kMilestones, request));
  Checks checks;
  if (checks.Day(request.decided_date(), "decided_date")) {
    checks.Ordered(milestone.reached_date(), request.decided_date(), "decided_date");
  }
  if (state == v1::MILESTONE_STATE_REJECTED) checks.Required(reason, "reason");
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  ZGC_RETURN_IF_ERROR(CheckStep(milestone, method));
  ZGC_RETURN_IF_ERROR(RequireAnother(actor, milestone.reporter(), "reported", milestone.name()));
  milestone.set_state(state);
  milestone.set_decided_date(request.decided_date());
  milestone.set_decider(actor.responsible());
  milestone.set_reason(reason);
  return Save(txn, kMilestones, std::move(milestone));
}

}  // namespace

absl::StatusOr<v1::Milestone> CreateMilestone(storage::Txn& txn, const base::Actor&,
                                              const v1::CreateMilestoneRequest& request) {
  v1::Milestone milestone;
  milestone.set_name(absl::StrCat("milestones/", request.milestone_id()));
  milestone.set_task(request.milestone().task());
  milestone.set_title(request.milestone().title());
  milestone.set_due_date(request.milestone().due_date());
  milestone.set_state(v1::MILESTONE_STATE_PLANNED);
  Checks checks;
  checks.Id(request.milestone_id(), "milestone_id");
  ZGC_ASSIGN_OR_RETURN(const auto task,
                       checks.Reference(txn, kTasks, milestone.task(), "milestone.task"));
  checks.Required(milestone.title(), "milestone.title");
  if (checks.Day(milestone.due_date(), "milestone.due_date") && task.has_value()) {
    checks.Expect(milestone.due_date() <= task->deadline(), "milestone.due_date",
                  absl::StrCat(milestone.due_date(), " is after the deadline of ", task->name()));
  }
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  if (!IsOpen(task->state())) return WrongState(*task, "CreateMilestone");
  ZGC_ASSIGN_OR_RETURN(milestone, Insert(txn, kMilestones, std::move(milestone)));
  kMilestonesByTask.Add(txn, {milestone.task()}, milestone.name());
  return milestone;
}

absl::StatusOr<v1::Milestone> ReportMilestone(storage::Txn& txn, const base::Actor& actor,
                                              const v1::ReportMilestoneRequest& request) {
  ZGC_ASSIGN_OR_RETURN(v1::Milestone milestone, GetForUpdate(txn, kMilestones, request));
  Checks checks;
  checks.Day(request.reached_date(), "reached_date");
  CheckEvidence(request.evidence(), "evidence", checks);
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  ZGC_RETURN_IF_ERROR(CheckStep(milestone, "ReportMilestone"));
  milestone.set_state(v1::MILESTONE_STATE_REPORTED);
  milestone.set_reached_date(request.reached_date());
  *milestone.mutable_evidence() = request.evidence();
  milestone.set_reporter(actor.responsible());
  milestone.clear_decided_date();
  milestone.clear_decider();
  milestone.clear_reason();
  return Save(txn, kMilestones, std::move(milestone));
}

absl::StatusOr<v1::Milestone> AcceptMilestone(storage::Txn& txn, const base::Actor& actor,
                                              const v1::AcceptMilestoneRequest& request) {
  return Decide(txn, actor, request, "AcceptMilestone", v1::MILESTONE_STATE_ACCEPTED, "");
}

absl::StatusOr<v1::Milestone> RejectMilestone(storage::Txn& txn, const base::Actor& actor,
                                              const v1::RejectMilestoneRequest& request) {
  return Decide(txn, actor, request, "RejectMilestone", v1::MILESTONE_STATE_REJECTED,
                request.reason());
}

absl::StatusOr<v1::Milestone> GetMilestone(const storage::Reader& reader,
                                           const v1::GetMilestoneRequest& request) {
  return GetRow(reader, kMilestones, request.name());
}

absl::StatusOr<std::string> ListMilestones(const storage::Reader& reader,
                                           const v1::ListMilestonesRequest& request,
                                           const storage::Page& page,
                                           v1::ListMilestonesResponse& response) {
  return ListRows(reader, kMilestones, page, response.mutable_milestones(),
                  [&](const v1::Milestone& row) {
                    return Takes(request.task(), row.task()) &&
                           (request.state() == 0 || request.state() == row.state());
                  });
}

}  // namespace zgc::tasks
