#pragma once

#include "absl/time/clock.h"
#include "absl/time/time.h"

namespace zgc::base {

// Since the machine started, with the time that it slept; whatever is done to its clock.
absl::Duration Uptime();

// The time of day; a fake stands in for it in tests. Thread-safe.
class Clock {
 public:
  virtual ~Clock() = default;
  virtual absl::Time Now() const { return absl::Now(); }
  // Since some instant in the past; never goes back, whatever is done to the clock.
  virtual absl::Duration Steady() const { return Uptime(); }

  // The system's clock; lives for ever.
  static const Clock* Real() {
    static const Clock clock;
    return &clock;
  }
};

}  // namespace zgc::base
