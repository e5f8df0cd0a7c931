#include "services/task_registry/domain/changes/change_rules.h"

#include <algorithm>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "services/task_registry/domain/tasks/targets.h"
#include "services/task_registry/store/schema.h"

namespace zgc::tasks {
namespace {

using Held = absl::optional<std::string>;
using Change = v1::ChangeRequest;

Held TargetValue(const Changed& now, const Change& change) {
  const v1::TaskTarget* target = FindTarget(now.task, change.indicator());
  return target == nullptr ? Held() : Held(target->value());
}
void SetTargetValue(const Change& change, Changed& now) {
  FindTarget(now.task, change.indicator())->set_value(change.new_value());
}

// Nothing, unless another was quicker.
Held TargetToAdd(const Changed& now, const Change& change) {
  const v1::TaskTarget* target = FindTarget(now.task, change.target().indicator());
  return target == nullptr ? "" : target->value();
}
void AddTarget(const Change& change, Changed& now) {
  v1::TaskTarget& target = *now.task.add_targets();
  target = change.target();
  target.set_original_value(target.value());
}
void DropTarget(const Change& change, Changed& now) {
  auto& targets = *now.task.mutable_targets();
  targets.erase(std::remove_if(targets.begin(), targets.end(),
                               [&](const v1::TaskTarget& target) {
                                 return target.indicator() == change.indicator();
                               }),
                targets.end());
}

Held Shortfall(const Changed& now, const Change& change) {
  const v1::TaskTarget* target = FindTarget(now.task, change.indicator());
  return target == nullptr ? Held() : Held(target->shortfall());
}
void SetShortfall(const Change& change, Changed& now) {
  FindTarget(now.task, change.indicator())->set_shortfall(change.name());
}

Held PartnerToAdd(const Changed& now, const Change& change) {
  const Texts& partners = now.task.cooperating_departments();
  const bool there =
      std::find(partners.begin(), partners.end(), change.organisation()) != partners.end();
  return there ? change.organisation() : "";
}
Held Partner(const Changed& now, const Change& change) {
  const std::string there = *PartnerToAdd(now, change);
  return there.empty() ? Held() : Held(there);
}
void Remove(const std::string& organisation, Texts& from) {
  from.erase(std::remove(from.begin(), from.end(), organisation), from.end());
}
// One department takes the place of another, of which either may be nobody.
void Follow(const std::string& now, const std::string& before, v1::Task& task) {
  Texts& former = *task.mutable_former_departments();
  for (const std::string& either : {now, before}) Remove(either, former);
  if (!before.empty() && before != now) *former.Add() = before;
}
void AddPartner(const Change& change, Changed& now) {
  now.task.add_cooperating_departments(change.organisation());
  Follow(change.organisation(), "", now.task);
}
void DropPartner(const Change& change, Changed& now) {
  Remove(change.organisation(), *now.task.mutable_cooperating_departments());
  Follow("", change.organisation(), now.task);
}
void SetLead(const Change& change, Changed& now) {
  Follow(change.new_value(), now.task.lead_department(), now.task);
  now.task.set_lead_department(change.new_value());
}

// The duty is of this task and in that state.
bool IsDuty(const Changed& now, v1::DutyState state) {
  return now.duty.task() == now.task.name() && now.duty.state() == state;
}
Held DutyToAdd(const Changed& now, const Change&) {
  return IsDuty(now, v1::DUTY_STATE_DRAFT) ? Held(v1::DutyState_Name(now.duty.state())) : Held();
}
Held DutyToDrop(const Changed& now, const Change&) {
  return IsDuty(now, v1::DUTY_STATE_OPEN) ? Held(v1::DutyState_Name(now.duty.state())) : Held();
}
void OpenDuty(const Change&, Changed& now) { now.duty.set_state(v1::DUTY_STATE_OPEN); }
void DropDuty(const Change&, Changed& now) { now.duty.set_state(v1::DUTY_STATE_DROPPED); }
Held DutyStatement(const Changed& now, const Change&) {
  return IsDuty(now, v1::DUTY_STATE_OPEN) ? Held(now.duty.statement()) : Held();
}
Held DutyDeadline(const Changed& now, const Change&) {
  return IsDuty(now, v1::DUTY_STATE_OPEN) ? Held(now.duty.deadline()) : Held();
}
Held DutyOrganisation(const Changed& now, const Change&) {
  return IsDuty(now, v1::DUTY_STATE_OPEN) ? Held(now.duty.organisation()) : Held();
}

Held StateToSuspend(const Changed& now, const Change&) {
  const bool active = now.task.state() == v1::TASK_STATE_ACTIVE;
  return active ? Held(v1::TaskState_Name(now.task.state())) : Held();
}

constexpr absl::string_view kTakes[] = {"indicator", "organisation", "duty",
                                        "target",    "new_value",    "document"};

constexpr char kNoTarget[] = "has no target for";
constexpr char kNoOpenDuty[] = "has no open duty";

const ChangeRule kChangeRules[] = {
    {v1::CHANGE_FIELD_TARGET, "indicator new_value", kNoTarget, TargetValue, SetTargetValue},
    {v1::CHANGE_FIELD_DEADLINE, "new_value", "",
     [](const Changed& now, const Change&) { return Held(now.task.deadline()); },
     [](const Change& change, Changed& now) { now.task.set_deadline(change.new_value()); }},
    {v1::CHANGE_FIELD_LEAD, "new_value", "",
     [](const Changed& now, const Change&) { return Held(now.task.lead_department()); }, SetLead},
    {v1::CHANGE_FIELD_STATEMENT, "new_value", "",
     [](const Changed& now, const Change&) { return Held(now.task.statement()); },
     [](const Change& change, Changed& now) { now.task.set_statement(change.new_value()); }},
    {v1::CHANGE_FIELD_TARGET_ADDED, "target", "", TargetToAdd, AddTarget},
    {v1::CHANGE_FIELD_TARGET_DROPPED, "indicator", kNoTarget, TargetValue, DropTarget},
    {v1::CHANGE_FIELD_SHORTFALL, "indicator document", kNoTarget, Shortfall, SetShortfall},
    {v1::CHANGE_FIELD_PARTNER_ADDED, "organisation", "", PartnerToAdd, AddPartner},
    {v1::CHANGE_FIELD_PARTNER_DROPPED, "organisation", "has no partner", Partner, DropPartner},
    {v1::CHANGE_FIELD_DUTY_ADDED, "duty", "has no draft of a duty", DutyToAdd, OpenDuty},
    {v1::CHANGE_FIELD_DUTY_DROPPED, "duty", kNoOpenDuty, DutyToDrop, DropDuty},
    {v1::CHANGE_FIELD_DUTY_STATEMENT, "duty new_value", kNoOpenDuty, DutyStatement,
     [](const Change& change, Changed& now) { now.duty.set_statement(change.new_value()); }},
    {v1::CHANGE_FIELD_DUTY_DEADLINE, "duty new_value", kNoOpenDuty, DutyDeadline,
     [](const Change& change, Changed& now) { now.duty.set_deadline(change.new_value()); }},
    {v1::CHANGE_FIELD_DUTY_ORGANISATION, "duty new_value", kNoOpenDuty, DutyOrganisation,
     [](const Change& change, Changed& now) { now.duty.set_organisation(change.new_value()); }},
    {v1::CHANGE_FIELD_SUSPENSION, "document", "is not active", StateToSuspend,
     [](const Change&, Changed& now) { now.task.set_state(v1::TASK_STATE_SUSPENDED); }},
};

}  // namespace

const ChangeRule* FindChangeRule(v1::ChangeField field) {
  for (const ChangeRule& rule : kChangeRules) {
    if (rule.field == field) return &rule;
  }
  return nullptr;
}

void CheckTakes(const ChangeRule& rule, const v1::ChangeRequest& change, Checks& checks) {
  const std::vector<absl::string_view> takes = absl::StrSplit(rule.takes, ' ');
  for (const absl::string_view field : kTakes) {
    const auto* descriptor = v1::ChangeRequest::descriptor()->FindFieldByName(std::string(field));
    const auto& reflection = *change.GetReflection();
    const bool given = descriptor->message_type() != nullptr
                           ? reflection.HasField(change, descriptor)
                           : !reflection.GetString(change, descriptor).empty();
    const bool taken = std::find(takes.begin(), takes.end(), field) != takes.end();
    const std::string kind = v1::ChangeField_Name(rule.field);
    checks.Expect(given || !taken, absl::StrCat("change_request.", field),
                  absl::StrCat("is required of ", kind));
    checks.Expect(!given || taken, absl::StrCat("change_request.", field),
                  absl::StrCat("is not for ", kind));
  }
}

std::string PointOf(const v1::ChangeRequest& change) {
  return absl::StrCat(change.indicator(), change.target().indicator(), change.organisation(),
                      change.duty());
}

}  // namespace zgc::tasks
