#include "common/base/time/clock.h"

#include <ctime>

namespace zgc::base {

absl::Duration Uptime() {
  timespec time{};
  clock_gettime(CLOCK_BOOTTIME, &time);
  return absl::DurationFromTimespec(time);
}

}  // namespace zgc::base
