#include "services/supervision_reporting/domain/matters/lights.h"

#include <utility>

#include "common/base/time/dates.h"
#include "common/resource/checks.h"
#include "common/resource/duties.h"
#include "common/resource/rows.h"
#include "common/resource/steps.h"
#include "services/supervision_reporting/domain/children.h"
#include "services/supervision_reporting/domain/matters/deadlines.h"
#include "services/supervision_reporting/domain/matters/matter_rules.h"
#include "services/supervision_reporting/domain/watchlist/watched_lights.h"
#include "services/supervision_reporting/store/schema.h"
#include "zgc/supervision/v1/matter_service.pb.h"
#include "zgc/supervision/v1/matters.pb.h"

namespace zgc::supervision {
namespace {

void AddInput(const v1::Matter& matter, const std::string& description, const std::string& value,
              v1::MatterLight& light) {
  v1::LightInput& input = *light.add_inputs();
  input.set_description(description);
  input.set_value(value);
  input.set_resource(absl::StrCat("//supervision_reporting/", matter.name()));
  input.set_revision(matter.revision());
}

// The matter as of a day.
absl::StatusOr<WatchedState> StateOfMatter(const v1::Matter& matter, const std::string& day,
                                           v1::MatterLight& light) {
  const std::string state = StateOn(matter.steps(), day);
  if (state.empty()) {
    Checks checks;
    checks.Add("as_of_date", absl::StrCat(matter.name(), " was not registered by then"));
    return checks.ToStatus();
  }
  AddInput(matter, "状态", state, light);
  AddInput(matter, "办理期限", matter.deadline(), light);
  WatchedState thing;
  thing.place = {v1::WATCHED_KIND_MATTER, matter.jurisdiction(), matter.source()};
  thing.urgency = matter.urgency();
  thing.deadline = matter.deadline();
  thing.open = IsOpen(static_cast<v1::MatterState>(MatterLifecycle().StateOf(state)));
  thing.returned = state == v1::MatterState_Name(v1::MATTER_STATE_REWORK);
  if (!thing.open) {
    const auto* report =
        LastStepTo(matter.steps(), MatterLifecycle().NameOf(v1::MATTER_STATE_REPORTED), day);
    thing.done_date = report == nullptr ? "" : report->date();
    AddInput(matter, "反馈日期", thing.done_date, light);
  }
  return thing;
}

absl::Status Derive(const storage::Reader& reader, const v1::Matter& matter, const std::string& day,
                    v1::MatterLight& light) {
  ZGC_ASSIGN_OR_RETURN(const WatchedState thing, StateOfMatter(matter, day, light));
  const std::string state = StateOn(matter.steps(), day);
  if (IsDropped(static_cast<v1::MatterState>(MatterLifecycle().StateOf(state)))) {
    light.set_explanation("已撤销、并案或拆分，不再亮灯。");
    return absl::OkStatus();
  }
  ZGC_ASSIGN_OR_RETURN(const LightRules rules, LightRules::Read(reader, day));
  ZGC_ASSIGN_OR_RETURN(const DerivedLight derived, DeriveLight(rules, thing));
  light.set_light(derived.light);
  light.set_label(derived.label);
  light.set_colour(derived.colour);
  light.set_explanation(derived.explanation);
  light.set_turns_green_if(derived.turns_green_if);
  if (derived.rules != nullptr) {
    light.set_rule_version(derived.rules->name());
    light.set_rule_revision(derived.rules->revision());
  }
  return absl::OkStatus();
}

// What is to be known of the deadline of `matter`, which is stored as `stored`; mostly nothing.
std::string AboutDeadline(const Calendars& calendars, const v1::Matter& stored,
                          const v1::Matter& matter) {
  if (matter.deadline() != stored.deadline()) {
    return absl::StrCat("工作日历已变动，原登记的期限为", stored.deadline(), "。");
  }
  if (matter.provisional()) {
    return matter.announced_until().empty()
               ? "期限为暂定：工作日历尚未公布。"
               : absl::StrCat("期限为暂定：工作日历公布至", matter.announced_until(), "。");
  }
  if (!FollowsCalendars(matter) && RestsOnOldCalendars(calendars, matter)) {
    return "期限按办结前的工作日历计算，其后日历有变动。";
  }
  return "";
}

std::string OverridePrefix(const std::string& matter) {
  return absl::StrCat(matter, "/lightOverrides/");
}

}  // namespace

absl::StatusOr<v1::MatterLight> GetMatterLight(const storage::Reader& reader,
                                               const v1::GetMatterLightRequest& request) {
  const std::string& day = request.as_of_date();
  const Checks checks(reader, request);
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  ZGC_ASSIGN_OR_RETURN(const v1::Matter stored, GetRow(reader, kMatters, request.name()));
  ZGC_ASSIGN_OR_RETURN(const Calendars calendars, Calendars::Read(reader));
  ZGC_ASSIGN_OR_RETURN(const v1::Matter matter, WithCurrentDeadline(calendars, stored));
  v1::MatterLight light;
  light.set_matter(matter.name());
  light.set_as_of_date(day);
  light.set_revision(reader.revision());
  ZGC_RETURN_IF_ERROR(Derive(reader, matter, day, light));
  light.set_explanation(
      absl::StrCat(light.explanation(), AboutDeadline(calendars, stored, matter)));
  ZGC_RETURN_IF_ERROR(ForEachChild<v1::LightOverride>(
      reader, kLightOverrides, OverridePrefix(matter.name()),
      [&](const v1::LightOverride& signed_one) {
        if (signed_one.from_date() <= day && day <= signed_one.to_date()) {
          *light.add_overrides() = signed_one;
        }
        return true;
      }));
  return light;
}

absl::StatusOr<v1::LightOverride> SignLightOverride(storage::Txn& txn, const base::Actor& actor,
                                                    const v1::SignLightOverrideRequest& request) {
  Checks checks(txn, request);
  if (request.matter().empty()) return checks.ToStatus();
  ZGC_ASSIGN_OR_RETURN(const v1::Matter matter, GetRow(txn, kMatters, request.matter()));
  const auto* report = LastStepBy(matter.steps(), "ReportMatter");
  if (report != nullptr) {
    ZGC_RETURN_IF_ERROR(RequireAnother(actor, report->actor(), "reported", matter.name()));
  }
  v1::LightOverride row = request.light_override();
  row.set_name(absl::StrCat(OverridePrefix(matter.name()), request.light_override_id()));
  row.set_matter(matter.name());
  row.set_signer(actor.responsible());
  if (base::ValidDate(row.from_date()) && base::ValidDate(row.to_date())) {
    checks.Ordered(row.from_date(), row.to_date(), "light_override.to_date");
  }
  checks.Expect(matter.state() != v1::MATTER_STATE_ARCHIVED, "matter",
                "is archived: reopen it first");
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  return Insert(txn, kLightOverrides, std::move(row));
}

}  // namespace zgc::supervision
