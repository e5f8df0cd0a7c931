#pragma once

#include <atomic>
#include <functional>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"

namespace zgc::base {

// Whether work that somebody asked for is still wanted. Thread-safe.
class Interrupt {
 public:
  explicit Interrupt(absl::Time deadline = absl::InfiniteFuture()) : deadline_(deadline) {}

  // Ends the work with `why`, which is not OK; the first one stays.
  void Stop(const absl::Status& why);

  // Not OK once the work was stopped or its deadline has passed.
  absl::Status Check() const;

 private:
  friend absl::Status StillWanted();

  const absl::Time deadline_;
  std::atomic<bool> stopped_{false};
  mutable absl::Mutex mutex_;
  absl::Status why_ ABSL_GUARDED_BY(mutex_);
};

// Says for which Interrupt this thread works, from here to the end of the scope. Scopes
// nest; the inner one counts. Never alive across threads.
class InterruptScope {
 public:
  // `tick`, if any, is called by StillWanted about once a millisecond, on this thread; once it
  // is not OK the work ends with that.
  explicit InterruptScope(const Interrupt& interrupt, std::function<absl::Status()> tick = nullptr);
  ~InterruptScope();
  InterruptScope(const InterruptScope&) = delete;
  InterruptScope& operator=(const InterruptScope&) = delete;

 private:
  friend absl::Status StillWanted();

  const Interrupt& interrupt_;
  const std::function<absl::Status()> tick_;
  absl::Status ended_;
  InterruptScope* const outer_;
  absl::Time looked_;
  int calls_ = 0;
};

// Whether what this thread does is still wanted; OK outside of every scope. Cheap enough
// for each row of a loop: it reads the clock once in 32 calls. Long loops that read no
// rows call it too. What it returns is passed on as it is.
absl::Status StillWanted();

}  // namespace zgc::base
