#pragma once

#include <functional>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "common/base/time/clock.h"

namespace zgc::base {

// The time of day for what must not happen by a slip of it, such as to let something
// expire. When the machine's clock jumps, this one goes on at its pace until the jump
// has lasted; a new object believes the clock as it finds it, so a restart confirms a
// jump at once. Thread-safe. Jumps are noticed if it is asked every now and then.
class GuardedClock final : public Clock {
 public:
  // Smaller steps are believed: what keeps a clock right makes them.
  static constexpr absl::Duration kStep = absl::Minutes(1);

  // A jump that has stayed for `patience` is believed. `wall` lives as long as this.
  explicit GuardedClock(absl::Duration patience, const Clock* wall = Clock::Real(),
                        std::function<absl::Duration()> uptime = &Uptime);

  absl::Time Now() const override;
  // How far the machine's clock is ahead by a jump that is not believed; negative if it
  // is behind, zero if there is none.
  absl::Duration jump() const;

 private:
  const absl::Duration patience_;
  const Clock* const wall_;
  const std::function<absl::Duration()> uptime_;
  mutable absl::Mutex mutex_;
  // The time at an uptime.
  mutable absl::Time time_ ABSL_GUARDED_BY(mutex_);
  mutable absl::Duration at_ ABSL_GUARDED_BY(mutex_);
  // A jump and the uptime at which it was seen.
  mutable absl::Duration jump_ ABSL_GUARDED_BY(mutex_) = absl::ZeroDuration();
  mutable absl::Duration since_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace zgc::base
