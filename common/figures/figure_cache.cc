#include "common/figures/figure_cache.h"

#include <algorithm>
#include <iterator>
#include <limits>
#include <utility>

#include "absl/time/clock.h"
#include "common/base/status_macros.h"
#include "common/observability/log.h"
#include "common/rpc/call/parking.h"

namespace zgc::figures {
namespace {

// Of a message in memory: about twice its bytes on the wire, and its place in the map.
size_t EstimateBytes(const FigureSet& set) {
  constexpr size_t kPlace = 256;
  size_t bytes = 0;
  for (const auto& [name, figure] : set.figures) bytes += kPlace + 2 * figure.ByteSizeLong();
  for (const auto& [name, row] : set.indicators) bytes += kPlace + 2 * row.ByteSizeLong();
  return bytes;
}

}  // namespace

absl::StatusOr<FigureCache::Set> FigureCache::At(const storage::Reader& reader) {
  const int64_t revision = reader.revision();
  {
    absl::MutexLock lock(&mutex_);
    const auto kept = kept_.find(revision);
    if (kept != kept_.end()) {
      kept->second.used = ++uses_;
      return kept->second.set;
    }
    if (making_.contains(revision) && rpc::Parking::Possible()) {
      return rpc::Parking::Park([this, revision](std::function<void()> ready) {
        {
          absl::MutexLock parked(&mutex_);
          const auto making = making_.find(revision);
          if (making != making_.end()) return making->second.push_back(std::move(ready));
        }
        ready();
      });
    }
    making_[revision];
  }
  return Compute(reader);
}

absl::StatusOr<FigureCache::Set> FigureCache::Compute(const storage::Reader& reader) {
  absl::StatusOr<FigureSet> made = book_.ReadSet(reader);
  // What was cut off on the way is kept for nobody, whatever came of it.
  if (const absl::Status wanted = base::StillWanted(); !wanted.ok()) made = wanted;
  absl::StatusOr<Set> set;
  size_t bytes = 0;
  if (made.ok()) {
    set = std::make_shared<const FigureSet>(*std::move(made));
    bytes = EstimateBytes(**set);
  } else {
    set = made.status();
  }
  Callbacks parked;
  {
    absl::MutexLock lock(&mutex_);
    const auto making = making_.find(reader.revision());
    if (making != making_.end()) {
      parked = std::move(making->second);
      making_.erase(making);
    }
    if (set.ok()) Keep(*set, bytes);
  }
  for (const auto& ready : parked) ready();
  return set;
}

void FigureCache::Keep(const Set& set, size_t bytes) {
  ++computed_;
  kept_[set->revision] = {set, bytes, ++uses_};
  size_t all = 0;
  for (const auto& [revision, entry] : kept_) all += entry.bytes;
  while (all > max_bytes_ && kept_.size() > 1) {
    // The newest, which watches need next, is not among them.
    const auto oldest = std::min_element(
        kept_.begin(), std::prev(kept_.end()),
        [](const auto& a, const auto& b) { return a.second.used < b.second.used; });
    all -= oldest->second.bytes;
    kept_.erase(oldest);
  }
}

FigureCache::Set FigureCache::Kept(int64_t revision) {
  absl::MutexLock lock(&mutex_);
  const auto kept = kept_.find(revision);
  if (kept == kept_.end()) return nullptr;
  kept->second.used = ++uses_;
  return kept->second.set;
}

absl::StatusOr<FigureCache::Set> FigureCache::Newest(int64_t& failures) {
  absl::MutexLock lock(&mutex_);
  const int64_t seen = std::exchange(failures, failures_);
  // One that begins is not ended by what failed before: it has it made again.
  if (seen != kNoneSeen && seen < failures_) ZGC_RETURN_IF_ERROR(last_made_);
  return kept_.empty() ? nullptr : kept_.rbegin()->second.set;
}

int64_t FigureCache::NewestRevision() const { return kept_.empty() ? 0 : kept_.rbegin()->first; }

int64_t FigureCache::Wait(int64_t after, std::function<void()> ready) {
  {
    absl::MutexLock lock(&mutex_);
    if (NewestRevision() <= after) {
      Begin();
      poked_ = true;
      const int64_t ticket = next_ticket_++;
      waiters_[ticket] = {after, std::move(ready)};
      return ticket;
    }
  }
  ready();
  return 0;
}

bool FigureCache::Cancel(int64_t ticket) {
  absl::MutexLock lock(&mutex_);
  return waiters_.erase(ticket) > 0;
}

int64_t FigureCache::computed() const {
  absl::MutexLock lock(&mutex_);
  return computed_;
}

void FigureCache::Begin() {
  if (closing_ || thread_.joinable()) return;
  // So that it has ended before the store closes.
  const auto stop = calls_.stops().Add({}, [this](const absl::Status&) { Close(); });
  // The server stops: it ends the watches as well.
  if (!stop.ok()) return;
  stop_ = *stop;
  thread_ = std::thread([this] { Run(); });
}

void FigureCache::Close() {
  std::thread thread;
  int64_t stop = 0;
  {
    absl::MutexLock lock(&mutex_);
    if (closing_) return;
    closing_ = true;
    interrupt_.Stop(rpc::Draining());
    thread.swap(thread_);
    std::swap(stop, stop_);
  }
  if (stop != 0) calls_.stops().Remove(stop);
  if (thread.joinable()) thread.join();
}

void FigureCache::Run() {
  rpc::LowerPriority();
  const base::InterruptScope scope(interrupt_);
  while (AwaitCommit()) {
    const absl::Time begin = absl::Now();
    MakeNewest();
    // Half of the time is left to others, however fast commits come.
    absl::MutexLock lock(&mutex_);
    mutex_.AwaitWithTimeout(absl::Condition(&closing_), absl::Now() - begin);
  }
}

bool FigureCache::AwaitCommit() {
  while (true) {
    int64_t wanted = 0;
    {
      absl::MutexLock lock(&mutex_);
      const auto poked = [this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
        return closing_ || !waiters_.empty();
      };
      mutex_.Await(absl::Condition(&poked));
      if (closing_) return false;
      wanted = std::numeric_limits<int64_t>::max();
      for (const auto& [ticket, waiter] : waiters_) {
        wanted = std::min(wanted, waiter.after + 1);
      }
      committed_ = false;
      poked_ = false;
    }
    const int64_t ticket = calls_.store().OnRevision(wanted, [this] {
      absl::MutexLock lock(&mutex_);
      committed_ = true;
    });
    absl::MutexLock lock(&mutex_);
    const auto woken = [this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
      return closing_ || committed_ || poked_;
    };
    mutex_.Await(absl::Condition(&woken));
    // If it cannot be cancelled it comes.
    if (!committed_ && (ticket == 0 || !calls_.store().CancelWait(ticket))) {
      mutex_.Await(absl::Condition(&committed_));
    }
    if (closing_) return false;
    if (committed_ && !waiters_.empty()) return true;
  }
}

void FigureCache::MakeNewest() {
  const storage::Snapshot now = calls_.store().Read();
  const absl::StatusOr<Set> made = At(now);
  if (!made.ok()) observability::LogError("figures were not computed", made.status());
  Callbacks ready;
  {
    absl::MutexLock lock(&mutex_);
    if (closing_) return;
    last_made_ = made.status();
    if (!made.ok()) ++failures_;
    for (auto it = waiters_.begin(); it != waiters_.end();) {
      if (it->second.after >= now.revision()) {
        ++it;
        continue;
      }
      ready.push_back(std::move(it->second.ready));
      it = waiters_.erase(it);
    }
  }
  for (const auto& call : ready) call();
}

}  // namespace zgc::figures
