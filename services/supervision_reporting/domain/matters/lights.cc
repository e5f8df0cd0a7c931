#include "services/supervision_reporting/domain/matters/lights.h"

#include <utility>

#include "common/base/time/dates.h"
#include "common/resource/checks.h"
#include "common/resource/rows.h"
#include "common/resource/steps.h"
#include "services/supervision_reporting/domain/matters/deadlines.h"
#include "services/supervision_reporting/domain/matters/matter_rules.h"
#include "services/supervision_reporting/domain/watchlist/light_overrides.h"
#include "services/supervision_reporting/domain/watchlist/watched.h"
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

absl::Status Derive(const storage::Reader& reader, const LightRules& rules,
                    const v1::Matter& matter, const std::string& day, v1::MatterLight& light) {
  ZGC_ASSIGN_OR_RETURN(WatchedState thing, StateOfMatter(matter, day, light));
  const std::string state = StateOn(matter.steps(), day);
  if (IsDropped(static_cast<v1::MatterState>(MatterLifecycle().StateOf(state)))) {
    light.set_explanation("已撤销、并案或拆分，不再亮灯。");
    return absl::OkStatus();
  }
  if (thing.place.jurisdiction.empty()) {
    ZGC_ASSIGN_OR_RETURN(thing.place.jurisdiction, JurisdictionOf(reader, matter.lead_handler()));
  }
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

}  // namespace

absl::StatusOr<v1::MatterLight> GetMatterLight(const storage::Reader& reader,
                                               const v1::GetMatterLightRequest& request) {
  const std::string& day = request.as_of_date();
  const Checks checks(reader, request);
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  ZGC_ASSIGN_OR_RETURN(const v1::Matter stored, GetRow(reader, kMatters, request.name()));
  ZGC_ASSIGN_OR_RETURN(const LightRules rules, LightRules::Read(reader, day));
  ZGC_ASSIGN_OR_RETURN(const v1::Matter matter, WithCurrentDeadline(rules.calendars(), stored));
  v1::MatterLight light;
  light.set_matter(matter.name());
  light.set_as_of_date(day);
  light.set_revision(reader.revision());
  ZGC_RETURN_IF_ERROR(Derive(reader, rules, matter, day, light));
  light.set_explanation(
      absl::StrCat(light.explanation(), AboutDeadline(rules.calendars(), stored, matter)));
  ZGC_ASSIGN_OR_RETURN(*light.mutable_overrides(), OverridesOn(reader, ThingOf(matter).name, day));
  return light;
}

}  // namespace zgc::supervision
