#include "common/base/time/guarded_clock.h"

#include <utility>

namespace zgc::base {

GuardedClock::GuardedClock(absl::Duration patience, const Clock* wall,
                           std::function<absl::Duration()> uptime)
    : patience_(patience),
      wall_(wall),
      uptime_(std::move(uptime)),
      time_(wall->Now()),
      at_(uptime_()) {}

absl::Time GuardedClock::Now() const {
  absl::MutexLock lock(&mutex_);
  const absl::Duration uptime = uptime_();
  const absl::Time wall = wall_->Now();
  const absl::Time expected = time_ + (uptime - at_);
  const absl::Duration ahead = wall - expected;
  const bool doubted = absl::AbsDuration(ahead) > kStep;
  if (doubted && absl::AbsDuration(ahead - jump_) > kStep) {
    jump_ = ahead;
    since_ = uptime;
  }
  if (doubted && uptime - since_ < patience_) return expected;
  jump_ = absl::ZeroDuration();
  time_ = wall;
  at_ = uptime;
  return wall;
}

absl::Duration GuardedClock::jump() const {
  Now();
  absl::MutexLock lock(&mutex_);
  return jump_;
}

}  // namespace zgc::base
