#pragma once

#include "absl/time/clock.h"
#include "absl/time/time.h"

namespace zgc::base {

// The time of day; a fake stands in for it in tests. Thread-safe.
class Clock {
 public:
  virtual ~Clock() = default;
  virtual absl::Time Now() const { return absl::Now(); }

  // The system's clock; lives for ever.
  static const Clock* Real() {
    static const Clock clock;
    return &clock;
  }
};

}  // namespace zgc::base
