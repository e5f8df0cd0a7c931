#pragma once

#include <chrono>
#include <deque>
#include <map>
#include <memory>
#include <thread>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "common/storage/commit/group.h"
#include "common/storage/commit/newest_rows.h"
#include "common/storage/history/changed_keys.h"
#include "common/storage/store.h"

namespace zgc::storage {

// The store's own columns.
inline constexpr Column kMetaColumn{0, "_meta"};
inline constexpr Column kCommitColumn{1, "_commits"};

std::string CommitKey(int64_t revision);

// The one writer of a store: takes what is queued as a group, runs each body
// over the writes of those before it, drops the ones that fail, and commits
// the group as one synced batch. Strictly serializable without a lock.
class Committer {
 public:
  // The newest commit and its chain value and time.
  struct Head {
    int64_t revision = 0;
    std::string chain;
    int64_t time_unix_nanos = 0;
  };
  // `resident` may be nullptr. `lineage` and `columns` outlive the committer.
  Committer(Engine& engine, Resident* resident, const Lineage& lineage,
            const ColumnsByName& columns, Head head, const StoreOptions& options);
  ~Committer();

  // Finishes what is queued; later transactions are refused. Readers may go on.
  void Close();
  void Submit(Origin origin, TxnBody body, TxnDone done, bool record_only);
  // The newest committed state and its revision.
  std::pair<std::shared_ptr<const EngineSnapshot>, int64_t> Latest() const;
  // See Store::moved.
  int64_t moved() const;
  int64_t OnRevision(int64_t revision, std::function<void()> ready);
  bool CancelWait(int64_t ticket);
  // See Store::CollectKeys.
  std::shared_ptr<ChangedKeys> CollectKeys(size_t max_bytes);
  absl::Status health() const;
  absl::Status liveness() const;
  // Has the committer take a new snapshot of the newest state before what is
  // submitted from now on: only it knows when nothing is half published.
  void Refresh();
  // Has transactions from now on derive what follows from their rows; before the first one.
  void Derive(DeriveFrom derive) { derive_ = std::move(derive); }

 private:
  struct Request {
    Origin origin;
    TxnBody body;
    TxnDone done;
    bool record_only = false;
  };
  struct Waiter {
    int64_t ticket;
    std::function<void()> ready;
  };

  void Run();
  void CommitGroup(std::deque<Request> group);
  // Runs one member over `group`, which on success has its writes as well. `mark` is where the
  // resident state stood before it.
  absl::StatusOr<Committed> RunMember(const Request& request, const EngineSnapshot& base,
                                      int64_t revision, int64_t mark, Group& group);
  // Leaves in `batch` what it has written.
  absl::Status WriteGroup(Group& group, int64_t first_revision, Batch& batch);
  // Writes, after a recovery if the store is not healthy, and decides what has failed.
  absl::Status Write(const Batch& batch);
  // Has the engine leave a failed write and goes on from what is then on disk. Whether
  // that holds a commit after head_, whose write has failed.
  absl::StatusOr<bool> Recover();
  // The same when no write is under way: such a commit was refused, and what is in memory
  // does not know it. The rarer the more of them have failed.
  absl::Status RecoverAtRest();
  void SetHealth(const absl::Status& health);
  // Null if nobody collects.
  std::shared_ptr<const ChangedKeys::Keys> KeysOf(const Overlay& overlay) const;
  // `moved` is the newest revision of the group that is not positions_only, 0 if all are.
  void Publish(int64_t head, int64_t moved, const std::shared_ptr<const ChangedKeys::Keys>& keys);

  Engine& engine_;
  Resident* const resident_;
  const StoreOptions options_;
  const Lineage& lineage_;
  const ColumnsByName& columns_;
  // Empty until what is derived follows from all rows.
  DeriveFrom derive_;
  // Chain value at head_; for the committer's thread only.
  std::string chain_;
  // The latest that a transaction was given; the thread's as well.
  int64_t last_time_unix_nanos_;
  // As at head_; the thread's too.
  NewestRows newest_;
  mutable absl::Mutex mutex_;
  std::deque<Request> queue_ ABSL_GUARDED_BY(mutex_);
  bool closing_ ABSL_GUARDED_BY(mutex_) = false;
  bool refresh_ ABSL_GUARDED_BY(mutex_) = false;
  std::shared_ptr<const EngineSnapshot> latest_ ABSL_GUARDED_BY(mutex_);
  int64_t head_ ABSL_GUARDED_BY(mutex_);
  int64_t moved_ ABSL_GUARDED_BY(mutex_);
  absl::Status health_ ABSL_GUARDED_BY(mutex_);
  // A commit that was refused is on disk all the same: only a start takes it in.
  absl::Status stale_ ABSL_GUARDED_BY(mutex_);
  std::multimap<int64_t, Waiter> waiters_ ABSL_GUARDED_BY(mutex_);
  int64_t next_ticket_ ABSL_GUARDED_BY(mutex_) = 1;
  std::vector<std::weak_ptr<ChangedKeys>> collectors_ ABSL_GUARDED_BY(mutex_);
  // The thread's: recoveries that fail become rarer.
  absl::Duration recovery_pause_;
  std::chrono::steady_clock::time_point next_recovery_;
  std::thread thread_;
};

}  // namespace zgc::storage
