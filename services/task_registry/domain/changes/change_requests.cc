#include "services/task_registry/domain/changes/change_requests.h"

#include <algorithm>

#include "common/decimal/decimal.h"
#include "common/resource/duties.h"
#include "common/resource/rows.h"
#include "services/task_registry/domain/tasks/field_checks.h"
#include "services/task_registry/domain/tasks/targets.h"
#include "services/task_registry/domain/tasks/task_rules.h"
#include "services/task_registry/store/schema.h"
#include "zgc/tasks/v1/change_request_service.pb.h"
#include "zgc/tasks/v1/change_requests.pb.h"
#include "zgc/tasks/v1/tasks.pb.h"

namespace zgc::tasks {
namespace {

constexpr char kNewValue[] = "change_request.new_value";

bool TakesChanges(v1::TaskState state) {
  return state == v1::TASK_STATE_ACTIVE || state == v1::TASK_STATE_SUSPENDED;
}

// What the task holds where the change points; nullptr if it points nowhere.
std::string* Place(v1::Task& task, const v1::ChangeRequest& change) {
  switch (change.field()) {
    case v1::CHANGE_FIELD_TARGET: {
      v1::TaskTarget* target = FindTarget(task, change.indicator());
      return target == nullptr ? nullptr : target->mutable_value();
    }
    case v1::CHANGE_FIELD_DEADLINE:
      return task.mutable_deadline();
    case v1::CHANGE_FIELD_LEAD:
      return task.mutable_lead_department();
    default:
      return nullptr;
  }
}

void CheckTargetValue(const std::string& old_value, const std::string& new_value, Checks& checks) {
  const auto now = figures::Decimal::Parse(new_value);
  checks.Expect(now.ok(), kNewValue, absl::StrCat("\"", new_value, "\" is no plain decimal"));
  // 20 and 20.0 are one value.
  const auto before = figures::Decimal::Parse(old_value);
  checks.Expect(!now.ok() || !before.ok() || *now != *before, kNewValue, "is the value it has");
}

// The task would still keep every rule with the new value.
absl::Status CheckNewValue(const storage::Reader& reader, v1::Task& task,
                           const v1::ChangeRequest& change, Checks& checks) {
  const std::string* held = Place(task, change);
  if (held == nullptr) {
    const bool target = change.field() == v1::CHANGE_FIELD_TARGET;
    checks.Add(target ? "change_request.indicator" : "change_request.field",
               target ? absl::StrCat(task.name(), " has no target for \"", change.indicator(), "\"")
                      : "is required");
    return absl::OkStatus();
  }
  if (change.field() == v1::CHANGE_FIELD_TARGET) {
    CheckTargetValue(*held, change.new_value(), checks);
    return absl::OkStatus();
  }
  checks.Expect(change.indicator().empty(), "change_request.indicator", "is for TARGET only");
  checks.Expect(change.new_value() != *held, kNewValue, "is the value it has");
  if (change.field() == v1::CHANGE_FIELD_DEADLINE) {
    return CheckDeadline(reader, task, change.new_value(), kNewValue, checks);
  }
  const Texts& cooperating = task.cooperating_departments();
  checks.Expect(
      std::find(cooperating.begin(), cooperating.end(), change.new_value()) == cooperating.end(),
      kNewValue, absl::StrCat(change.new_value(), " cooperates in the task"));
  return checks.Reference(reader, kOrganisations, change.new_value(), kNewValue).status();
}

absl::Status CheckProposed(const v1::ChangeRequest& change, absl::string_view method) {
  if (change.state() == v1::CHANGE_REQUEST_STATE_PROPOSED) return absl::OkStatus();
  return IllegalTransition(change.name(), method,
                           {absl::StrCat("it is ", v1::ChangeRequestState_Name(change.state()))},
                           {});
}

v1::ChangeRequest Decide(storage::Txn& txn, const base::Actor& actor, v1::ChangeRequest change,
                         v1::ChangeRequestState state, const std::string& reason) {
  change.set_state(state);
  change.set_decider(actor.responsible());
  change.set_decision_reason(reason);
  return Save(txn, kChangeRequests, std::move(change));
}

}  // namespace

absl::StatusOr<v1::ChangeRequest> CreateChangeRequest(
    storage::Txn& txn, const base::Actor& actor, const v1::CreateChangeRequestRequest& request) {
  v1::ChangeRequest change = request.change_request();
  change.set_name(absl::StrCat("changeRequests/", request.change_request_id()));
  change.set_state(v1::CHANGE_REQUEST_STATE_PROPOSED);
  change.set_proposer(actor.responsible());
  change.clear_old_value();
  change.clear_decider();
  change.clear_decision_reason();
  Checks checks;
  checks.Id(request.change_request_id(), "change_request_id");
  checks.Required(change.reason(), "change_request.reason");
  ZGC_ASSIGN_OR_RETURN(auto task,
                       checks.Reference(txn, kTasks, change.task(), "change_request.task"));
  if (task.has_value()) ZGC_RETURN_IF_ERROR(CheckNewValue(txn, *task, change, checks));
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  if (!TakesChanges(task->state())) return WrongState(*task, "CreateChangeRequest");
  change.set_old_value(*Place(*task, change));
  return Insert(txn, kChangeRequests, std::move(change));
}

absl::StatusOr<v1::ChangeRequest> ApproveChangeRequest(
    storage::Txn& txn, const base::Actor& actor, const v1::ApproveChangeRequestRequest& request) {
  ZGC_ASSIGN_OR_RETURN(v1::ChangeRequest change, GetForUpdate(txn, kChangeRequests, request));
  ZGC_RETURN_IF_ERROR(CheckProposed(change, "ApproveChangeRequest"));
  ZGC_RETURN_IF_ERROR(RequireAnother(actor, change.proposer(), "proposed", change.name()));
  ZGC_ASSIGN_OR_RETURN(v1::Task task, GetRow(txn, kTasks, change.task()));
  if (!TakesChanges(task.state())) return WrongState(task, "ApproveChangeRequest");
  std::string* held = Place(task, change);
  if (held == nullptr || *held != change.old_value()) {
    return IllegalTransition(change.name(), "ApproveChangeRequest",
                             {absl::StrCat(task.name(), " no longer holds ", change.old_value())},
                             {"RejectChangeRequest"});
  }
  // Others may have changed the tree since it was proposed.
  Checks checks;
  ZGC_RETURN_IF_ERROR(CheckNewValue(txn, task, change, checks));
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  *held = change.new_value();
  Save(txn, kTasks, std::move(task));
  return Decide(txn, actor, std::move(change), v1::CHANGE_REQUEST_STATE_APPROVED, request.reason());
}

absl::StatusOr<v1::ChangeRequest> RejectChangeRequest(
    storage::Txn& txn, const base::Actor& actor, const v1::RejectChangeRequestRequest& request) {
  ZGC_ASSIGN_OR_RETURN(v1::ChangeRequest change, GetForUpdate(txn, kChangeRequests, request));
  Checks checks;
  checks.Required(request.reason(), "reason");
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  ZGC_RETURN_IF_ERROR(CheckProposed(change, "RejectChangeRequest"));
  ZGC_RETURN_IF_ERROR(RequireAnother(actor, change.proposer(), "proposed", change.name()));
  return Decide(txn, actor, std::move(change), v1::CHANGE_REQUEST_STATE_REJECTED, request.reason());
}

absl::StatusOr<v1::ChangeRequest> GetChangeRequest(const storage::Reader& reader,
                                                   const v1::GetChangeRequestRequest& request) {
  return GetRow(reader, kChangeRequests, request.name());
}

absl::StatusOr<std::string> ListChangeRequests(const storage::Reader& reader,
                                               const v1::ListChangeRequestsRequest& request,
                                               const storage::Page& page,
                                               v1::ListChangeRequestsResponse& response) {
  return ListRows(reader, kChangeRequests, page, response.mutable_change_requests(),
                  [&](const v1::ChangeRequest& row) {
                    return Takes(request.task(), row.task()) &&
                           (request.state() == 0 || request.state() == row.state());
                  });
}

}  // namespace zgc::tasks
