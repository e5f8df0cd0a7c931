#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "common/base/interrupt.h"
#include "common/figures/figures.h"
#include "common/figures/live/live_set.h"
#include "common/rpc/call/calls.h"

namespace zgc::figures {

// Sets of figures, each computed once for all that need it: pages of lists, single figures
// and watches, whose newest set moves with the commits (see LiveSet). Nothing here runs on a thread
// of gRPC's or in the committer. Keeps the newest set, those that watches stand at and those used
// last, within a bound of bytes. Thread-safe.
class FigureCache {
 public:
  using Set = std::shared_ptr<const FigureSet>;
  // What the sets that are kept may take beside what they share, as an estimate; the newest one is
  // kept in any case.
  static constexpr size_t kMaxBytes = size_t{256} << 20;

  // Both outlive the cache, but for what `calls` has stopped.
  FigureCache(rpc::Calls& calls, const FigureBook& book, size_t max_bytes = kMaxBytes)
      : calls_(calls),
        book_(book),
        max_bytes_(max_bytes),
        live_(book, calls.store(), [this](absl::FunctionRef<void()> work) { RunDear(work); }) {}
  ~FigureCache() { Close(); }

  // The set at the reader's revision, computed here if nobody has it or makes it. While
  // another makes it, or the newest one moves there, a run that can be parked is (see
  // rpc::Parking).
  absl::StatusOr<Set> At(const storage::Reader& reader);
  // nullptr if it is not kept.
  Set Kept(int64_t revision);
  // Whether the newest set, which moves with the commits, is on its way to a revision and soon
  // there.
  bool ComesTo(int64_t revision);
  // Says that so many figures of a revision were computed for want of a set. Once that is often
  // enough, the newest one is made.
  void Missed(int64_t revision, int figures);
  // The newest that was made, nullptr if there is none; the error of the last one made
  // for watches, if that failed after the watch asked for the first time. `failures` is
  // what it has seen of them, kNoneSeen at first.
  static constexpr int64_t kNoneSeen = -1;
  absl::StatusOr<Set> Newest(int64_t& failures);

  // For watches: calls `ready` once there is a newer set than of revision `after`, which
  // is made if there was a newer commit. Commits that come while one is made, and for as
  // long again, go into one. Returns a ticket for Cancel; 0 if `ready` was called.
  int64_t Wait(int64_t after, std::function<void()> ready);
  bool Cancel(int64_t ticket);

  // Of a revision that a watch has sent, or sends: its set is kept rather than others while the
  // result lives, which may be longer than the cache, as what comes next is compared with it.
  std::shared_ptr<void> Stand(int64_t revision);

 private:
  struct Entry {
    Set set;
    int64_t used = 0;
  };
  struct Waiter {
    int64_t after = 0;
    std::function<void()> ready;
  };
  using Callbacks = std::vector<std::function<void()>>;

  absl::StatusOr<Set> Compute(const storage::Reader& reader);
  // Keeps what was made of a revision and wakes who is parked until then.
  void Made(int64_t revision, const absl::StatusOr<Set>& set);
  // What is not kept any more for it.
  std::vector<Set> Keep(const Set& set) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  // What a set that is kept takes beside the one before it that it shares something with, and the
  // one after it that does.
  using Place = std::map<int64_t, Entry>::const_iterator;
  size_t BytesOf(Place at) const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  Place NextOfChain(Place at) const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void RunDear(absl::FunctionRef<void()> work);
  int64_t NewestRevision() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  bool OnItsWay(int64_t revision) const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void Want() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void Begin() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  // The thread that makes sets for watches.
  void Run();
  // Until a commit that a watch waits for, or a read wants a set; false if the cache closes.
  bool AwaitCommit();
  void MakeNewest();
  void Close();

  rpc::Calls& calls_;
  const FigureBook& book_;
  const size_t max_bytes_;
  mutable absl::Mutex mutex_;
  std::map<int64_t, Entry> kept_ ABSL_GUARDED_BY(mutex_);
  int64_t uses_ ABSL_GUARDED_BY(mutex_) = 0;
  // Revisions that are being computed, with who is parked until that ends.
  std::map<int64_t, Callbacks> making_ ABSL_GUARDED_BY(mutex_);
  std::map<int64_t, Waiter> waiters_ ABSL_GUARDED_BY(mutex_);
  int64_t next_ticket_ ABSL_GUARDED_BY(mutex_) = 1;
  // How often making one for watches failed, and what became of the last.
  int64_t failures_ ABSL_GUARDED_BY(mutex_) = 0;
  absl::Status last_made_ ABSL_GUARDED_BY(mutex_);
  // Revisions that watches stand at, with how many do; theirs too, so that it lives as long as
  // they.
  struct Standing {
    absl::Mutex mutex;
    std::map<int64_t, int> watches ABSL_GUARDED_BY(mutex);
  };
  const std::shared_ptr<Standing> standing_ = std::make_shared<Standing>();
  // Of the thread that makes sets for watches.
  LiveSet live_;
  // Where the newest set is that moves with the commits; 0 while there is none. Who waits for it to
  // move, and that somebody does.
  int64_t live_at_ ABSL_GUARDED_BY(mutex_) = 0;
  Callbacks until_moved_ ABSL_GUARDED_BY(mutex_);
  bool wanted_ ABSL_GUARDED_BY(mutex_) = false;
  // It computes many figures on its way: nobody waits for that.
  bool dear_ ABSL_GUARDED_BY(mutex_) = false;
  int64_t missed_at_ ABSL_GUARDED_BY(mutex_) = 0;
  int64_t missed_ ABSL_GUARDED_BY(mutex_) = 0;
  // A commit came, a watch came.
  bool committed_ ABSL_GUARDED_BY(mutex_) = false;
  bool poked_ ABSL_GUARDED_BY(mutex_) = false;
  bool closing_ ABSL_GUARDED_BY(mutex_) = false;
  base::Interrupt interrupt_;
  int64_t stop_ ABSL_GUARDED_BY(mutex_) = 0;
  std::thread thread_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace zgc::figures
