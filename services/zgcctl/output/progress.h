#pragma once

#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"

namespace zgc::ctl {

// Shows on stderr how far a piece of work has come: a bar that moves on a
// terminal, nothing elsewhere. Thread-safe.
class Progress {
 public:
  Progress(std::string title, size_t total);
  ~Progress() { Clear(); }

  // One more piece is done.
  void Step();
  // Takes the bar away.
  void Clear();

 private:
  void Draw() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const std::string title_;
  const size_t total_;
  const bool shown_;
  absl::Mutex mutex_;
  size_t done_ ABSL_GUARDED_BY(mutex_) = 0;
  absl::Time drawn_ ABSL_GUARDED_BY(mutex_) = absl::InfinitePast();
};

}  // namespace zgc::ctl
