#include "common/resource/source_watch.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "common/base/error.h"

namespace zgc::resource {
namespace {

// A day of answers, one every ten seconds.
constexpr size_t kMaxAnswers = 10'000;
constexpr absl::Duration kRetryDelay = absl::Seconds(1);

std::string Text(absl::Time time) {
  return absl::FormatTime("%Y-%m-%dT%H:%M:%SZ", time, absl::UTCTimeZone());
}

storage::Lineage HistoryOf(const ops::v1::ServiceStatus& answer) {
  std::vector<storage::v1::Incarnation> later;
  // The first is that of the store.
  for (int i = 1; i < answer.incarnations_size(); ++i) {
    later.emplace_back().set_id(answer.incarnations(i).id());
    later.back().set_first_revision(answer.incarnations(i).first_revision());
  }
  return storage::Lineage(answer.store_id(), std::move(later));
}

}  // namespace

Heard::Heard(const ops::v1::ServiceStatus& answer)
    : head(answer.position().revision()), history(HistoryOf(answer)) {}

void SourceWatch::Follow(const std::string& service) {
  absl::MutexLock lock(&mutex_);
  sources_[service].current = begin_;
}

void SourceWatch::Asked(const std::string& service, const Instant& asked,
                        const absl::StatusOr<Heard>& heard) {
  absl::MutexLock lock(&mutex_);
  const auto found = sources_.find(service);
  if (found == sources_.end()) return;
  Source& source = found->second;
  source.problem = std::string(heard.status().message());
  if (!heard.ok()) {
    // One that cannot be reached may still be the wrong one.
    if (!absl::IsFailedPrecondition(heard.status())) return;
    if (!source.refused) source.refused_since = asked.time;
    source.refused = true;
    // What it said before says nothing of what it is now.
    source.answers.clear();
    return;
  }
  source.refused = false;
  // Several ask: an answer may come after that to a later question.
  if (!source.answers.empty() && source.answers.back().asked.steady > asked.steady) return;
  source.history = heard->history;
  if (!source.answers.empty() && source.answers.back().head == heard->head) {
    source.answers.pop_back();
  }
  source.answers.push_back({asked, heard->head});
  const absl::Duration bound = asked.steady - std::max(max_age_, kMostMaxAge);
  while (source.answers.size() > kMaxAnswers ||
         (source.answers.size() > 1 && source.answers[1].asked.steady < bound)) {
    source.answers.pop_front();
  }
}

SourceWatch::State SourceWatch::StateOf(const std::string& service, absl::optional<int64_t> here,
                                        absl::Duration max_age) {
  if (max_age == absl::ZeroDuration()) max_age = max_age_;
  const absl::Duration now = clock_->Steady();
  absl::MutexLock lock(&mutex_);
  const auto found = sources_.find(service);
  if (found == sources_.end()) {
    return {ops::v1::SOURCE_STATE_NOT_FOLLOWED, begin_.time,
            absl::StrCat("it is not followed: this service was started without --source=", service,
                         "=HOST:PORT, or with --source=", service, "=none")};
  }
  Source& source = found->second;
  if (here.has_value()) here = Reach(source, *here);
  if (source.refused) {
    return {ops::v1::SOURCE_STATE_REFUSED, source.refused_since, source.problem};
  }
  Instant all_here = begin_;
  bool known = false;
  for (auto answer = source.answers.rbegin(); answer != source.answers.rend(); ++answer) {
    if (!here.has_value() || answer->head > *here) continue;
    all_here = answer->asked;
    known = true;
    break;
  }
  if (source.current.steady < all_here.steady) source.current = all_here;
  if (known && now - all_here.steady <= max_age) {
    return {ops::v1::SOURCE_STATE_CURRENT, all_here.time, ""};
  }
  if (!source.problem.empty()) {
    return {ops::v1::SOURCE_STATE_LATE, source.current.time, source.problem};
  }
  if (source.answers.empty()) {
    return {ops::v1::SOURCE_STATE_LATE, source.current.time, "it has not answered yet"};
  }
  const int64_t head = source.answers.back().head;
  if (known && head <= *here) {
    return {ops::v1::SOURCE_STATE_LATE, source.current.time, "it has not been heard from"};
  }
  return {ops::v1::SOURCE_STATE_LATE, source.current.time,
          here.has_value()
              ? absl::StrCat("it is at revision ", head, ", of which ", *here, " is here")
              : absl::StrCat("it is being read, up to revision ", head)};
}

absl::Status SourceWatch::RequireCurrent(const std::string& service, absl::optional<int64_t> here,
                                         absl::Duration max_age) {
  return RequireCurrent(service, StateOf(service, here, max_age));
}

absl::Status SourceWatch::RequireCurrent(const std::string& service, const State& state) {
  if (state.state == ops::v1::SOURCE_STATE_CURRENT) return absl::OkStatus();
  const bool refused = state.state == ops::v1::SOURCE_STATE_REFUSED;
  const std::string name = ops::v1::SourceState_Name(state.state);
  return base::MakeError(absl::StatusCode::kFailedPrecondition,
                         common::v1::ERROR_REASON_SOURCE_NOT_CURRENT,
                         absl::StrCat("what this rests on, ", service, ", ",
                                      refused ? "is refused since " : "is not known since ",
                                      Text(state.since), ": ", state.problem),
                         {{"source", service},
                          {"state", std::string(absl::StripPrefix(name, "SOURCE_STATE_"))},
                          {"since", Text(state.since)}});
}

int64_t SourceWatch::Reach(const Source& source, int64_t here) {
  const int64_t passed = source.passed.revision();
  const bool holds = passed > here && here >= source.passed_from && !source.answers.empty() &&
                     source.history.Check(source.passed).ok();
  return holds ? passed : here;
}

void SourceWatch::Passed(const std::string& service, int64_t from, const common::v1::Position& to) {
  absl::MutexLock lock(&mutex_);
  const auto found = sources_.find(service);
  if (found == sources_.end()) return;
  found->second.passed_from = from;
  found->second.passed = to;
}

common::v1::Position SourceWatch::Reaches(const std::string& service,
                                          const common::v1::Position& here) const {
  absl::MutexLock lock(&mutex_);
  const auto found = sources_.find(service);
  if (found == sources_.end()) return here;
  return Reach(found->second, here.revision()) > here.revision() ? found->second.passed : here;
}

absl::Status SourceWatch::RequireReached(const std::string& service,
                                         const common::v1::Position& here,
                                         const common::v1::Position& wanted) const {
  const auto not_yet = [&] {
    return base::RetryLater(absl::StatusCode::kUnavailable,
                            common::v1::ERROR_REASON_REVISION_NOT_REACHED,
                            absl::StrCat(service, " has been applied to revision ", here.revision(),
                                         ", not yet to revision ", wanted.revision(),
                                         " of incarnation ", wanted.incarnation()),
                            kRetryDelay);
  };
  absl::MutexLock lock(&mutex_);
  const auto found = sources_.find(service);
  if (found == sources_.end() || found->second.answers.empty()) return not_yet();
  const Source& source = found->second;
  const absl::Status in_history = source.history.Check(wanted);
  if (!in_history.ok()) {
    // While it does not answer it may have begun what the caller knows of.
    return source.problem.empty() ? in_history : not_yet();
  }
  if (Reach(source, here.revision()) < wanted.revision()) return not_yet();
  // What is here may be of a history that it has no more.
  return source.history.Check(here).ok() ? absl::OkStatus() : not_yet();
}

std::vector<std::string> SourceWatch::services() const {
  std::vector<std::string> names;
  absl::MutexLock lock(&mutex_);
  for (const auto& [service, source] : sources_) names.push_back(service);
  return names;
}

absl::StatusOr<absl::Duration> AskedMaxAge(const google::protobuf::Duration& max_source_age) {
  const absl::Duration age =
      absl::Seconds(max_source_age.seconds()) + absl::Nanoseconds(max_source_age.nanos());
  if (age != absl::ZeroDuration() &&
      (age < SourceWatch::kLeastMaxAge || age > SourceWatch::kMostMaxAge)) {
    base::FieldErrors errors;
    errors.Add("max_source_age",
               absl::StrCat("must be ", absl::FormatDuration(SourceWatch::kLeastMaxAge), " to ",
                            absl::FormatDuration(SourceWatch::kMostMaxAge)));
    return errors.ToStatus();
  }
  return age;
}

}  // namespace zgc::resource
