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
#include "common/base/time/clock.h"
#include "common/storage/lineage.h"
#include "google/protobuf/duration.pb.h"
#include "zgc/ops/v1/operations.pb.h"

namespace zgc::resource {

// What a source said when it was asked how it stands.
struct Heard {
  Heard(int64_t newest) : head(newest) {}  // NOLINT: of one whose history does not matter
  explicit Heard(const ops::v1::ServiceStatus& answer);

  // Its newest revision.
  int64_t head = 0;
  storage::Lineage history{"", {}};
};

// How current the sources are that a service follows. The followers say what came of
// asking them; whatever rests on a source asks here before it is done. In memory only:
// after a start nothing is current until it has been heard from. Thread-safe, and quick
// enough for the committer.
class SourceWatch {
 public:
  static constexpr absl::Duration kMaxAge = absl::Seconds(60);
  // Bounds of the bound: a source is asked every ten seconds, and what it said is remembered
  // for a day.
  static constexpr absl::Duration kLeastMaxAge = absl::Seconds(20);
  static constexpr absl::Duration kMostMaxAge = absl::Hours(24);

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
  // What came of asking it how it stands: its newest revision at `asked` or later.
  // FAILED_PRECONDITION: it answered and is not the one that was followed; any
  // other error: there was no answer of use.
  void Asked(const std::string& service, const Instant& asked, const absl::StatusOr<Heard>& heard);

  struct State {
    ops::v1::SourceState state = ops::v1::SOURCE_STATE_LATE;
    // See FollowedSource.since.
    absl::Time since;
    // Why it is not current, or empty.
    std::string problem;
  };
  // How it stands if all of it is here as of its revision `here`; nullopt while it is
  // being read. `max_age` 0 is that of the watch.
  State StateOf(const std::string& service, absl::optional<int64_t> here,
                absl::Duration max_age = absl::ZeroDuration());
  // OK if it is current; else SOURCE_NOT_CURRENT, which says why and since when.
  absl::Status RequireCurrent(const std::string& service, absl::optional<int64_t> here,
                              absl::Duration max_age = absl::ZeroDuration());
  // The same of one that stands so.
  static absl::Status RequireCurrent(const std::string& service, const State& state);
  // What was here of it as of `from`, or of a later revision, is all that it held at `to` as well:
  // it has written positions only in between.
  void Passed(const std::string& service, int64_t from, const common::v1::Position& to);
  // The newest position whose all is here, if all of it is as of `here`.
  common::v1::Position Reaches(const std::string& service, const common::v1::Position& here) const;
  // OK if what is here of it, as of `here`, holds what it held at `wanted`, which names its
  // incarnation; UNAVAILABLE with REVISION_NOT_REACHED if not yet, POSITION_FORKED if
  // `wanted` is not in the history that it has by what it said last.
  absl::Status RequireReached(const std::string& service, const common::v1::Position& here,
                              const common::v1::Position& wanted) const;
  // The services that are followed.
  std::vector<std::string> services() const;

 private:
  // Once it was known that the newest revision was `head` at that instant or later.
  struct Answer {
    Instant asked;
    int64_t head = 0;
  };
  struct Source {
    // Oldest first; of those past kMostMaxAge only the newest.
    std::deque<Answer> answers;
    // By the newest answer.
    storage::Lineage history{"", {}};
    // See Passed; of the history that it had then.
    int64_t passed_from = 0;
    common::v1::Position passed;
    // The latest instant of which all was here.
    Instant current;
    // Of the last time that it was asked; empty if it answered.
    std::string problem;
    bool refused = false;
    absl::Time refused_since;
  };

  // `here`, or what was passed from there, unless that is of a history that it has no more.
  static int64_t Reach(const Source& source, int64_t here);

  const absl::Duration max_age_;
  const base::Clock* const clock_;
  const Instant begin_;
  mutable absl::Mutex mutex_;
  std::map<std::string, Source> sources_ ABSL_GUARDED_BY(mutex_);
};

// The bound that a request asks for in its field max_source_age; 0, as if it had none, is
// that of the watch. INVALID_ARGUMENT outside kLeastMaxAge to kMostMaxAge.
absl::StatusOr<absl::Duration> AskedMaxAge(const google::protobuf::Duration& max_source_age);

}  // namespace zgc::resource
