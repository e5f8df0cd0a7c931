#include "common/storage/committer.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/check.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/storage/commit/first_answers.h"
#include "common/storage/commit/seal.h"
#include "common/storage/key_codec.h"
#include "common/storage/lineage.h"

namespace zgc::storage {
namespace {

using zgc::common::v1::ERROR_REASON_OVERLOADED;
using zgc::common::v1::ERROR_REASON_SHUTTING_DOWN;
using zgc::common::v1::ERROR_REASON_STORAGE_UNAVAILABLE;

// How often a write is tried.
constexpr int kTries = 3;
// By how much recoveries that fail become rarer.
constexpr int kRarest = 16;
// Of rows that are held in memory for the next transactions.
constexpr size_t kNewestBytes = 8 << 20;

absl::Status Unwritten(const absl::Status& cause) {
  return base::RetryLater(absl::StatusCode::kUnavailable, ERROR_REASON_STORAGE_UNAVAILABLE,
                          absl::StrCat("the store could not write: ", cause.message()),
                          absl::Seconds(1));
}

}  // namespace

std::string CommitKey(int64_t revision) { return KeyWriter().Int(revision).Take(); }

Committer::Committer(Engine& engine, Resident* resident, const Lineage& lineage,
                     const ColumnsByName& columns, Head head, const StoreOptions& options)
    : engine_(engine),
      resident_(resident),
      options_(options),
      lineage_(lineage),
      columns_(columns),
      chain_(std::move(head.chain)),
      last_time_unix_nanos_(head.time_unix_nanos),
      newest_(kNewestBytes),
      latest_(engine.Snapshot()),
      head_(head.revision),
      moved_(head.revision),
      recovery_pause_(options.recovery_pause) {
  thread_ = std::thread([this] { Run(); });
}

Committer::~Committer() { Close(); }

void Committer::Close() {
  if (!thread_.joinable()) return;
  std::multimap<int64_t, Waiter> waiters;
  {
    absl::MutexLock lock(&mutex_);
    closing_ = true;
    waiters.swap(waiters_);
  }
  thread_.join();
  {
    absl::MutexLock lock(&mutex_);
    ZGC_CHECK(queue_.empty(), "a write that was taken in would never be answered");
  }
  for (auto& [revision, waiter] : waiters) waiter.ready();
}

void Committer::Submit(Origin origin, TxnBody body, TxnDone done, bool record_only) {
  absl::Status refusal;
  {
    absl::MutexLock lock(&mutex_);
    if (closing_) {
      refusal = base::RetryLater(absl::StatusCode::kUnavailable, ERROR_REASON_SHUTTING_DOWN,
                                 "the store is closing", absl::Seconds(1));
    } else if (queue_.size() >= options_.max_queue) {
      refusal = base::RetryLater(absl::StatusCode::kResourceExhausted, ERROR_REASON_OVERLOADED,
                                 absl::StrCat(queue_.size(), " writes are waiting"),
                                 absl::Milliseconds(100));
    } else {
      queue_.push_back({std::move(origin), std::move(body), std::move(done), record_only});
      return;
    }
  }
  done(refusal);
}

std::pair<std::shared_ptr<const EngineSnapshot>, int64_t> Committer::Latest() const {
  absl::MutexLock lock(&mutex_);
  return {latest_, head_};
}

absl::Status Committer::health() const {
  {
    absl::MutexLock lock(&mutex_);
    if (!health_.ok()) return health_;
  }
  return engine_.health();
}

absl::Status Committer::liveness() const {
  {
    absl::MutexLock lock(&mutex_);
    if (!stale_.ok()) return stale_;
  }
  return engine_.liveness();
}

int64_t Committer::moved() const {
  absl::MutexLock lock(&mutex_);
  return moved_;
}

int64_t Committer::OnRevision(int64_t revision, std::function<void()> ready) {
  {
    absl::MutexLock lock(&mutex_);
    if (head_ < revision && !closing_) {
      const int64_t ticket = next_ticket_++;
      waiters_.emplace(revision, Waiter{ticket, std::move(ready)});
      return ticket;
    }
  }
  ready();
  return 0;
}

bool Committer::CancelWait(int64_t ticket) {
  absl::MutexLock lock(&mutex_);
  for (auto it = waiters_.begin(); it != waiters_.end(); ++it) {
    if (it->second.ticket == ticket) {
      waiters_.erase(it);
      return true;
    }
  }
  return false;
}

std::shared_ptr<ChangedKeys> Committer::CollectKeys(size_t max_bytes) {
  auto collector = std::make_shared<ChangedKeys>(max_bytes);
  absl::MutexLock lock(&mutex_);
  collectors_.push_back(collector);
  return collector;
}

std::shared_ptr<const ChangedKeys::Keys> Committer::KeysOf(const Overlay& overlay) const {
  {
    absl::MutexLock lock(&mutex_);
    if (collectors_.empty()) return nullptr;
  }
  auto keys = std::make_shared<ChangedKeys::Keys>();
  for (const auto& [column, rows] : overlay) {
    // Not what the store keeps for itself, nor versions of rows that are there as well.
    if (column < kFirstColumn || column >= kHistoryOffset) continue;
    for (const auto& [key, value] : rows) keys->push_back({column, key});
  }
  return keys;
}

void Committer::Refresh() {
  absl::MutexLock lock(&mutex_);
  refresh_ = true;
}

void Committer::Run() {
  while (true) {
    std::deque<Request> group;
    {
      absl::MutexLock lock(&mutex_);
      const auto ready = [this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
        return closing_ || refresh_ || !queue_.empty();
      };
      mutex_.AwaitWithTimeout(absl::Condition(&ready), options_.recovery_pause);
      if (queue_.empty() && closing_) return;
      // A stale store is read as it was.
      if (refresh_ && stale_.ok()) latest_ = engine_.Snapshot();
      refresh_ = false;
      while (!queue_.empty() && group.size() < options_.max_group) {
        group.push_back(std::move(queue_.front()));
        queue_.pop_front();
      }
    }
    if (group.empty()) {
      // Nobody may be writing to a store that is not ready, so it must find out by itself
      // that it can write again.
      if (!health().ok()) SetHealth(RecoverAtRest());
    } else {
      CommitGroup(std::move(group));
    }
  }
}

void Committer::CommitGroup(std::deque<Request> group) {
  const auto [base, head] = Latest();
  Group members;
  std::vector<absl::StatusOr<Committed>> results;
  results.reserve(group.size());
  int64_t next = head + 1;
  int64_t moved = 0;
  members.chain = chain_;
  for (const Request& request : group) {
    const int64_t mark = resident_ == nullptr ? 0 : resident_->Mark();
    results.push_back(RunMember(request, *base, next, mark, members));
    if (resident_ != nullptr && !results.back().ok()) {
      resident_->Rollback(mark);
      ZGC_CHECK(resident_->Mark() == mark, "what a failed write changed in memory would stay");
    }
    if (!results.back().ok()) continue;
    ZGC_CHECK(results.back()->revision <= next, "an answer would name a commit that is not there");
    if (results.back()->revision != next) continue;
    if (!request.origin.positions_only) moved = next;
    ++next;
  }
  ZGC_CHECK(members.rows.empty() == (next == head + 1), "rows would be written by no commit");
  if (next > head + 1) {
    const auto keys = KeysOf(members.rows);
    Batch batch;
    const absl::Status written = WriteGroup(members, head + 1, batch);
    if (written.ok()) {
      chain_ = std::move(members.chain);
      if (resident_ != nullptr) {
        resident_->Commit(next - 1);
        ZGC_CHECK(resident_->Mark() == 0, "a later failure would undo what is on disk");
      }
      Publish(next - 1, moved, keys);
      // After readers see it, who wait for no more.
      for (auto& write : batch.writes) {
        if (write.column < kFirstColumn || write.column >= kHistoryOffset) continue;
        newest_.Change(write.column, write.key, std::move(write.value));
      }
    } else {
      newest_.Clear();
      if (resident_ != nullptr) {
        resident_->Rollback(0);
        ZGC_CHECK(resident_->Mark() == 0, "memory would show what is not on disk");
      }
      // Members may have read each other's writes, so none can stand alone.
      for (auto& result : results) result = Unwritten(written);
    }
    SetHealth(written);
  }
  for (size_t i = 0; i < group.size(); ++i) {
    if (results[i].ok() && !results[i]->refusal.ok()) {
      results[i] = absl::Status(results[i]->refusal);
    }
    group[i].done(std::move(results[i]));
  }
}

absl::StatusOr<Committed> Committer::RunMember(const Request& request, const EngineSnapshot& base,
                                               int64_t revision, int64_t mark, Group& group) {
  ZGC_CHECK(revision > 0, "commits are numbered from 1");
  // Commit times never go back, whatever the clock does.
  last_time_unix_nanos_ = std::max(last_time_unix_nanos_, absl::ToUnixNanos(options_.clock->Now()));
  const auto begin = [&] {
    return Txn(base, group.rows, lineage_, columns_, revision, last_time_unix_nanos_, resident_,
               derive_ != nullptr, &newest_);
  };
  Txn txn = begin();
  const bool idempotent = !request.origin.request_id.empty() && !request.record_only;
  if (idempotent) {
    ZGC_ASSIGN_OR_RETURN(auto answer, FindAnswer(txn, request.origin));
    if (answer.has_value()) return *std::move(answer);
  }
  Committed committed;
  committed.revision = revision;
  absl::StatusOr<std::string> response = "";
  if (!request.record_only) response = request.body(txn);
  if (!response.ok()) {
    if (!idempotent || !IsAnswer(response.status())) return response.status();
    // The answer is a commit of its own, without what the body had written.
    if (resident_ != nullptr) resident_->Rollback(mark);
    committed.refusal = response.status();
    Txn refused = begin();
    Seal(refused, request.origin, committed, idempotent, group.chain, group.audit);
    group.Merge(refused);
    return committed;
  }
  // No answer to the request: a fault, which the same request may find gone.
  if (derive_ != nullptr && !txn.empty()) ZGC_RETURN_IF_ERROR(derive_(txn));
  committed.response = *std::move(response);
  const bool written = !txn.empty() || idempotent || request.record_only;
  if (!written) {
    committed.revision = revision - 1;
    return committed;
  }
  Seal(txn, request.origin, committed, idempotent, group.chain, group.audit);
  group.Merge(txn);
  return committed;
}

absl::Status Committer::WriteGroup(Group& group, int64_t first_revision, Batch& batch) {
  ZGC_CHECK(first_revision == Latest().second + 1, "revisions would have a gap, or one twice");
  batch.absent_column = kCommitColumn.id;
  batch.absent_key = CommitKey(first_revision);
  group.MoveTo(batch);
  return Write(batch);
}

absl::Status Committer::Write(const Batch& batch) {
  if (!health().ok()) ZGC_RETURN_IF_ERROR(RecoverAtRest());
  for (int tries = kTries;; --tries) {
    absl::Status written = engine_.Commit(batch);
    if (written.ok() || absl::IsAborted(written)) return written;
    // It may be on disk or not, and what is there decides. If it is not, the fault may
    // have passed.
    const auto found = Recover();
    if (!found.ok()) return written;
    if (*found) return absl::OkStatus();
    if (tries == 1) return written;
  }
}

absl::StatusOr<bool> Committer::Recover() {
  ZGC_RETURN_IF_ERROR(liveness());
  // What it follows may have been met by a merge in the background a while ago, and the opening
  // be the first to meet the next fault.
  if (!engine_.Recover().ok()) ZGC_RETURN_IF_ERROR(engine_.Recover());
  auto snapshot = engine_.Snapshot();
  ZGC_ASSIGN_OR_RETURN(const auto commit,
                       snapshot->Get(kCommitColumn.id, CommitKey(Latest().second + 1)));
  if (commit.has_value()) return true;
  // Swapped, as the one before may be the last reader of a database, which then closes.
  absl::MutexLock lock(&mutex_);
  latest_.swap(snapshot);
  return false;
}

absl::Status Committer::RecoverAtRest() {
  const auto now = std::chrono::steady_clock::now();
  if (now < next_recovery_) return health();
  next_recovery_ = now + absl::ToChronoNanoseconds(recovery_pause_);
  recovery_pause_ = std::min(2 * recovery_pause_, kRarest * options_.recovery_pause);
  ZGC_ASSIGN_OR_RETURN(const bool found, Recover());
  if (!found) return absl::OkStatus();
  absl::MutexLock lock(&mutex_);
  stale_ = absl::UnavailableError(
      "a commit that could not be written is on disk: only a new start takes it in");
  return stale_;
}

void Committer::SetHealth(const absl::Status& health) {
  if (health.ok()) {
    recovery_pause_ = options_.recovery_pause;
    next_recovery_ = {};
  }
  absl::MutexLock lock(&mutex_);
  health_ = health;
}

void Committer::Publish(int64_t head, int64_t moved,
                        const std::shared_ptr<const ChangedKeys::Keys>& keys) {
  auto snapshot = engine_.Snapshot();
  std::vector<std::function<void()>> ready;
  {
    absl::MutexLock lock(&mutex_);
    ZGC_CHECK(head > head_, "readers would go back");
    // Before the snapshot, so that whoever reads it can take its keys. One that began to collect
    // while the group was written is told that it lacks these.
    for (size_t i = 0; i < collectors_.size();) {
      if (const auto collector = collectors_[i].lock()) {
        collector->Add(head, keys);
        ++i;
      } else {
        collectors_.erase(collectors_.begin() + static_cast<std::ptrdiff_t>(i));
      }
    }
    latest_ = std::move(snapshot);
    head_ = head;
    moved_ = std::max(moved_, moved);
    const auto end = waiters_.upper_bound(head);
    for (auto it = waiters_.begin(); it != end; ++it) ready.push_back(std::move(it->second.ready));
    waiters_.erase(waiters_.begin(), end);
  }
  for (const auto& call : ready) call();
}

}  // namespace zgc::storage
