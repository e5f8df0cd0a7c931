#pragma once

#include <functional>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "common/base/time/clock.h"
#include "common/storage/store.h"

namespace zgc::rpc {

// Audit of refused calls. Each record is a synced commit, so a caller that is
// refused in a loop could fill the disk and crowd out writes: beyond a burst
// it gets one record in a while, which says how many it stands for.
// Thread-safe.
class Denials {
 public:
  static constexpr int64_t kBurst = 20;
  static constexpr absl::Duration kPause = absl::Seconds(10);
  // Callers told apart; all further ones share one account.
  static constexpr size_t kMaxCallers = 1000;
  // Longest text of a refused request that is kept.
  static constexpr size_t kMaxTextBytes = 256;

  using Answer = std::function<void()>;
  using Record = std::function<void(storage::Origin, Answer)>;

  // `record` writes one denial and calls the answer when it is on disk, or cannot be
  // written; it must not block.
  Denials(Record record, const base::Clock* clock) : record_(std::move(record)), clock_(clock) {}

  // Records the denial, or counts it for the next record of its caller. `answer` is called
  // once: after the record, or at once where the denial is only counted.
  void Add(storage::Origin denial, Answer answer);
  // Records what has only been counted, for callers whose pause is over, or for
  // all.
  void Flush(bool all);

 private:
  struct Account {
    int64_t allowance = kBurst;
    absl::Time since;
    storage::Origin newest;
  };
  // True if a record is due for the account.
  bool Spend(Account& account, absl::Time now) const;

  const Record record_;
  const base::Clock* const clock_;
  absl::Mutex mutex_;
  absl::flat_hash_map<std::string, Account> accounts_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace zgc::rpc
