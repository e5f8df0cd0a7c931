#include "services/supervision_reporting/domain/matters/deadlines.h"

#include <algorithm>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/base/interrupt.h"
#include "common/base/time/dates.h"
#include "common/resource/rows.h"
#include "services/supervision_reporting/domain/matters/matter_rules.h"
#include "services/supervision_reporting/domain/watchlist/sweeps.h"
#include "services/supervision_reporting/domain/watchlist/watched.h"
#include "services/supervision_reporting/store/schema.h"

namespace zgc::supervision {
namespace {

constexpr int kRecomputedAtOnce = 1'000;

bool IsIn(const google::protobuf::RepeatedPtrField<v1::CalendarVersion>& basis,
          const v1::CalendarVersion& version) {
  return std::any_of(basis.begin(), basis.end(), [&](const v1::CalendarVersion& one) {
    return one.calendar() == version.calendar() && one.version() == version.version();
  });
}

bool SameBasis(const v1::Matter& a, const v1::Matter& b) {
  const auto& basis = a.deadline_basis();
  return basis.size() == b.deadline_basis_size() &&
         std::all_of(basis.begin(), basis.end(), [&](const v1::CalendarVersion& version) {
           return IsIn(b.deadline_basis(), version);
         });
}

// "calendars/2020 version 2 (notice): deadline from 2020-02-03 to 2020-02-06".
std::string ReasonOfMove(const Calendars& calendars, const v1::Matter& before,
                         const v1::Matter& after) {
  std::vector<std::string> causes;
  for (const v1::CalendarVersion& version : after.deadline_basis()) {
    if (IsIn(before.deadline_basis(), version)) continue;
    const v1::Calendar* calendar = calendars.Find(version.calendar());
    causes.push_back(absl::StrCat(version.calendar(), " version ", version.version(), " (",
                                  calendar == nullptr ? "" : calendar->document(), ")"));
  }
  return absl::StrCat(absl::StrJoin(causes, ", "), ": deadline from ", before.deadline(),
                      before.provisional() ? " (provisional)" : "", " to ", after.deadline(),
                      after.provisional() ? " (provisional)" : "");
}

// The matters that wait since the calendar has changed, by name, at most `limit`.
absl::StatusOr<std::vector<std::string>> WaitingFor(
    const storage::Reader& reader, const v1::Calendar& calendar,
    size_t limit = std::numeric_limits<size_t>::max()) {
  std::vector<std::string> names;
  ZGC_RETURN_IF_ERROR(kMattersByCalendarYear.ForEachAfter(reader, CalendarYear{calendar.year()},
                                                          calendar.effect().last_matter(),
                                                          [&](const std::string& name) {
                                                            names.push_back(name);
                                                            return names.size() < limit;
                                                          }));
  return names;
}

}  // namespace

void SetComputedDeadline(const Calendars& calendars, v1::Matter& matter, Checks& checks) {
  const auto received = base::ParseReducedDate(matter.received_date());
  // One that has a deadline keeps one when the last calendar of its place is voided, and rules give
  // one before there is any.
  const bool taken = !matter.deadline().empty() || !matter.rule_set().empty();
  const WorkingTime time{received.ok() ? received->last : "", matter.working_days(),
                         matter.calendars(), matter.jurisdiction(), taken};
  const v1::ComputeDeadlineResponse end = calendars.EndOf(time, "matter.", checks);
  matter.set_deadline(end.deadline());
  matter.set_original_deadline(end.deadline());
  *matter.mutable_deadline_basis() = end.calendars();
  matter.set_provisional(end.provisional());
  matter.set_announced_until(end.announced_until());
}

absl::StatusOr<v1::Matter> WithCurrentDeadline(const Calendars& calendars, v1::Matter matter) {
  if (!FollowsCalendars(matter)) return matter;
  Checks checks;
  SetComputedDeadline(calendars, matter, checks);
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  return matter;
}

bool RestsOnOldCalendars(const Calendars& calendars, const v1::Matter& matter) {
  const auto& basis = matter.deadline_basis();
  return RestsOnCalendars(matter) &&
         std::any_of(basis.begin(), basis.end(), [&](const v1::CalendarVersion& version) {
           const v1::Calendar* calendar = calendars.Find(version.calendar());
           return calendar == nullptr || calendar->version() != version.version();
         });
}

bool DeadlinesWait(const Calendars& calendars) {
  const auto& all = calendars.all();
  return std::any_of(all.begin(), all.end(),
                     [](const v1::Calendar& one) { return one.effect().unfinished(); });
}

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

absl::StatusOr<v1::CalendarEffect> EffectOf(const storage::Reader& reader,
                                            const v1::Calendar& calendar) {
  v1::CalendarEffect effect;
  ZGC_ASSIGN_OR_RETURN(Calendars calendars, Calendars::Read(reader));
  calendars.Put(calendar);
  ZGC_ASSIGN_OR_RETURN(const auto names, WaitingFor(reader, calendar));
  for (const std::string& name : names) {
    ZGC_RETURN_IF_ERROR(base::StillWanted());
    ZGC_ASSIGN_OR_RETURN(const v1::Matter before, GetRow(reader, kMatters, name));
    ZGC_ASSIGN_OR_RETURN(const v1::Matter after, WithCurrentDeadline(calendars, before));
    if (after.deadline() != before.deadline()) effect.set_moved(effect.moved() + 1);
  }
  effect.set_examined(static_cast<int32_t>(names.size()));
  return effect;
}

absl::StatusOr<v1::Matter> FollowCalendars(storage::Txn& txn, const base::Actor& actor,
                                           const Calendars& calendars, const v1::Matter& before) {
  ZGC_ASSIGN_OR_RETURN(v1::Matter after, WithCurrentDeadline(calendars, before));
  const bool moves = after.deadline() != before.deadline();
  if (!moves && after.provisional() == before.provisional() &&
      after.announced_until() == before.announced_until() && SameBasis(before, after)) {
    return before;
  }
  if (moves || after.provisional() != before.provisional()) {
    const std::string reason = ReasonOfMove(calendars, before, after);
    // No day: that of the commit would stand before the days of steps that are entered later.
    MatterLifecycle().Follow(txn, actor, "RecomputeDeadlines", {"", reason, {}}, after);
    if (moves) {
      ZGC_RETURN_IF_ERROR(
          WithdrawSlips(txn, actor, ThingOf(before).name, "WithdrawEscalation", reason));
    }
  }
  return SaveMatter(txn, before, std::move(after));
}

absl::StatusOr<v1::RecomputeDeadlinesResponse> RecomputeNext(storage::Txn& txn,
                                                             const base::Actor& actor, int limit) {
  v1::RecomputeDeadlinesResponse response;
  ZGC_ASSIGN_OR_RETURN(const Calendars calendars, Calendars::Read(txn));
  for (v1::Calendar calendar : calendars.all()) {
    if (!calendar.effect().unfinished()) continue;
    const auto left = static_cast<size_t>(limit - response.examined());
    ZGC_ASSIGN_OR_RETURN(auto names, WaitingFor(txn, calendar, left + 1));
    const bool more = names.size() > left;
    if (more) {
      names.pop_back();
      response.set_unfinished(true);
      if (names.empty()) continue;
    }
    v1::CalendarEffect& effect = *calendar.mutable_effect();
    effect.set_unfinished(more);
    for (const std::string& name : names) {
      ZGC_ASSIGN_OR_RETURN(const v1::Matter before, GetRow(txn, kMatters, name));
      ZGC_ASSIGN_OR_RETURN(const v1::Matter after, FollowCalendars(txn, actor, calendars, before));
      effect.set_last_matter(name);
      if (after.deadline() == before.deadline()) continue;
      effect.set_moved(effect.moved() + 1);
      v1::MovedDeadline& moved = *response.add_moved();
      moved.set_matter(name);
      moved.set_old_deadline(before.deadline());
      moved.set_deadline(after.deadline());
    }
    const auto examined = static_cast<int32_t>(names.size());
    effect.set_examined(effect.examined() + examined);
    response.set_examined(response.examined() + examined);
    Save(txn, kCalendars, std::move(calendar));
  }
  return response;
}

absl::StatusOr<v1::RecomputeDeadlinesResponse> RecomputeDeadlines(
    storage::Txn& txn, const base::Actor& actor, const v1::RecomputeDeadlinesRequest& request) {
  const Checks checks(txn, request);
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  return RecomputeNext(txn, actor, kRecomputedAtOnce);
}

}  // namespace zgc::supervision
