#pragma once

#include "common/base/time/clock.h"

namespace zgc::testing {

// Time that passes when the test says so. Not thread-safe.
class HandClock final : public base::Clock {
 public:
  absl::Time Now() const override { return day; }
  absl::Duration Steady() const override { return steady; }
  void Pass(absl::Duration time) {
    day += time;
    steady += time;
  }

  absl::Time day = absl::FromUnixSeconds(1'600'000'000);
  absl::Duration steady = absl::Hours(1);
};

}  // namespace zgc::testing
