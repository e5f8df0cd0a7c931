#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "common/base/interrupt.h"
#include "common/rpc/call/read_costs.h"

namespace zgc::rpc {

// A tenth of what a thread of gRPC or the committer gets when both want to run. For the
// calling thread only, and for good: to go back takes a right that a service lacks.
void LowerPriority();

// What a read has cost since it began, on the thread that made this: its time on the
// processor, or a fifth of all its time if it waited much. A busy machine makes nothing dear.
class ReadTimer {
 public:
  ReadTimer();
  absl::Duration Cost() const;

 private:
  static constexpr int kWaitShare = 5;
  const absl::Time begin_;
  const absl::Duration worked_;
};

struct ReadPoolOptions {
  // Threads for reads that are cheap, or not known to be dear.
  int cheap_threads = 2;
  // Threads for dear reads, at a lower priority of the operating system; 0 is half as many
  // as there are processors, so that others find one that is free and its caches warm.
  int dear_threads = 0;
  // Reads that wait, of all and of one caller; those beyond are refused.
  size_t max_waiting = 1024;
  size_t max_waiting_of_caller = 256;
  // Bytes of requests that wait, of all and of one caller.
  int64_t max_bytes = 64 << 20;
  int64_t max_bytes_of_caller = 16 << 20;
};

// Threads that run reads, so that none of gRPC's computes but for what Calls::Read makes at once,
// which by experience takes less than to hand it over. Cheap reads never queue
// behind dear ones: each kind has threads of its own. A read that turns out to be dear
// while it runs gives its place among the cheap ones to another thread and goes on at the
// lower priority; where there may be no more threads it ends and begins again among the dear
// ones. Callers take turns, and one caller never has all threads of a kind,
// unless there is but one. Thread-safe.
class ReadPool {
 public:
  // What costs more than this is dear.
  static constexpr absl::Duration kDear = absl::Milliseconds(20);

  explicit ReadPool(ReadPoolOptions options = {});
  // Runs what waits, then ends.
  ~ReadPool();

  struct Job {
    // On whose share it goes.
    std::string caller;
    // What it is like, for what it is expected to cost.
    ReadCosts::Kind kind = 0;
    // What it holds while it waits.
    int64_t bytes = 0;
    // What ends it early; nullptr: nothing.
    std::shared_ptr<const base::Interrupt> interrupt;
    std::function<void()> run;
    // Whether a run that base::StillWanted ends, and that is parked then (see Parking), has
    // done nothing that another one does not do again.
    bool may_run_again = false;
  };

  // What the reads that ran here have cost.
  ReadCosts& costs() { return costs_; }

  // OVERLOADED with RetryInfo, and `job` is not run, if too much waits.
  absl::Status Submit(Job job);
  // The same for what is bounded already, such as watches: never refused.
  void Post(Job job);

 private:
  struct Lane {
    explicit Lane(bool is_dear) : dear(is_dear) {}
    const bool dear;
    int threads = 0;
    int idle = 0;
    // Callers with jobs that wait, in turn.
    std::deque<std::string> turn;
    absl::flat_hash_map<std::string, std::deque<Job>> waiting;
    absl::flat_hash_map<std::string, int> running;
    absl::CondVar woken;
  };

  void Push(Lane& lane, Job job) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void Enqueue(Job job) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void WakeOrSpawn(Lane& lane) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  int Limit(const Lane& lane) const;
  // Of both lanes and those that have left the cheap one: there must be an end to it.
  int MostThreads() const { return 2 * (options_.cheap_threads + options_.dear_threads); }
  // The next job that may run; one that has become dear while it waited moves to its lane.
  bool Take(Lane& lane, Job& job) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void Done(Lane& lane, const std::string& caller) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void Work(Lane& lane);
  // Runs a job. False if the thread has left its lane meanwhile, and is to end.
  bool Run(Lane& lane, Job job);
  // False if no thread would be left to cheap reads.
  bool LeaveCheap(const std::string& caller);

  ReadPoolOptions options_;
  ReadCosts costs_;
  absl::Mutex mutex_;
  bool closing_ ABSL_GUARDED_BY(mutex_) = false;
  // Of both lanes and those that have left theirs.
  int threads_ ABSL_GUARDED_BY(mutex_) = 0;
  size_t waiting_ ABSL_GUARDED_BY(mutex_) = 0;
  int64_t bytes_ ABSL_GUARDED_BY(mutex_) = 0;
  struct Held {
    size_t jobs = 0;
    int64_t bytes = 0;
  };
  absl::flat_hash_map<std::string, Held> held_ ABSL_GUARDED_BY(mutex_);
  Lane cheap_ ABSL_GUARDED_BY(mutex_){false};
  Lane dear_ ABSL_GUARDED_BY(mutex_){true};
};

}  // namespace zgc::rpc
