#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <thread>

#include "absl/base/thread_annotations.h"
#include "absl/container/btree_set.h"
#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "common/resource/source_watch.h"
#include "common/storage/store.h"
#include "zgc/supervision/v1/watch_service.pb.h"

namespace zgc::supervision {

// What a sweep came to, in one commit or in many.
struct Swept {
  int64_t slips = 0;
  // The source whose things wait, as it is not current; or empty.
  absl::btree_set<std::string> left_out;
  // How much that is overdue no rules took.
  int64_t without_rules = 0;

  void Add(const v1::SweepDeadlinesResponse& part);
};

// What sweeps have come to since the start, of the service's own and of callers. Thread-safe.
class SweepLog {
 public:
  struct Last {
    // Sweeps that went through, and what they made.
    int64_t sweeps = 0;
    int64_t slips = 0;
    // When the last of them ended; the start until the first has.
    absl::Time time = absl::Now();
    // As that one found it.
    int64_t without_rules = 0;
  };
  // `complete` unless there is more to be done.
  void Note(const Swept& swept, bool complete);
  Last last() const;
  // Waits until `holds` of it; false if it does not in time.
  bool Await(const std::function<bool(const Last&)>& holds, absl::Duration timeout) const;

 private:
  mutable absl::Mutex mutex_;
  Last last_ ABSL_GUARDED_BY(mutex_);
};

// Sweeps what is overdue by itself, on a thread of its own until destroyed: at once, and then in
// every interval. The day is that of the commit, which never goes back; what was swept is known
// by the slips in the store, so that neither a restart nor a clock that jumps makes one twice.
// Thread-safe.
class Sweeper {
 public:
  // The others outlive it.
  Sweeper(storage::Store& store, resource::SourceWatch& sources, SweepLog& log,
          absl::Duration interval);
  ~Sweeper();
  Sweeper(const Sweeper&) = delete;
  Sweeper& operator=(const Sweeper&) = delete;

 private:
  void Run();
  // False if it is to end.
  bool Rest(absl::Duration time);

  storage::Store& store_;
  resource::SourceWatch& sources_;
  SweepLog& log_;
  const absl::Duration interval_;
  absl::Mutex mutex_;
  bool ending_ ABSL_GUARDED_BY(mutex_) = false;
  std::thread thread_;
};

// One sweep of the day, in as many commits as it takes. Between two it rests, so that the committer
// is mostly for others: `rest` waits so long, or ends the sweep by false, with CANCELLED.
absl::StatusOr<Swept> SweepToday(storage::Store& store, resource::SourceWatch& sources,
                                 absl::FunctionRef<bool(absl::Duration)> rest);

}  // namespace zgc::supervision
