#include "common/observability/log_budget.h"

#include <algorithm>
#include <utility>

namespace zgc::observability {

bool LogBudget::Spend(size_t bytes, absl::Time now) {
  if (since_ == absl::InfinitePast()) since_ = now;
  const absl::Duration passed = std::clamp(now - since_, absl::ZeroDuration(), absl::Minutes(1));
  since_ = now;
  bytes_ = std::min<double>(kBurstBytes, bytes_ + absl::ToDoubleMinutes(passed) * kBytesAMinute);
  const double cost = static_cast<double>(bytes) + (left_out_ > 0 ? kNoteBytes : 0);
  if (bytes_ < cost) {
    ++left_out_;
    return false;
  }
  bytes_ -= cost;
  return true;
}

int64_t LogBudget::TakeLeftOut() { return std::exchange(left_out_, 0); }

}  // namespace zgc::observability
