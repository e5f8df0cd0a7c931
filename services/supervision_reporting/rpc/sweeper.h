#pragma once

#include <cstdint>
#include <functional>
#include <thread>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "common/resource/source_watch.h"
#include "common/storage/store.h"

namespace zgc::supervision {

// Sweeps what is overdue by itself, on a thread of its own until destroyed: at once, and then in
// every interval. The day is that of the commit, which never goes back; what was swept is known
// by the slips in the store, so that neither a restart nor a clock that jumps makes one twice.
// Thread-safe.
class Sweeper {
 public:
  // `store` and `sources` outlive it.
  Sweeper(storage::Store& store, resource::SourceWatch& sources, absl::Duration interval);
  ~Sweeper();
  Sweeper(const Sweeper&) = delete;
  Sweeper& operator=(const Sweeper&) = delete;

  struct Last {
    // Sweeps since the start that went through, and what they made.
    int64_t sweeps = 0;
    int64_t slips = 0;
    // When the last of them ended.
    absl::Time time = absl::InfinitePast();
  };
  Last last() const;
  // Waits until `holds` of it; false if it does not in time.
  bool Await(const std::function<bool(const Last&)>& holds, absl::Duration timeout) const;

 private:
  void Run();

  storage::Store& store_;
  resource::SourceWatch& sources_;
  const absl::Duration interval_;
  mutable absl::Mutex mutex_;
  Last last_ ABSL_GUARDED_BY(mutex_);
  bool ending_ ABSL_GUARDED_BY(mutex_) = false;
  std::thread thread_;
};

// One sweep of the day, in as many commits as it takes; how many slips it made.
struct Swept {
  int64_t slips = 0;
  // The source whose things wait, as it is not current; or empty.
  std::string left_out;
};
absl::StatusOr<Swept> SweepToday(storage::Store& store, resource::SourceWatch& sources);

}  // namespace zgc::supervision
