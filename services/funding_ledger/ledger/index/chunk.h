#pragma once

#include <cstdint>

#include "absl/types/optional.h"
#include "zgc/funding/v1/segment.pb.h"

namespace zgc::funding {

// The days of the transfers of a chunk, in the order of PositionsOf; none of a chunk that
// has none. Not thread-safe.
class DayRuns {
 public:
  // `chunk` outlives it.
  explicit DayRuns(const v1::IndexChunk& chunk) : chunk_(chunk) {}
  absl::optional<int32_t> Next();

 private:
  const v1::IndexChunk& chunk_;
  int run_ = 0;
  int32_t day_ = 0;
  uint32_t left_ = 0;
};

}  // namespace zgc::funding
