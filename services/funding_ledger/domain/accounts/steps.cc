#include "services/funding_ledger/domain/accounts/steps.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "services/funding_ledger/domain/accounts/fiscal_days.h"
#include "zgc/funding/v1/steps.pb.h"

namespace zgc::funding {

std::string DayOr(const storage::Txn& txn, const std::string& date) {
  return date.empty() ? resource::DayOfCommit(txn) : date;
}

void CheckNotAfterToday(const storage::Txn& txn, const std::string& day, absl::string_view field,
                        resource::Checks& checks) {
  const std::string today = resource::DayOfCommit(txn);
  checks.Expect(day <= today, field, absl::StrCat(day, " is after today, ", today));
}

void CheckBegun(const storage::Txn& txn, const std::string& fiscal_year, absl::string_view field,
                resource::Checks& checks) {
  if (!IsYear(YearOf(fiscal_year))) return;
  const std::string today = resource::DayOfCommit(txn);
  checks.Expect(YearOf(fiscal_year) <= today.substr(0, 4), field,
                absl::StrCat(fiscal_year, " has not begun on ", today));
}

void CheckMoneyDay(const storage::Txn& txn, const std::string& day, const std::string& fiscal_year,
                   absl::string_view field, resource::Checks& checks) {
  if (day.empty()) return CheckBegun(txn, fiscal_year, field, checks);
  if (!checks.Day(day, field)) return;
  CheckDayInYear(day, YearOf(fiscal_year), field, checks);
  CheckNotAfterToday(txn, day, field, checks);
}

void CheckStepDay(const storage::Txn& txn, const std::string& day, const Steps& steps,
                  resource::Checks& checks) {
  if (day.empty() || !checks.Day(day, "date")) return;
  CheckNotAfterToday(txn, day, "date", checks);
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
  step = resource::old::MakeStep<v1::Step>(txn, actor, taken.from, taken.to, details);
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
