#include "common/resource/steps.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "common/base/time/dates.h"
#include "common/resource/rows.h"

namespace zgc::resource {

using common::v1::Step;

Texts Evidence(const std::string& document) {
  Texts evidence;
  if (!document.empty()) *evidence.Add() = document;
  return evidence;
}

void AddStep(const storage::Txn& txn, const base::Actor& actor, const Taken& taken,
             const StepDetails& details, Steps& steps) {
  Step& step = *steps.Add();
  step.set_method(taken.method);
  step.set_from_state(taken.from);
  step.set_to_state(taken.to);
  step.set_date(details.date);
  step.set_actor(actor.responsible());
  step.set_note(details.note);
  *step.mutable_evidence() = details.evidence;
  SetTime(txn, *step.mutable_record_time());
  step.set_revision(txn.revision());
}

std::string DayOfCommit(const storage::Txn& txn) {
  return base::FormatDate(base::DayOf(absl::FromUnixNanos(txn.time_unix_nanos())));
}

std::string DayOr(const storage::Txn& txn, const std::string& date) {
  return date.empty() ? DayOfCommit(txn) : date;
}

void CheckStepDay(const storage::Txn& txn, const std::string& day, const Steps& steps,
                  Checks& checks) {
  if (day.empty() || !checks.Day(day, "date")) return;
  const std::string today = DayOfCommit(txn);
  checks.Expect(day <= today, "date", absl::StrCat(day, " is after today, ", today));
  const auto last = std::find_if(steps.rbegin(), steps.rend(),
                                 [](const Step& step) { return !step.date().empty(); });
  if (last != steps.rend()) {
    checks.Expect(day >= last->date(), "date",
                  absl::StrCat(day, " is before ", last->method(), " on ", last->date()));
  }
}

const Step* LastStepBy(const Steps& steps, absl::string_view method) {
  const auto last = std::find_if(steps.rbegin(), steps.rend(),
                                 [&](const Step& step) { return step.method() == method; });
  return last == steps.rend() ? nullptr : &*last;
}

const Step* LastStepTo(const Steps& steps, const std::string& state, const std::string& day) {
  const auto last = std::find_if(steps.rbegin(), steps.rend(), [&](const Step& step) {
    return step.to_state() == state && step.from_state() != state &&
           (day.empty() || step.date() <= day);
  });
  return last == steps.rend() ? nullptr : &*last;
}

std::string StateOn(const Steps& steps, const std::string& day) {
  std::string state;
  for (const Step& step : steps) {
    // One that leaves the state as it is says nothing of it, the less so without a day.
    if (step.date() <= day && step.from_state() != step.to_state()) state = step.to_state();
  }
  return state;
}

std::vector<std::string> ActorsOf(const Steps& steps,
                                  std::initializer_list<absl::string_view> methods) {
  std::vector<std::string> actors;
  for (const Step& step : steps) {
    if (std::find(methods.begin(), methods.end(), step.method()) != methods.end()) {
      actors.push_back(step.actor());
    }
  }
  return actors;
}

}  // namespace zgc::resource
