#pragma once

#include "absl/status/status.h"

namespace zgc::base {

// Whether an error says that work was not done, and not what it found: it was cancelled, ran
// out of time or room, or what it needs cannot be had just now. It is passed on, never kept
// or shown as a result. Pure.
inline bool IsUndone(const absl::Status& status) {
  return absl::IsCancelled(status) || absl::IsDeadlineExceeded(status) ||
         absl::IsResourceExhausted(status) || absl::IsUnavailable(status);
}

}  // namespace zgc::base
