#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "common/storage/store.h"
#include "services/funding_ledger/ledger/books.h"
#include "services/funding_ledger/ledger/ledger.h"

namespace zgc::funding {

// Writes the indexes of the journal behind it, in chunks: while much is posted a
// chunk holds many transfers, so that what is written for each account and each
// award is shared by them. Thread-safe.
class Indexer {
 public:
  using Segment = std::shared_ptr<const v1::JournalSegment>;
  // A chunk is written once so many transfers wait, the first has waited so long, or
  // somebody waits for all.
  static constexpr int64_t kChunk = 1 << 16;
  static constexpr absl::Duration kPatience = absl::Milliseconds(200);

  // `tick` is called every now and then; `running` are the sums of all accounts at
  // `mark`.
  Indexer(storage::Store& store, v1::IndexMark mark, absl::flat_hash_map<std::string, Sums> running,
          std::function<void()> tick);
  ~Indexer();

  // Begins with the thread.
  void Start();
  void Add(std::vector<Segment> segments);
  // Up to which revision transactions see the indexes.
  int64_t indexed_revision() const;
  // Waits until none waits; while somebody does, chunks are written at once.
  void AwaitAll();
  // How many transfers wait.
  int64_t unindexed() const;
  // Whether it gets nowhere for now: it has ended, until the next start, or what it wrote
  // last was refused, which is tried again each second.
  bool stalled() const;
  // Calls `ready` once fewer than `limit` transfers wait or it is stalled; at once if so.
  void WhenBelow(int64_t limit, std::function<void()> ready);

 private:
  // What the transfers of some segments add to the indexes.
  struct Chunk;

  struct Waiter {
    int64_t limit = 0;
    std::function<void()> ready;
  };
  bool IsFull() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    return unindexed_ >= (await_all_ > 0 ? 1 : kChunk);
  }
  void Run();
  void IndexUntilTheEnd();
  // Calls those who need not wait any more.
  void Wake();
  void Stall();
  absl::Status Build(const std::vector<Segment>& segments, Chunk& chunk);
  absl::Status AddSegment(const v1::JournalSegment& segment, Chunk& chunk);
  void AddAccount(absl::string_view name, const RecordView& record, bool debit, int64_t revision,
                  int number, Chunk& chunk);
  absl::Status Write(Chunk& chunk);

  storage::Store& store_;
  const std::function<void()> tick_;
  // The thread's.
  v1::IndexMark mark_;
  absl::flat_hash_map<std::string, std::unique_ptr<Sums>> running_;

  mutable absl::Mutex mutex_;
  std::deque<Segment> waiting_ ABSL_GUARDED_BY(mutex_);
  int64_t unindexed_ ABSL_GUARDED_BY(mutex_) = 0;
  absl::Time first_ ABSL_GUARDED_BY(mutex_);
  int64_t indexed_revision_ ABSL_GUARDED_BY(mutex_) = 0;
  bool ending_ ABSL_GUARDED_BY(mutex_) = false;
  bool stalled_ ABSL_GUARDED_BY(mutex_) = false;
  int await_all_ ABSL_GUARDED_BY(mutex_) = 0;
  std::vector<Waiter> waiters_ ABSL_GUARDED_BY(mutex_);
  std::thread thread_;
};

}  // namespace zgc::funding
