#include "services/funding_ledger/domain/steps.h"

#include <algorithm>

#include "absl/strings/str_cat.h"

namespace zgc::funding {

std::string DayOr(const storage::Txn& txn, const std::string& date) {
  return date.empty() ? resource::DayOfCommit(txn) : date;
}

void CheckStepDay(const storage::Txn& txn, const std::string& day, const Steps& steps,
                  resource::Checks& checks) {
  if (day.empty() || !checks.Day(day, "date")) return;
  const std::string today = resource::DayOfCommit(txn);
  checks.Expect(day <= today, "date", absl::StrCat(day, " is after today, ", today));
  const auto last = std::find_if(steps.rbegin(), steps.rend(),
                                 [](const v1::Step& step) { return !step.date().empty(); });
  if (last != steps.rend()) {
    checks.Expect(day >= last->date(), "date",
                  absl::StrCat(day, " is before ", last->method(), " on ", last->date()));
  }
}

void RecordStep(const storage::Txn& txn, const base::Actor& actor, const Taken& taken,
                Steps& steps) {
  resource::StepDetails details;
  details.date = taken.date;
  details.note = taken.note;
  if (!taken.document.empty()) *details.evidence.Add() = taken.document;
  v1::Step& step = *steps.Add();
  step = resource::MakeStep<v1::Step>(txn, actor, taken.from, taken.to, details);
  step.set_method(std::string(taken.method));
}

std::vector<std::string> ActorsOf(const Steps& steps,
                                  std::initializer_list<absl::string_view> methods) {
  std::vector<std::string> actors;
  for (const v1::Step& step : steps) {
    if (std::find(methods.begin(), methods.end(), step.method()) != methods.end()) {
      actors.push_back(step.actor());
    }
  }
  return actors;
}

}  // namespace zgc::funding
