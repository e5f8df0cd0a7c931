#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/synchronization/mutex.h"
#include "absl/types/optional.h"
#include "common/storage/store.h"
#include "services/funding_ledger/ledger/index/id_filter.h"
#include "services/funding_ledger/ledger/index/recent_ids.h"
#include "services/funding_ledger/ledger/position.h"
#include "services/funding_ledger/ledger/segment.h"

namespace zgc::funding {

class Indexer;

// An account in memory. Lives as long as the books.
struct BookAccount {
  explicit BookAccount(v1::Account opened);
  // As opened, without sums.
  const v1::Account info;
  // "2019" of its fiscal year.
  const std::string year;
  const bool is_subledger;
  // Whether it grows on the debit side.
  const bool grows_by_debit;
  // The committer's, with what is not on disk yet.
  Sums now;
  // What readers see; guarded by the books' mutex. Absent until the commit that
  // opened the account is on disk.
  absl::optional<Sums> seen;
};

// The newest transfer of the journal.
struct ChainEnd {
  Hash hash{};
  // Of its segment; 0 if there is none.
  int64_t revision = 0;
  // How many transfers there are.
  int64_t sequence = 0;
};

// The books (账簿): balances, ids and the end of the chain in memory, so that to
// post a transfer reads nothing from disk. Derived from the journal: at start
// from the indexes, which are written behind it, and the segments after them.
//
// Methods marked C are for the committer's thread only.
class Books final : public storage::Resident {
 public:
  // Transfers that may wait to be indexed; beyond it requests to post wait, or are refused if
  // the indexer is stalled, and beyond the second bound those that are queued already are too.
  static constexpr int64_t kMaxUnindexed = 1 << 18;
  static constexpr int64_t kMostUnindexed = 4 * kMaxUnindexed;

  Books();
  ~Books() override;
  static Books& Of(const storage::Reader& reader);

  absl::Status Load(storage::Store& store) override;
  void Close() override;
  int64_t Mark() override {
    // No transaction is under way that could hold pointers to them.
    if (undo_.empty()) abandoned_.clear();
    return static_cast<int64_t>(undo_.size());
  }
  void Rollback(int64_t mark) override;
  void Commit(int64_t revision) override;

  // Accounts that are on disk; nullptr for others.
  void FindAll(const std::vector<absl::string_view>& names,
               std::vector<BookAccount*>& accounts) const ABSL_LOCKS_EXCLUDED(mutex_);
  // Sums of all accounts if the newest state on disk is `revision`, by name.
  absl::optional<absl::flat_hash_map<std::string, Sums>> SeenAt(int64_t revision) const
      ABSL_LOCKS_EXCLUDED(mutex_);
  absl::optional<Sums> SeenAt(const std::string& name, int64_t revision) const
      ABSL_LOCKS_EXCLUDED(mutex_);

  // C: also accounts that are not on disk yet.
  BookAccount* FindNow(absl::string_view name) ABSL_LOCKS_EXCLUDED(mutex_);
  // C: a new account; writes its row.
  absl::StatusOr<BookAccount*> OpenAccount(storage::Txn& txn, v1::Account account);
  // C: remembers the sums, to be changed next.
  Sums& Change(BookAccount& account) {
    undo_.push_back({Undo::kSums, &account, account.now, 0});
    return account.now;
  }
  // C: an id will be taken soon: what TakeId needs is fetched into the processor's cache.
  void ExpectId(absl::string_view id) const {
    const TransferId key = IdOf(id);
    recent_ids_.Prefetch(key);
    filter_.Prefetch(key);
  }
  // C: takes an id for a transfer at `position`, unless it was posted: then the
  // answer is where.
  absl::StatusOr<absl::optional<Position>> TakeId(const storage::Txn& txn, absl::string_view id,
                                                  Position position);
  // C: writes the segment of a transaction, once in it.
  absl::Status AppendSegment(storage::Txn& txn, std::string records,
                             const std::vector<Hash>& leaves);
  // Whether so much waits to be indexed that a request to post should wait for WhenIndexed,
  // which calls `ready` then, on a thread that it must not hold.
  bool IsBehind() const;
  void WhenIndexed(std::function<void()> ready);
  // C: OVERLOADED if the indexes stay behind. Never waits.
  absl::Status CheckIndexes() const;

  // When the next pending transfer expires, in nanoseconds since the epoch; never
  // later than it does.
  int64_t next_expiry() const { return next_expiry_; }
  // C.
  void SetNextExpiry(int64_t unix_nanos) {
    expiry_raised_ = expiry_raised_ || unix_nanos > next_expiry_;
    next_expiry_ = unix_nanos;
  }

  // From now on pending transfers expire only with the next posting; for tests, whose
  // clock is not the world's.
  void StopExpiring() { expires_alone_ = false; }
  // Waits until everything on disk is indexed; for tests.
  void AwaitIndexed();

 private:
  // One change that is not on disk.
  struct Undo {
    enum Kind : uint8_t { kSums, kOpened, kId, kSegment } kind;
    // Of kSums and kOpened.
    BookAccount* account;
    // Of kSums: before the change.
    Sums sums;
    // Of kId.
    TransferId id;
  };

  absl::Status LoadAccounts(const storage::Snapshot& snapshot);
  absl::Status LoadTail(const storage::Snapshot& snapshot);
  // On a thread of its own.
  void WarmFilter(const storage::Snapshot& snapshot);
  void ForgetIndexedIds();

  storage::Store* store_ = nullptr;
  mutable absl::Mutex mutex_;
  absl::flat_hash_map<std::string, std::unique_ptr<BookAccount>> accounts_ ABSL_GUARDED_BY(mutex_);
  int64_t seen_revision_ ABSL_GUARDED_BY(mutex_) = 0;

  // The committer's.
  std::vector<Undo> undo_;
  // The end of the chain before each kSegment.
  std::vector<ChainEnd> chain_undo_;
  // Opened by transactions that failed, and what such a one may still point to until the
  // next begins.
  std::vector<std::unique_ptr<BookAccount>> abandoned_;
  ChainEnd chain_;
  std::vector<std::shared_ptr<const v1::JournalSegment>> staged_;

  // Ids that the indexes do not hold, among others.
  RecentIds recent_ids_;
  // All ids that are on disk, once `filter_complete_`; until then each is looked for.
  IdFilter filter_;
  bool filter_complete_ = false;
  // Whether it holds those of the indexes as they were at the start; once that is done
  // it is the committer's.
  enum class Warming : uint8_t { kRuns, kDone, kFailed };
  std::atomic<Warming> warmed_{Warming::kRuns};
  std::atomic<bool> closing_{false};
  std::thread warming_;
  std::atomic<int64_t> next_expiry_;
  bool expiry_raised_ = false;
  std::atomic<bool> expires_alone_{true};
  std::unique_ptr<Indexer> indexer_;
};

// What the schema of the store makes.
std::unique_ptr<storage::Resident> MakeBooks();

}  // namespace zgc::funding
