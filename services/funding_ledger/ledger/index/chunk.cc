#include "services/funding_ledger/ledger/index/chunk.h"

namespace zgc::funding {

absl::optional<int32_t> DayRuns::Next() {
  while (left_ == 0) {
    if (run_ >= chunk_.day_steps_size() || run_ >= chunk_.day_counts_size()) return absl::nullopt;
    day_ += chunk_.day_steps(run_);
    left_ = chunk_.day_counts(run_++);
  }
  --left_;
  return day_;
}

}  // namespace zgc::funding
