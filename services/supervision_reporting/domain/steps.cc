#include "services/supervision_reporting/domain/steps.h"

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "common/base/dates.h"
#include "common/resource/rows.h"

namespace zgc::supervision {
namespace {

constexpr int64_t kNanosPerSecond = 1'000'000'000;

std::string DayOf(int64_t unix_nanos) {
  // China has had one time all year round since 1991.
  constexpr int kSecondsEast = 8 * 3600;
  return base::FormatDate(
      absl::ToCivilDay(absl::FromUnixNanos(unix_nanos), absl::FixedTimeZone(kSecondsEast)));
}

}  // namespace

const Move* Lifecycle::Find(int state, absl::string_view method) const {
  for (const Move& move : moves_) {
    if (move.from == state && move.method == method) return &move;
  }
  return nullptr;
}

std::vector<std::string> Lifecycle::OpenMethods(int state) const {
  std::vector<std::string> open;
  for (const Move& move : moves_) {
    if (move.from == state) open.emplace_back(move.method);
  }
  return open;
}

const std::string& Lifecycle::NameOf(int state) const {
  return states_->FindValueByNumber(state)->name();
}

int Lifecycle::StateOf(const std::string& name) const {
  return states_->FindValueByName(name)->number();
}

int Lifecycle::After(int state, absl::string_view method) const { return Find(state, method)->to; }

absl::Status Lifecycle::Check(const std::string& name, int state, absl::string_view method) const {
  if (Find(state, method) != nullptr) return absl::OkStatus();
  return Hindered(name, state, method, {absl::StrCat("it is ", NameOf(state))});
}

absl::Status Lifecycle::Hindered(const std::string& name, int state, absl::string_view method,
                                 const std::vector<std::string>& obstacles) const {
  return resource::IllegalTransition(name, method, obstacles, OpenMethods(state));
}

void AddStep(const storage::Txn& txn, const base::Actor& actor, const std::string& from,
             const std::string& to, const StepDetails& details, resource::Checks& checks,
             Steps& steps) {
  const std::string date = details.date.empty() ? DayOf(txn.time_unix_nanos()) : details.date;
  if (checks.Day(date, "date") && !steps.empty()) {
    checks.Ordered(steps.rbegin()->date(), date, "date");
  }
  v1::Step& step = *steps.Add();
  step.set_from_state(from);
  step.set_to_state(to);
  step.set_date(date);
  step.set_actor(actor.responsible());
  step.set_note(details.note);
  *step.mutable_evidence() = details.evidence;
  step.mutable_record_time()->set_seconds(txn.time_unix_nanos() / kNanosPerSecond);
  step.mutable_record_time()->set_nanos(
      static_cast<int32_t>(txn.time_unix_nanos() % kNanosPerSecond));
  step.set_revision(txn.revision());
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
