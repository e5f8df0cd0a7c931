#include "services/task_registry/domain/duties/duties.h"

#include <utility>
#include <vector>

#include "common/query/list.h"
#include "common/resource/masks.h"
#include "common/resource/rows.h"
#include "services/task_registry/domain/tasks/task_rules.h"
#include "services/task_registry/store/schema.h"

namespace zgc::tasks {
namespace {

using Unmet = std::vector<std::string>;

absl::StatusOr<Unmet> TaskThatIsNotActive(const storage::Reader& reader, const v1::Duty& duty) {
  ZGC_ASSIGN_OR_RETURN(const v1::Task task, GetRow(reader, kTasks, duty.task()));
  if (task.state() == v1::TASK_STATE_ACTIVE) return Unmet();
  return Unmet{absl::StrCat("its task ", task.name(), " is ", v1::TaskState_Name(task.state()))};
}

// Either it was done, on a day and with evidence, or it does not apply.
void CheckReport(const v1::ReportDutyRequest& request, Checks& checks) {
  if (request.not_applicable_reason().empty()) {
    checks.Required(request.done_date(), "done_date");
    checks.Expect(!request.evidence().empty(), "evidence", "needs at least one");
    return;
  }
  checks.Expect(request.done_date().empty(), "done_date",
                "of a duty that does not apply there is none");
}

absl::Status AddToDuties(storage::Txn& txn, const v1::Duty& duty) {
  kDutiesByTask.Add(txn, {duty.task()}, duty.name());
  return absl::OkStatus();
}

absl::Status RemoveFromDuties(storage::Txn& txn, const v1::Duty& duty) {
  kDutiesByTask.Remove(txn, {duty.task()}, duty.name());
  return absl::OkStatus();
}

// As part of its task, or by a change request: by another person than who wrote it, see
// CheckOpener.
bool WasOpened(const v1::Duty& duty) { return duty.state() != v1::DUTY_STATE_DRAFT; }

}  // namespace

const records::KindOf<v1::Duty>& DutyKind() {
  constexpr char kChange[] = "CreateChangeRequest, or UpdateDuty of a draft";
  static const auto* const kind = new records::KindOf<v1::Duty>(
      kDuties, {.created_by = "/zgc.tasks.v1.DutyService/CreateDuty",
                .field = "duty",
                .check = &CheckDuty,
                .add = &AddToDuties,
                .remove = &RemoveFromDuties,
                .moved = {{"statement", kChange}, {"organisation", kChange}, {"deadline", kChange}},
                .confirmed = &WasOpened});
  return *kind;
}

const Lifecycle<v1::Duty>& DutyLifecycle() {
  constexpr char kTaskIsActive[] = "its task is active";
  static const auto* const lifecycle = new Lifecycle<v1::Duty>({
      {.method = "CreateDuty", .to = {v1::DUTY_STATE_DRAFT}},
      {.method = "UpdateDuty", .from = {v1::DUTY_STATE_DRAFT}, .each_counts = true},
      {.method = "ApproveTask",
       .from = {v1::DUTY_STATE_DRAFT},
       .to = {v1::DUTY_STATE_OPEN},
       .not_by = {"CreateDuty", "UpdateDuty"},
       .when = "of its task",
       .follows = true},
      {.method = "ApproveChangeRequest",
       .from = {v1::DUTY_STATE_DRAFT, v1::DUTY_STATE_OPEN},
       .to = {v1::DUTY_STATE_OPEN, v1::DUTY_STATE_DROPPED},
       .when = "of a change of it that another proposed",
       .follows = true},
      {.method = "WithdrawTask",
       .from = {v1::DUTY_STATE_DRAFT},
       .to = {v1::DUTY_STATE_DROPPED},
       .when = "of its task",
       .follows = true},
      {.method = "CancelTask",
       .from = {v1::DUTY_STATE_DRAFT, v1::DUTY_STATE_OPEN, v1::DUTY_STATE_REPORTED},
       .to = {v1::DUTY_STATE_DROPPED},
       .when = "of its task",
       .follows = true},
      {.method = "ReportDuty",
       .from = {v1::DUTY_STATE_OPEN},
       .to = {v1::DUTY_STATE_REPORTED},
       .when = kTaskIsActive,
       .obstacles = &TaskThatIsNotActive},
      {.method = "AcceptDuty",
       .from = {v1::DUTY_STATE_REPORTED},
       .to = {v1::DUTY_STATE_DONE, v1::DUTY_STATE_NOT_APPLICABLE},
       .not_by = {"ReportDuty"},
       .when = kTaskIsActive,
       .obstacles = &TaskThatIsNotActive},
      {.method = "ReturnDuty",
       .from = {v1::DUTY_STATE_REPORTED, v1::DUTY_STATE_DONE, v1::DUTY_STATE_NOT_APPLICABLE},
       .to = {v1::DUTY_STATE_OPEN},
       .not_by = {"ReportDuty"},
       .when = kTaskIsActive,
       .obstacles = &TaskThatIsNotActive},
  });
  return *lifecycle;
}

absl::Status CheckDuty(const storage::Reader& reader, const v1::Duty*, v1::Duty& duty,
                       Checks& checks) {
  ZGC_ASSIGN_OR_RETURN(const auto task, kTasks.Get(reader, {duty.task()}));
  if (!task.has_value()) return absl::OkStatus();
  checks.Expect(duty.deadline() <= task->deadline(), "duty.deadline",
                absl::StrCat(duty.deadline(), " is after the deadline of ", task->name()));
  checks.Expect(
      duty.organisation().empty() || CarriesOut(*task, duty.organisation()), "duty.organisation",
      absl::StrCat(duty.organisation(), " neither leads nor cooperates in ", task->name()));
  return absl::OkStatus();
}

absl::Status CheckOpener(const base::Actor& actor, const v1::Duty& duty) {
  return DutyLifecycle().CheckFollow(actor, "ApproveTask", duty);
}

absl::Status OpenDutiesOf(storage::Txn& txn, const base::Actor& actor, const std::string& task) {
  std::vector<v1::Duty> drafts;
  ZGC_RETURN_IF_ERROR(ForEachDuty(txn, task, [&](const v1::Duty& duty) {
    if (duty.state() == v1::DUTY_STATE_DRAFT) drafts.push_back(duty);
  }));
  for (v1::Duty& duty : drafts) {
    ZGC_RETURN_IF_ERROR(CheckOpener(actor, duty));
    DutyLifecycle().Follow(txn, actor, "ApproveTask", {}, duty);
    Save(txn, kDuties, std::move(duty));
  }
  return absl::OkStatus();
}

absl::Status DropDutiesOf(storage::Txn& txn, const base::Actor& actor, absl::string_view method,
                          const resource::StepDetails& details, const std::string& task) {
  std::vector<v1::Duty> unsettled;
  ZGC_RETURN_IF_ERROR(ForEachDuty(txn, task, [&](const v1::Duty& duty) {
    if (IsUnsettled(duty.state())) unsettled.push_back(duty);
  }));
  for (v1::Duty& duty : unsettled) {
    DutyLifecycle().Follow(txn, actor, method, details, duty);
    Save(txn, kDuties, std::move(duty));
  }
  return absl::OkStatus();
}

absl::StatusOr<v1::Duty> CreateDuty(storage::Txn& txn, const base::Actor& actor,
                                    const v1::CreateDutyRequest& request) {
  v1::Duty duty = request.duty();
  duty.set_name(absl::StrCat("duties/", request.duty_id()));
  Checks checks(txn, request);
  ZGC_RETURN_IF_ERROR(DutyKind().Hold(txn, nullptr, duty, checks));
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  ZGC_ASSIGN_OR_RETURN(const v1::Task task, GetRow(txn, kTasks, duty.task()));
  if (!IsOpen(task.state())) return WrongState(txn, task, "CreateDuty");
  DutyLifecycle().Take(txn, actor, "CreateDuty", {}, duty);
  return DutyKind().Create(txn, std::move(duty));
}

absl::StatusOr<v1::Duty> UpdateDuty(storage::Txn& txn, const base::Actor& actor,
                                    const v1::UpdateDutyRequest& request) {
  ZGC_ASSIGN_OR_RETURN(const v1::Duty old, GetForUpdate(txn, kDuties, request.duty()));
  ZGC_RETURN_IF_ERROR(DutyLifecycle().Check(txn, actor, "UpdateDuty", old));
  v1::Duty duty = old;
  Checks checks(txn, request);
  ApplyUpdate(txn, request, checks, duty);
  ZGC_RETURN_IF_ERROR(DutyKind().Hold(txn, &old, duty, checks));
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  // Who wrote of it is kept: none of them opens it.
  DutyLifecycle().Take(txn, actor, "UpdateDuty", {}, duty);
  return DutyKind().Update(txn, old, std::move(duty));
}

absl::StatusOr<v1::Duty> ReportDuty(storage::Txn& txn, const base::Actor& actor,
                                    const v1::ReportDutyRequest& request) {
  ZGC_ASSIGN_OR_RETURN(
      v1::Duty duty, resource::Begin(txn, actor, kDuties, DutyLifecycle(), "ReportDuty", request));
  Checks checks(txn, request);
  CheckReport(request, checks);
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  duty.set_done_date(request.done_date());
  *duty.mutable_evidence() = request.evidence();
  duty.set_not_applicable_reason(request.not_applicable_reason());
  duty.clear_days_late();
  if (!request.done_date().empty()) {
    ZGC_ASSIGN_OR_RETURN(const int64_t days_late, DaysLate(duty.deadline(), request.done_date()));
    duty.set_days_late(days_late);
  }
  DutyLifecycle().Take(txn, actor, "ReportDuty",
                       {.date = request.done_date(),
                        .note = request.not_applicable_reason(),
                        .evidence = request.evidence()},
                       duty);
  return Save(txn, kDuties, std::move(duty));
}

absl::StatusOr<v1::Duty> AcceptDuty(storage::Txn& txn, const base::Actor& actor,
                                    const v1::AcceptDutyRequest& request) {
  ZGC_ASSIGN_OR_RETURN(v1::Duty duty, resource::GetToMove(txn, actor, kDuties, DutyLifecycle(),
                                                          "AcceptDuty", request));
  const bool applies = duty.not_applicable_reason().empty();
  DutyLifecycle().TakeTo(txn, actor, "AcceptDuty",
                         applies ? v1::DUTY_STATE_DONE : v1::DUTY_STATE_NOT_APPLICABLE,
                         {.note = request.reason()}, duty);
  return Save(txn, kDuties, std::move(duty));
}

absl::StatusOr<v1::Duty> ReturnDuty(storage::Txn& txn, const base::Actor& actor,
                                    const v1::ReturnDutyRequest& request) {
  ZGC_ASSIGN_OR_RETURN(v1::Duty duty, resource::GetToMove(txn, actor, kDuties, DutyLifecycle(),
                                                          "ReturnDuty", request));
  DutyLifecycle().Take(txn, actor, "ReturnDuty", {.note = request.reason()}, duty);
  return Save(txn, kDuties, std::move(duty));
}

absl::StatusOr<v1::Duty> GetDuty(const storage::Reader& reader, const v1::GetDutyRequest& request) {
  return GetRow(reader, kDuties, request.name());
}

absl::StatusOr<std::string> ListDuties(const storage::Reader& reader,
                                       const v1::ListDutiesRequest& request,
                                       const storage::Page& page,
                                       v1::ListDutiesResponse& response) {
  return query::List(reader, kDuties.column(), request, page, response);
}

}  // namespace zgc::tasks
