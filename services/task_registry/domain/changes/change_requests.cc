#include "services/task_registry/domain/changes/change_requests.h"

#include <algorithm>

#include "common/decimal/decimal.h"
#include "common/query/list.h"
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

// "changeRequests/c: CHANGE_FIELD_DEADLINE from 2019-12-31 to 2020-06-30: why".
std::string ChangeText(const v1::ChangeRequest& change) {
  return absl::StrCat(change.name(), ": ", v1::ChangeField_Name(change.field()),
                      change.indicator().empty() ? "" : " ", change.indicator(), " from ",
                      change.old_value(), " to ", change.new_value(), ": ", change.reason());
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
    checks.Expect(change.field() != v1::CHANGE_FIELD_TARGET, "change_request.indicator",
                  absl::StrCat(task.name(), " has no target for \"", change.indicator(), "\""));
    return absl::OkStatus();
  }
  if (change.new_value().empty()) return absl::OkStatus();
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

absl::StatusOr<std::vector<std::string>> Unfit(const storage::Reader& reader,
                                               const v1::ChangeRequest& change) {
  ZGC_ASSIGN_OR_RETURN(v1::Task task, GetRow(reader, kTasks, change.task()));
  if (!TakesChanges(task.state())) {
    return std::vector<std::string>{
        absl::StrCat(task.name(), " is ", v1::TaskState_Name(task.state()))};
  }
  const std::string* held = Place(task, change);
  if (held == nullptr || *held != change.old_value()) {
    return std::vector<std::string>{
        absl::StrCat(task.name(), " no longer holds ", change.old_value())};
  }
  return std::vector<std::string>();
}

}  // namespace

const Lifecycle<v1::ChangeRequest>& ChangeRequestLifecycle() {
  static const auto* const lifecycle = new Lifecycle<v1::ChangeRequest>({
      {.method = "CreateChangeRequest", .to = {v1::CHANGE_REQUEST_STATE_PROPOSED}},
      {.method = "ApproveChangeRequest",
       .from = {v1::CHANGE_REQUEST_STATE_PROPOSED},
       .to = {v1::CHANGE_REQUEST_STATE_APPROVED},
       .not_by = {"CreateChangeRequest"},
       .when = "its task is active or suspended and holds what it held when it was proposed",
       .obstacles = &Unfit},
      {.method = "RejectChangeRequest",
       .from = {v1::CHANGE_REQUEST_STATE_PROPOSED},
       .to = {v1::CHANGE_REQUEST_STATE_REJECTED},
       .not_by = {"CreateChangeRequest"}},
  });
  return *lifecycle;
}

absl::StatusOr<v1::ChangeRequest> CreateChangeRequest(
    storage::Txn& txn, const base::Actor& actor, const v1::CreateChangeRequestRequest& request) {
  v1::ChangeRequest change = request.change_request();
  change.set_name(absl::StrCat("changeRequests/", request.change_request_id()));
  Checks checks(txn, request);
  ZGC_ASSIGN_OR_RETURN(auto task, kTasks.Get(txn, {change.task()}));
  if (task.has_value()) ZGC_RETURN_IF_ERROR(CheckNewValue(txn, *task, change, checks));
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  if (!TakesChanges(task->state())) return WrongState(txn, *task, "CreateChangeRequest");
  change.set_old_value(*Place(*task, change));
  ChangeRequestLifecycle().Take(txn, actor, "CreateChangeRequest", {}, change);
  return Insert(txn, kChangeRequests, std::move(change));
}

absl::StatusOr<v1::ChangeRequest> ApproveChangeRequest(
    storage::Txn& txn, const base::Actor& actor, const v1::ApproveChangeRequestRequest& request) {
  ZGC_ASSIGN_OR_RETURN(v1::ChangeRequest change, GetForUpdate(txn, kChangeRequests, request));
  ZGC_RETURN_IF_ERROR(ChangeRequestLifecycle().Check(txn, actor, "ApproveChangeRequest", change));
  ZGC_ASSIGN_OR_RETURN(v1::Task task, GetRow(txn, kTasks, change.task()));
  // Others may have changed the tree since it was proposed.
  Checks checks(txn, request);
  ZGC_RETURN_IF_ERROR(CheckNewValue(txn, task, change, checks));
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  *Place(task, change) = change.new_value();
  TaskLifecycle().Follow(txn, actor, "ApproveChangeRequest", {.note = ChangeText(change)}, task);
  Save(txn, kTasks, std::move(task));
  ChangeRequestLifecycle().Take(txn, actor, "ApproveChangeRequest", {.note = request.reason()},
                                change);
  return Save(txn, kChangeRequests, std::move(change));
}

absl::StatusOr<v1::ChangeRequest> RejectChangeRequest(
    storage::Txn& txn, const base::Actor& actor, const v1::RejectChangeRequestRequest& request) {
  ZGC_ASSIGN_OR_RETURN(v1::ChangeRequest change, GetForUpdate(txn, kChangeRequests, request));
  Checks checks(txn, request);
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  ZGC_RETURN_IF_ERROR(ChangeRequestLifecycle().Check(txn, actor, "RejectChangeRequest", change));
  ChangeRequestLifecycle().Take(txn, actor, "RejectChangeRequest", {.note = request.reason()},
                                change);
  return Save(txn, kChangeRequests, std::move(change));
}

absl::StatusOr<v1::ChangeRequest> GetChangeRequest(const storage::Reader& reader,
                                                   const v1::GetChangeRequestRequest& request) {
  return GetRow(reader, kChangeRequests, request.name());
}

absl::StatusOr<std::string> ListChangeRequests(const storage::Reader& reader,
                                               const v1::ListChangeRequestsRequest& request,
                                               const storage::Page& page,
                                               v1::ListChangeRequestsResponse& response) {
  return query::List(reader, kChangeRequests.column(), request, page, response);
}

}  // namespace zgc::tasks
