#pragma once

#include <cstddef>
#include <cstdint>

#include "absl/time/time.h"

namespace zgc::observability {

// How much may be logged of what others cause: a caller that fails in a loop must
// not fill a disk. Not thread-safe.
class LogBudget {
 public:
  // At once, and from then on: less than 1 MB in any minute.
  static constexpr int64_t kBurstBytes = 256 << 10;
  static constexpr int64_t kBytesAMinute = 512 << 10;

  // What the line takes that says how many were left out.
  static constexpr int64_t kNoteBytes = 128;

  // Whether a line of so many bytes may be written at `now`, and before it the note of
  // those that were left out, if any; a clock that goes back earns nothing. A line that
  // may not is counted.
  bool Spend(size_t bytes, absl::Time now);
  // Lines left out since the last call.
  int64_t TakeLeftOut();

 private:
  // With its parts, or what is asked often would earn nothing.
  double bytes_ = kBurstBytes;
  absl::Time since_ = absl::InfinitePast();
  int64_t left_out_ = 0;
};

}  // namespace zgc::observability
