#include "services/task_registry/domain/changes/change_requests.h"

#include "common/decimal/decimal.h"
#include "common/query/list.h"
#include "common/resource/rows.h"
#include "services/task_registry/domain/changes/change_rules.h"
#include "services/task_registry/domain/duties/duties.h"
#include "services/task_registry/domain/tasks/task_rules.h"
#include "services/task_registry/domain/tasks/tasks.h"
#include "services/task_registry/store/schema.h"
#include "zgc/tasks/v1/change_request_service.pb.h"
#include "zgc/tasks/v1/change_requests.pb.h"
#include "zgc/tasks/v1/tasks.pb.h"

namespace zgc::tasks {
namespace {

bool TakesChanges(v1::TaskState state) {
  return state == v1::TASK_STATE_ACTIVE || state == v1::TASK_STATE_SUSPENDED;
}

// The records as they are; empty ones for those that are not there.
absl::StatusOr<Changed> RecordsOf(const storage::Reader& reader, const v1::ChangeRequest& change) {
  Changed now;
  ZGC_ASSIGN_OR_RETURN(auto task, kTasks.Get(reader, {change.task()}));
  if (task.has_value()) now.task = *std::move(task);
  ZGC_ASSIGN_OR_RETURN(auto duty, kDuties.Get(reader, {change.duty()}));
  if (duty.has_value()) now.duty = *std::move(duty);
  return now;
}

// "changeRequests/c: CHANGE_FIELD_DEADLINE from 2019-12-31 to 2020-06-30: why".
std::string ChangeText(const v1::ChangeRequest& change) {
  const std::string point = PointOf(change);
  const auto part = [](const char* word, const std::string& text) {
    return text.empty() ? "" : absl::StrCat(" ", word, text);
  };
  return absl::StrCat(change.name(), ":", part("", v1::ChangeField_Name(change.field())),
                      part("", point), part("from ", change.old_value()),
                      part("to ", change.new_value()), ": ", change.reason());
}

// 20 and 20.0 are one value.
bool IsSameValue(const std::string& a, const std::string& b) {
  const auto first = figures::Decimal::Parse(a);
  const auto second = figures::Decimal::Parse(b);
  return first.ok() && second.ok() ? *first == *second : a == b;
}

// What goes on after the last day of its plan takes an amendment of that, or its successor.
absl::Status CheckWithinPlan(const storage::Reader& reader, const v1::Task& task, Checks& checks) {
  ZGC_ASSIGN_OR_RETURN(const auto plan, kPlans.Get(reader, {task.plan()}));
  checks.Expect(!plan.has_value() || task.deadline() <= plan->to_date(), "task.deadline",
                absl::StrCat(task.deadline(), " is after the last day of ", task.plan()));
  return absl::OkStatus();
}

// The records would still keep every rule with what the change makes of them: what they would
// break is said of them, as "task.deadline".
absl::Status CheckChanged(const storage::Reader& reader, const ChangeRule& rule,
                          const v1::ChangeRequest& change, const Changed& before, Checks& checks) {
  const auto held = rule.held(before, change);
  if (!held.has_value()) {
    checks.Add("change_request.field",
               absl::StrCat(change.task(), " ", rule.nowhere, " ", PointOf(change)));
    return absl::OkStatus();
  }
  if (!change.new_value().empty()) {
    checks.Expect(!IsSameValue(*held, change.new_value()), "change_request.new_value",
                  "is the value it has");
  }
  Changed after = before;
  rule.apply(change, after);
  checks.Contract(reader, after.task, "task.");
  if (change.field() == v1::CHANGE_FIELD_DEADLINE) {
    ZGC_RETURN_IF_ERROR(CheckWithinPlan(reader, after.task, checks));
  }
  ZGC_RETURN_IF_ERROR(TaskKind().Hold(reader, &before.task, after.task, checks));
  if (change.duty().empty()) return absl::OkStatus();
  checks.Contract(reader, after.duty, "duty.");
  return DutyKind().Hold(reader, &before.duty, after.duty, checks);
}

absl::StatusOr<std::vector<std::string>> Unfit(const storage::Reader& reader,
                                               const v1::ChangeRequest& change) {
  ZGC_ASSIGN_OR_RETURN(const Changed now, RecordsOf(reader, change));
  if (!TakesChanges(now.task.state())) {
    return std::vector<std::string>{
        absl::StrCat(now.task.name(), " is ", v1::TaskState_Name(now.task.state()))};
  }
  const ChangeRule* rule = FindChangeRule(change.field());
  const auto held = rule == nullptr ? absl::nullopt : rule->held(now, change);
  if (held != change.old_value()) {
    return std::vector<std::string>{
        absl::StrCat(now.task.name(), " no longer holds ", change.old_value())};
  }
  return std::vector<std::string>();
}

// Of both records the state that the change gives them, and a step that says so.
absl::Status SaveChanged(storage::Txn& txn, const base::Actor& actor,
                         const v1::ChangeRequest& change, const Changed& before, Changed after) {
  if (change.field() == v1::CHANGE_FIELD_DUTY_ADDED) {
    ZGC_RETURN_IF_ERROR(CheckOpener(actor, before.duty));
  }
  StepDetails details{.note = ChangeText(change), .evidence = Evidence(change.document())};
  const v1::TaskState to = after.task.state();
  after.task.set_state(before.task.state());
  TaskLifecycle().FollowTo(txn, actor, "ApproveChangeRequest", to, details, after.task);
  ZGC_RETURN_IF_ERROR(SaveTask(txn, std::move(after.task)).status());
  if (change.duty().empty()) return absl::OkStatus();
  const v1::DutyState state = after.duty.state();
  after.duty.set_state(before.duty.state());
  DutyLifecycle().FollowTo(txn, actor, "ApproveChangeRequest", state, details, after.duty);
  Save(txn, kDuties, std::move(after.duty));
  return absl::OkStatus();
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
  ZGC_ASSIGN_OR_RETURN(const Changed now, RecordsOf(txn, change));
  const ChangeRule* rule = FindChangeRule(change.field());
  if (rule != nullptr) CheckTakes(*rule, change, checks);
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  if (!TakesChanges(now.task.state())) return WrongState(txn, now.task, "CreateChangeRequest");
  ZGC_RETURN_IF_ERROR(CheckChanged(txn, *rule, change, now, checks));
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  change.set_old_value(*rule->held(now, change));
  ChangeRequestLifecycle().Take(txn, actor, "CreateChangeRequest", {}, change);
  return Insert(txn, kChangeRequests, std::move(change));
}

absl::StatusOr<v1::ChangeRequest> ApproveChangeRequest(
    storage::Txn& txn, const base::Actor& actor, const v1::ApproveChangeRequestRequest& request) {
  ZGC_ASSIGN_OR_RETURN(v1::ChangeRequest change, GetForUpdate(txn, kChangeRequests, request));
  ZGC_RETURN_IF_ERROR(ChangeRequestLifecycle().Check(txn, actor, "ApproveChangeRequest", change));
  ZGC_ASSIGN_OR_RETURN(const Changed before, RecordsOf(txn, change));
  const ChangeRule& rule = *FindChangeRule(change.field());
  // Others may have changed the tree since it was proposed.
  Checks checks(txn, request);
  ZGC_RETURN_IF_ERROR(CheckChanged(txn, rule, change, before, checks));
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  Changed after = before;
  rule.apply(change, after);
  ZGC_RETURN_IF_ERROR(SaveChanged(txn, actor, change, before, std::move(after)));
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
