#include "services/supervision_reporting/domain/steps.h"

namespace zgc::supervision {

void AddStep(const storage::Txn& txn, const base::Actor& actor, const std::string& from,
             const std::string& to, const StepDetails& details, resource::Checks& checks,
             Steps& steps) {
  StepDetails dated = details;
  if (dated.date.empty()) dated.date = resource::DayOfCommit(txn);
  if (checks.Day(dated.date, "date") && !steps.empty()) {
    checks.Ordered(steps.rbegin()->date(), dated.date, "date");
  }
  *steps.Add() = resource::old::MakeStep<v1::Step>(txn, actor, from, to, dated);
}

const v1::Step* LastStepTo(const Steps& steps, const std::string& state, const std::string& day) {
  for (int i = steps.size() - 1; i >= 0; --i) {
    if (steps[i].to_state() == state && (day.empty() || steps[i].date() <= day)) return &steps[i];
  }
  return nullptr;
}

std::string StateOn(const Steps& steps, const std::string& day) {
  std::string state;
  for (const v1::Step& step : steps) {
    if (step.date() <= day) state = step.to_state();
  }
  return state;
}

}  // namespace zgc::supervision
