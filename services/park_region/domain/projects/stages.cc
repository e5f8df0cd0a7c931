#include "services/park_region/domain/projects/stages.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"

namespace zgc::parks {
namespace {

using Events = google::protobuf::RepeatedPtrField<v1::StageEvent>;

// The place of a stage in the order; behind all of WITHDRAWN.
long PlaceOf(v1::ProjectState stage) {
  const auto& stages = StagesInOrder();
  return std::find(stages.begin(), stages.end(), stage) - stages.begin();
}

// The newest known day among the first `count` events, or empty.
std::string LastKnownDay(const Events& events, int count) {
  std::string day;
  for (int i = 0; i < count; ++i) day = std::max(day, events[i].date());
  return day;
}

absl::Status CheckDays(const storage::Reader& reader, const v1::StageEvent& event,
                       const std::string& earlier, const std::string& field, Checks& checks) {
  const std::string date = absl::StrCat(field, ".date");
  const std::string known_by = absl::StrCat(field, ".known_by");
  ZGC_RETURN_IF_ERROR(checks.NotAfterToday(reader, event.date(), date));
  ZGC_RETURN_IF_ERROR(checks.NotAfterToday(reader, event.known_by(), known_by));
  if (event.date_known()) {
    checks.Expect(!event.date().empty(), date, "is required");
    if (!event.date().empty()) checks.Ordered(earlier, event.date(), date);
    checks.Expect(event.known_by().empty(), known_by, "must be empty where the day is known");
    return absl::OkStatus();
  }
  checks.Expect(event.date().empty(), date, "must be empty unless date_known is set");
  checks.Ordered(earlier, event.known_by(), known_by);
  return absl::OkStatus();
}

// Whether a stage from SIGNED on was left out before events[index]. Leads begin where they do.
bool LeavesOut(const Events& events, int index) {
  if (events[index].stage() == v1::PROJECT_STATE_WITHDRAWN) return false;
  const long signature = PlaceOf(v1::PROJECT_STATE_SIGNED);
  const long reached = index == 0 ? signature - 1 : PlaceOf(events[index - 1].stage());
  return PlaceOf(events[index].stage()) > std::max(reached, signature - 1) + 1;
}

// Checks events[index] against those before it.
absl::Status CheckEvent(const storage::Reader& reader, const Events& events, int index,
                        const std::string& field, Checks& checks) {
  const v1::StageEvent& event = events[index];
  if (event.stage() == v1::PROJECT_STATE_UNSPECIFIED) return absl::OkStatus();
  const std::string skip_reason = absl::StrCat(field, ".skip_reason");
  const bool withdrawn = event.stage() == v1::PROJECT_STATE_WITHDRAWN;
  if (index > 0 && !StageBefore(events[index - 1].stage(), event.stage())) {
    checks.Add(absl::StrCat(field, ".stage"), "does not go forward");
  } else if (LeavesOut(events, index)) {
    checks.Required(event.skip_reason(), skip_reason);
  } else {
    checks.Expect(event.skip_reason().empty(), skip_reason, "no stage was left out");
  }
  checks.Expect(index > 0 || !withdrawn, absl::StrCat(field, ".stage"),
                "nothing was there to withdraw");
  checks.Expect(withdrawn != event.reason().empty(), absl::StrCat(field, ".reason"),
                "is given of WITHDRAWN, and of no other stage");
  return CheckDays(reader, event, LastKnownDay(events, index), field, checks);
}

}  // namespace

const std::vector<v1::ProjectState>& StagesInOrder() {
  static const auto* const stages = new std::vector<v1::ProjectState>{
      v1::PROJECT_STATE_LEAD,   v1::PROJECT_STATE_IN_TALKS,      v1::PROJECT_STATE_INTENT,
      v1::PROJECT_STATE_SIGNED, v1::PROJECT_STATE_FILED,         v1::PROJECT_STATE_STARTED,
      v1::PROJECT_STATE_CAPPED, v1::PROJECT_STATE_IN_PRODUCTION, v1::PROJECT_STATE_DELIVERED};
  return *stages;
}

bool StageBefore(v1::ProjectState a, v1::ProjectState b) { return PlaceOf(a) < PlaceOf(b); }

bool WasSigned(const v1::Project& project) {
  return std::any_of(project.stage_events().begin(), project.stage_events().end(),
                     [](const v1::StageEvent& event) {
                       return event.stage() != v1::PROJECT_STATE_WITHDRAWN &&
                              event.stage() != v1::PROJECT_STATE_UNSPECIFIED &&
                              !StageBefore(event.stage(), v1::PROJECT_STATE_SIGNED);
                     });
}

absl::optional<base::DaySpan> ReachedOn(const v1::Project& project, v1::ProjectState stage) {
  const Events& events = project.stage_events();
  const bool lead = StageBefore(stage, v1::PROJECT_STATE_SIGNED);
  if (events.empty() || (lead && StageBefore(stage, events[0].stage()))) return absl::nullopt;
  base::DaySpan span;
  bool reached = false;
  for (const v1::StageEvent& event : events) {
    if (StageBefore(event.stage(), stage)) {
      span.first = std::max(span.first, event.date());
      continue;
    }
    // The first event that gets so far is the reaching itself; an end is not.
    if (!reached) {
      if (event.stage() == v1::PROJECT_STATE_WITHDRAWN && event.stage() != stage) break;
      if (event.date_known()) return base::DaySpan{event.date(), event.date()};
    }
    reached = true;
    const std::string& by = event.date_known() ? event.date() : event.known_by();
    if (!by.empty() && (span.last.empty() || by < span.last)) span.last = by;
  }
  return reached ? absl::make_optional(span) : absl::nullopt;
}

absl::Status CheckStages(const storage::Reader& reader, const v1::Project& project,
                         const std::string& field, Checks& checks) {
  for (int i = 0; i < project.stage_events_size(); ++i) {
    ZGC_RETURN_IF_ERROR(
        CheckEvent(reader, project.stage_events(), i, absl::StrCat(field, "[", i, "]"), checks));
  }
  return absl::OkStatus();
}

absl::Status CheckLatestStage(const storage::Reader& reader, const v1::Project& project,
                              const std::string& field, Checks& checks) {
  return CheckEvent(reader, project.stage_events(), project.stage_events_size() - 1, field, checks);
}

absl::Status InsertStage(const storage::Reader& reader, const v1::StageEvent& event,
                         const std::string& field, Checks& checks, v1::Project& project) {
  Events& events = *project.mutable_stage_events();
  int index = 0;
  while (StageBefore(events[index].stage(), event.stage())) ++index;
  *events.Add() = event;
  std::rotate(events.begin() + index, events.end() - 1, events.end());
  v1::StageEvent& next = events[index + 1];
  if (!LeavesOut(events, index + 1)) next.clear_skip_reason();
  for (int i = index + 1; i < events.size() && !event.date().empty(); ++i) {
    checks.Ordered(event.date(), events[i].date(), absl::StrCat(field, ".date"));
    checks.Ordered(event.date(), events[i].known_by(), absl::StrCat(field, ".date"));
  }
  return CheckEvent(reader, events, index, field, checks);
}

}  // namespace zgc::parks
