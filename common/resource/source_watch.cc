#include "common/resource/source_watch.h"

#include "absl/strings/str_cat.h"
#include "common/base/error.h"

namespace zgc::resource {
namespace {

std::string Text(absl::Time time) {
  return absl::FormatTime("%Y-%m-%dT%H:%M:%SZ", time, absl::UTCTimeZone());
}

}  // namespace

void SourceWatch::Follow(const std::string& service) {
  absl::MutexLock lock(&mutex_);
  sources_[service].current = begin_;
}

void SourceWatch::Asked(const std::string& service, const Instant& asked,
                        const absl::StatusOr<int64_t>& head) {
  absl::MutexLock lock(&mutex_);
  const auto found = sources_.find(service);
  if (found == sources_.end()) return;
  Source& source = found->second;
  source.problem = std::string(head.status().message());
  if (!head.ok()) {
    // One that cannot be reached may still be the wrong one.
    if (!absl::IsFailedPrecondition(head.status())) return;
    if (!source.refused) source.refused_since = asked.time;
    source.refused = true;
    // What it said before says nothing of what it is now.
    source.answers.clear();
    return;
  }
  source.refused = false;
  // Several ask: an answer may come after that to a later question.
  if (!source.answers.empty() && source.answers.back().asked.steady > asked.steady) return;
  if (!source.answers.empty() && source.answers.back().head == *head) source.answers.pop_back();
  source.answers.push_back({asked, *head});
  const absl::Duration bound = asked.steady - max_age_;
  while (source.answers.size() > 1 && source.answers[1].asked.steady < bound) {
    source.answers.pop_front();
  }
}

SourceWatch::State SourceWatch::StateOf(const std::string& service, absl::optional<int64_t> here) {
  const absl::Duration now = clock_->Steady();
  absl::MutexLock lock(&mutex_);
  const auto found = sources_.find(service);
  if (found == sources_.end()) {
    return {ops::v1::SOURCE_STATE_LATE, begin_.time,
            absl::StrCat("it is not followed: there is no --source=", service, "=HOST:PORT")};
  }
  Source& source = found->second;
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
  if (known && now - all_here.steady <= max_age_) {
    return {ops::v1::SOURCE_STATE_CURRENT, all_here.time, ""};
  }
  if (!source.problem.empty()) {
    return {ops::v1::SOURCE_STATE_LATE, source.current.time, source.problem};
  }
  if (source.answers.empty()) {
    return {ops::v1::SOURCE_STATE_LATE, source.current.time, "it has not answered yet"};
  }
  if (known) {
    return {ops::v1::SOURCE_STATE_LATE, source.current.time, "it has not been heard from"};
  }
  const int64_t head = source.answers.back().head;
  return {ops::v1::SOURCE_STATE_LATE, source.current.time,
          here.has_value()
              ? absl::StrCat("it is at revision ", head, ", of which ", *here, " is here")
              : absl::StrCat("it is being read, up to revision ", head)};
}

absl::Status SourceWatch::RequireCurrent(const std::string& service, absl::optional<int64_t> here) {
  const State state = StateOf(service, here);
  if (state.state == ops::v1::SOURCE_STATE_CURRENT) return absl::OkStatus();
  const bool refused = state.state == ops::v1::SOURCE_STATE_REFUSED;
  return base::MakeError(
      absl::StatusCode::kFailedPrecondition, common::v1::ERROR_REASON_SOURCE_NOT_CURRENT,
      absl::StrCat("what this rests on, ", service, ", ",
                   refused ? "is refused since " : "is not known since ", Text(state.since), ": ",
                   state.problem),
      {{"source", service}, {"state", refused ? "REFUSED" : "LATE"}, {"since", Text(state.since)}});
}

std::vector<std::string> SourceWatch::services() const {
  std::vector<std::string> names;
  absl::MutexLock lock(&mutex_);
  for (const auto& [service, source] : sources_) names.push_back(service);
  return names;
}

}  // namespace zgc::resource
