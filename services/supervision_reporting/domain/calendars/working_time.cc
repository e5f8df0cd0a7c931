#include "services/supervision_reporting/domain/calendars/working_time.h"

#include <algorithm>
#include <utility>

#include "absl/container/btree_map.h"
#include "absl/strings/str_cat.h"
#include "common/base/codes.h"
#include "common/base/status_macros.h"
#include "common/base/time/dates.h"
#include "common/base/time/working_days.h"
#include "services/supervision_reporting/store/schema.h"

namespace zgc::supervision {
namespace {

constexpr int kMaxWorkingDays = 1000;
// The whole country (GB/T 2659).
constexpr char kWholeCountry[] = "CN";

// The days among the texts: what is none is said by the contract.
std::vector<absl::CivilDay> DaysOf(const google::protobuf::RepeatedPtrField<std::string>& texts) {
  std::vector<absl::CivilDay> days;
  for (const std::string& text : texts) {
    const auto day = base::ParseDate(text);
    if (day.ok()) days.push_back(*day);
  }
  return days;
}

using CalendarOfYear = absl::btree_map<int64_t, const v1::Calendar*>;

// The calendars that are named, each for its year.
CalendarOfYear NamedIn(const Calendars& calendars, const WorkingTime& time,
                       const std::string& field, resource::Checks& checks) {
  CalendarOfYear by_year;
  for (const std::string& name : time.calendars) {
    const v1::Calendar* calendar = calendars.Find(name);
    // That it is missing is said by the contract.
    if (calendar == nullptr) continue;
    const auto [other, added] = by_year.emplace(calendar->year(), calendar);
    checks.Expect(added, field,
                  absl::StrCat(name, " is of ", calendar->year(), ", as ", other->second->name()));
  }
  return by_year;
}

// Adds those that are the default of the jurisdiction in other years.
void AddDefaults(const Calendars& calendars, const WorkingTime& time, absl::string_view prefix,
                 CalendarOfYear& by_year, resource::Checks& checks) {
  bool found = false;
  for (const std::string& place : PlacesAround(time.jurisdiction)) {
    for (const v1::Calendar& calendar : calendars.all()) {
      if (calendar.jurisdiction() != place) continue;
      found = true;
      by_year.emplace(calendar.year(), &calendar);
    }
  }
  if (found || time.taken || !time.calendars.empty()) return;
  if (!time.jurisdiction.empty()) {
    checks.Add(absl::StrCat(prefix, "jurisdiction"),
               absl::StrCat("no calendar is the default of ", time.jurisdiction,
                            " or of what it lies in"));
  } else {
    checks.Add(absl::StrCat(prefix, "calendars"),
               absl::StrCat("needs at least one, as none is the default of ", kWholeCountry));
  }
}

// Counts with the years that the count comes to, which are mostly one or two of many.
absl::StatusOr<base::CountedDays> CountBy(const CalendarOfYear& by_year, absl::CivilDay start,
                                          int working_days) {
  base::WorkingDays days;
  while (true) {
    ZGC_ASSIGN_OR_RETURN(const base::CountedDays end, days.Deadline(start, working_days));
    if (!end.guessed_from.has_value()) return end;
    // Of the years that are not known the first is a gap for good if it has no calendar.
    auto next = by_year.lower_bound(end.guessed_from->year());
    while (next != by_year.end() && days.Knows(next->first)) ++next;
    if (next == by_year.end() || next->first > end.last.year()) return end;
    ZGC_RETURN_IF_ERROR(AddTo(days, *next->second));
  }
}

}  // namespace

std::vector<std::string> PlacesAround(const std::string& code) {
  std::vector<std::string> places;
  const auto add = [&places](std::string place) {
    if (std::find(places.begin(), places.end(), place) == places.end()) {
      places.push_back(std::move(place));
    }
  };
  if (base::CheckRegionCode(code).ok()) {
    add(code);
    add(absl::StrCat(code.substr(0, 4), "00"));
    add(absl::StrCat(code.substr(0, 2), "0000"));
  }
  add(kWholeCountry);
  return places;
}

absl::Status CheckJurisdiction(absl::string_view code) {
  return code == kWholeCountry ? absl::OkStatus() : base::CheckRegionCode(code);
}

absl::Status AddTo(base::WorkingDays& days, const v1::Calendar& calendar) {
  return days.AddYear(calendar.year(), DaysOf(calendar.holidays()),
                      DaysOf(calendar.working_weekends()));
}

absl::StatusOr<Calendars> Calendars::Read(const storage::Reader& reader) {
  Calendars calendars;
  ZGC_RETURN_IF_ERROR(
      kCalendars.ForEach(reader, [&](const storage::NameKey&, const v1::Calendar& row) {
        calendars.all_.push_back(row);
        return true;
      }));
  return calendars;
}

void Calendars::Put(const v1::Calendar& calendar) {
  const auto place =
      std::lower_bound(all_.begin(), all_.end(), calendar.name(),
                       [](const v1::Calendar& one, const auto& name) { return one.name() < name; });
  if (place != all_.end() && place->name() == calendar.name()) {
    *place = calendar;
  } else {
    all_.insert(place, calendar);
  }
}

const v1::Calendar* Calendars::Find(const std::string& name) const {
  const auto found =
      std::lower_bound(all_.begin(), all_.end(), name,
                       [](const v1::Calendar& one, const auto& of) { return one.name() < of; });
  return found != all_.end() && found->name() == name ? &*found : nullptr;
}

absl::StatusOr<base::WorkingDays> Calendars::DaysOf(const std::string& jurisdiction) const {
  base::WorkingDays days;
  for (const std::string& place : PlacesAround(jurisdiction)) {
    for (const v1::Calendar& calendar : all_) {
      if (calendar.jurisdiction() != place || days.Knows(calendar.year())) continue;
      ZGC_RETURN_IF_ERROR(AddTo(days, calendar));
    }
  }
  return days;
}

v1::ComputeDeadlineResponse Calendars::EndOf(const WorkingTime& time, absl::string_view prefix,
                                             resource::Checks& checks) const {
  checks.Expect(time.working_days >= 1 && time.working_days <= kMaxWorkingDays,
                absl::StrCat(prefix, "working_days"),
                absl::StrCat("must be 1 to ", kMaxWorkingDays));
  const std::string calendars_field = absl::StrCat(prefix, "calendars");
  CalendarOfYear by_year = NamedIn(*this, time, calendars_field, checks);
  const absl::Status place =
      time.jurisdiction.empty() ? absl::OkStatus() : CheckJurisdiction(time.jurisdiction);
  if (place.ok()) {
    AddDefaults(*this, time, prefix, by_year, checks);
  } else {
    checks.Add(absl::StrCat(prefix, "jurisdiction"), place.message());
  }
  const auto start = base::ParseDate(time.start_date);
  if (!start.ok() || !checks.empty()) return v1::ComputeDeadlineResponse();
  const auto end = CountBy(by_year, *start, time.working_days);
  if (!end.ok()) {
    checks.Add(absl::StrCat(prefix, "working_days"), end.status().message());
    return v1::ComputeDeadlineResponse();
  }
  v1::ComputeDeadlineResponse answer;
  answer.set_deadline(base::FormatDate(end->last));
  const absl::CivilDay first = *start + 1;
  if (end->guessed_from.has_value()) {
    answer.set_provisional(true);
    if (*end->guessed_from > first) {
      answer.set_announced_until(base::FormatDate(*end->guessed_from - 1));
    }
  }
  for (const auto& [year, calendar] : by_year) {
    if (year < first.year() || year > end->last.year()) continue;
    auto* used = answer.add_calendars();
    used->set_calendar(calendar->name());
    used->set_version(calendar->version());
  }
  return answer;
}

}  // namespace zgc::supervision
