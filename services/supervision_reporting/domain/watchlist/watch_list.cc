#include "services/supervision_reporting/domain/watchlist/watch_list.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/types/optional.h"
#include "common/base/interrupt.h"
#include "common/base/status_macros.h"
#include "common/base/time/dates.h"
#include "common/resource/checks.h"
#include "common/resource/rows.h"
#include "common/scope/hold.h"
#include "services/supervision_reporting/domain/key_page.h"
#include "services/supervision_reporting/domain/matters/deadlines.h"
#include "services/supervision_reporting/domain/watchlist/light_overrides.h"
#include "services/supervision_reporting/domain/watchlist/light_rules.h"
#include "services/supervision_reporting/domain/watchlist/queue.h"
#include "services/supervision_reporting/domain/watchlist/watched.h"
#include "services/supervision_reporting/domain/watchlist/watched_index.h"
#include "services/supervision_reporting/domain/watchlist/watched_lights.h"

namespace zgc::supervision {
namespace {

constexpr char kLastDay[] = "9999-12-31";

template <typename Values, typename Value>
bool IsAmong(const Values& values, Value value) {
  return values.empty() || std::find(values.begin(), values.end(), value) != values.end();
}

void AddFact(const WatchedThing& thing, const char* description, const std::string& value,
             v1::ThingLight& light) {
  v1::LightInput& input = *light.add_inputs();
  input.set_description(description);
  input.set_value(value);
  input.set_resource(thing.name);
  input.set_revision(thing.revision);
}

v1::ThingLight ThingLightOf(const WatchedThing& thing, const std::string& day,
                            const DerivedLight& derived) {
  v1::ThingLight light;
  light.set_kind(thing.state.place.kind);
  light.set_thing(thing.name);
  light.set_title(thing.title);
  light.set_organisation(thing.organisation);
  light.set_deadline(thing.state.deadline);
  light.set_as_of_date(day);
  light.set_light(derived.light);
  light.set_label(derived.label);
  light.set_colour(derived.colour);
  light.set_explanation(absl::StrCat(derived.explanation, thing.about));
  light.set_turns_green_if(derived.turns_green_if);
  AddFact(thing, "状态", thing.standing, light);
  AddFact(thing, WordsOf(thing.state.place.kind).deadline, thing.state.deadline, light);
  if (!thing.state.open) AddFact(thing, "完成日期", thing.state.done_date, light);
  if (derived.rules != nullptr) {
    light.set_rule_version(derived.rules->name());
    light.set_rule_revision(derived.rules->revision());
  }
  return light;
}

// One pass over the index.
class LightsPass {
 public:
  LightsPass(const storage::Reader& reader, const LightRules& rules,
             const v1::ListLightsRequest& request, const storage::Page& page,
             v1::ListLightsResponse& response)
      : reader_(reader),
        rules_(rules),
        request_(request),
        page_(page),
        response_(response),
        keys_(page) {}

  absl::Status Walk(int64_t list, const std::string& from, const std::string& until) {
    if (keys_.full() || from > until) return absl::OkStatus();
    absl::Status failed;
    ZGC_RETURN_IF_ERROR(ForEachWatched(reader_, {list, from, ""}, until, page_.start,
                                       [&](const std::string& encoded, const WatchedKey& key) {
                                         failed = Visit(encoded, key.name);
                                         return failed.ok() && !keys_.full();
                                       }));
    return failed;
  }
  const std::string& next() const { return keys_.next(); }

 private:
  // The index has the deadlines that are stored.
  bool IsWithin(const std::string& deadline) const {
    return request_.from_date() <= deadline &&
           (request_.until_date().empty() || deadline <= request_.until_date());
  }

  absl::Status Visit(const std::string& encoded, const std::string& name) {
    ZGC_RETURN_IF_ERROR(base::StillWanted());
    ZGC_ASSIGN_OR_RETURN(const auto thing, FindThing(reader_, rules_, name));
    if (!thing.has_value() || !IsWithin(thing->state.deadline) ||
        !IsAmong(request_.kinds(), thing->state.place.kind) ||
        !Takes(request_.organisation(), thing->organisation)) {
      return absl::OkStatus();
    }
    ZGC_ASSIGN_OR_RETURN(const DerivedLight derived, DeriveLight(rules_, thing->state));
    if (!IsAmong(request_.lights(), derived.light)) return absl::OkStatus();
    v1::ThingLight light = ThingLightOf(*thing, request_.as_of_date(), derived);
    ZGC_ASSIGN_OR_RETURN(const bool seen, IsSeen(reader_, bounds_, light));
    if (!seen) return absl::OkStatus();
    ZGC_ASSIGN_OR_RETURN(*light.mutable_overrides(),
                         OverridesOn(reader_, thing->name, request_.as_of_date()));
    if (keys_.Takes(encoded, light.ByteSizeLong())) *response_.add_lights() = std::move(light);
    return absl::OkStatus();
  }

  const storage::Reader& reader_;
  const LightRules& rules_;
  const v1::ListLightsRequest& request_;
  const storage::Page& page_;
  v1::ListLightsResponse& response_;
  const scope::Bounds* const bounds_ = scope::BoundsOfList();
  KeyPage keys_;
};

}  // namespace

absl::StatusOr<std::string> ListLights(const storage::Reader& reader,
                                       const v1::ListLightsRequest& request,
                                       const storage::Page& page,
                                       v1::ListLightsResponse& response) {
  Checks checks(reader, request);
  if (base::ValidDate(request.from_date()) && base::ValidDate(request.until_date())) {
    checks.Ordered(request.from_date(), request.until_date(), "until_date");
  }
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  ZGC_ASSIGN_OR_RETURN(const LightRules rules, LightRules::Read(reader, request.as_of_date()));
  LightsPass pass(reader, rules, request, page, response);
  // A deadline that waits to be stored may be any.
  const bool moving = DeadlinesWait(rules.calendars());
  const std::string from = moving ? "" : request.from_date();
  const std::string until =
      moving || request.until_date().empty() ? kLastDay : request.until_date();
  if (request.done()) {
    ZGC_RETURN_IF_ERROR(pass.Walk(kWatchedDone, from, until));
    return pass.next();
  }
  // What is due later is green, but for what is marked.
  const bool all = moving || IsAmong(request.lights(), v1::LIGHT_GREEN);
  std::string warned = until;
  if (!all) {
    ZGC_ASSIGN_OR_RETURN(warned, rules.LastWarned());
  }
  const bool cut = warned < until;
  ZGC_RETURN_IF_ERROR(pass.Walk(kWatchedOpen, from, cut ? warned : until));
  if (cut) {
    ZGC_RETURN_IF_ERROR(pass.Walk(kWatchedMarked, std::max(from, warned + "~"), until));
  }
  return pass.next();
}

}  // namespace zgc::supervision
