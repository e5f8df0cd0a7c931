#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "absl/types/optional.h"
#include "common/base/clock.h"
#include "zgc/ops/v1/operations.pb.h"

namespace zgc::resource {

// How current the sources are that a service follows. The followers say what came of
// asking them; whatever rests on a source asks here before it is done. In memory only:
// after a start nothing is current until it has been heard from. Thread-safe, and quick
// enough for the committer.
class SourceWatch {
 public:
  static constexpr absl::Duration kMaxAge = absl::Seconds(60);

  // `max_age`: how long ago what is here may have been all that the source held.
  explicit SourceWatch(absl::Duration max_age = kMaxAge,
                       const base::Clock* clock = base::Clock::Real())
      : max_age_(max_age), clock_(clock), begin_(Now()) {}

  // An instant by the time of day, for people, and by a clock that never goes back.
  struct Instant {
    absl::Time time;
    absl::Duration steady;
  };
  Instant Now() const { return {clock_->Now(), clock_->Steady()}; }

  // From here on it is known that `service` is followed.
  void Follow(const std::string& service);
  // What came of asking it how it stands: its newest revision, at `asked` or later.
  // FAILED_PRECONDITION: it answered and is not the one that was followed; any
  // other error: there was no answer of use.
  void Asked(const std::string& service, const Instant& asked, const absl::StatusOr<int64_t>& head);

  struct State {
    ops::v1::SourceState state = ops::v1::SOURCE_STATE_LATE;
    // See FollowedSource.since.
    absl::Time since;
    // Why it is not current, or empty.
    std::string problem;
  };
  // How it stands if all of it is here as of its revision `here`; nullopt while it is
  // being read.
  State StateOf(const std::string& service, absl::optional<int64_t> here);
  // OK if it is current; else SOURCE_NOT_CURRENT, which says why and since when.
  absl::Status RequireCurrent(const std::string& service, absl::optional<int64_t> here);
  // The services that are followed.
  std::vector<std::string> services() const;

 private:
  // Once it was known that the newest revision was `head` at that instant or later.
  struct Answer {
    Instant asked;
    int64_t head = 0;
  };
  struct Source {
    // Oldest first; of those past the bound only the newest.
    std::deque<Answer> answers;
    // The latest instant of which all was here.
    Instant current;
    // Of the last time that it was asked; empty if it answered.
    std::string problem;
    bool refused = false;
    absl::Time refused_since;
  };

  const absl::Duration max_age_;
  const base::Clock* const clock_;
  const Instant begin_;
  mutable absl::Mutex mutex_;
  std::map<std::string, Source> sources_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace zgc::resource
