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

// So many figures of a revision are computed one by one before a set of all is begun, which other
// reads then find.
constexpr int64_t kWorthASet = 32;
// Beside those that watches stand at.
constexpr size_t kMostSets = 64;
constexpr absl::Duration kLongestRest = absl::Milliseconds(100);

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
    if ((making_.contains(revision) || OnItsWay(revision)) && rpc::Parking::Possible()) {
      return rpc::Parking::Park([this, revision](std::function<void()> ready) {
        {
          absl::MutexLock parked(&mutex_);
          const auto making = making_.find(revision);
          if (making != making_.end()) return making->second.push_back(std::move(ready));
          if (OnItsWay(revision)) {
            Want();
            return until_moved_.push_back(std::move(ready));
          }
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
  if (made.ok()) {
    set = std::make_shared<const FigureSet>(*std::move(made));
  } else {
    set = made.status();
  }
  Made(reader.revision(), set);
  return set;
}

void FigureCache::Made(int64_t revision, const absl::StatusOr<Set>& set) {
  Callbacks parked;
  // Freed once nobody waits for the lock: a large set takes a while.
  std::vector<Set> dropped;
  {
    absl::MutexLock lock(&mutex_);
    const auto making = making_.find(revision);
    if (making != making_.end()) {
      parked = std::move(making->second);
      making_.erase(making);
    }
    if (set.ok() && !kept_.contains(revision)) dropped = Keep(*set);
  }
  for (const auto& ready : parked) ready();
}

std::vector<FigureCache::Set> FigureCache::Keep(const Set& set) {
  std::vector<Set> dropped;
  kept_[set->revision] = {set, ++uses_};
  size_t all = 0;
  for (auto at = kept_.begin(); at != kept_.end(); ++at) all += BytesOf(at);
  absl::MutexLock lock(&standing_->mutex);
  const auto worth = [&](const auto& kept) ABSL_EXCLUSIVE_LOCKS_REQUIRED(standing_->mutex) {
    return std::make_pair(standing_->watches.contains(kept.first), kept.second.used);
  };
  while (kept_.size() > 1 &&
         (all > max_bytes_ || kept_.size() > kMostSets + standing_->watches.size())) {
    // The newest, which watches need next, is not among them.
    const auto least = std::min_element(
        kept_.begin(), std::prev(kept_.end()),
        [&](const auto& a, const auto& b)
            ABSL_EXCLUSIVE_LOCKS_REQUIRED(standing_->mutex) { return worth(a) < worth(b); });
    // What the one after it shares with it stays.
    const auto next = NextOfChain(least);
    if (next != kept_.end()) all -= BytesOf(next);
    all -= BytesOf(least);
    dropped.push_back(std::move(least->second.set));
    kept_.erase(least);
    if (next != kept_.end()) all += BytesOf(next);
  }
  return dropped;
}

FigureCache::Place FigureCache::NextOfChain(Place at) const {
  const int64_t chain = at->second.set->chain;
  do {
    ++at;
  } while (at != kept_.end() && at->second.set->chain != chain);
  return at;
}

size_t FigureCache::BytesOf(Place at) const {
  const FigureSet& set = *at->second.set;
  while (at != kept_.begin()) {
    --at;
    if (at->second.set->chain == set.chain) return BytesBeside(at->second.set.get(), set);
  }
  return BytesBeside(nullptr, set);
}

std::shared_ptr<void> FigureCache::Stand(int64_t revision) {
  {
    absl::MutexLock lock(&standing_->mutex);
    ++standing_->watches[revision];
  }
  return {nullptr, [standing = standing_, revision](void*) {
            absl::MutexLock lock(&standing->mutex);
            const auto at = standing->watches.find(revision);
            if (--at->second == 0) standing->watches.erase(at);
          }};
}

FigureCache::Set FigureCache::Kept(int64_t revision) {
  absl::MutexLock lock(&mutex_);
  const auto kept = kept_.find(revision);
  if (kept == kept_.end()) return nullptr;
  kept->second.used = ++uses_;
  return kept->second.set;
}

bool FigureCache::ComesTo(int64_t revision) {
  absl::MutexLock lock(&mutex_);
  return OnItsWay(revision);
}

void FigureCache::Missed(int64_t revision, int figures) {
  absl::MutexLock lock(&mutex_);
  if (missed_at_ != revision) {
    missed_at_ = revision;
    missed_ = 0;
  }
  missed_ += figures;
  if (missed_ >= kWorthASet) Want();
}

bool FigureCache::OnItsWay(int64_t revision) const {
  return !closing_ && !dear_ && live_at_ != 0 && live_at_ < revision;
}

void FigureCache::Want() {
  Begin();
  wanted_ = true;
  poked_ = true;
  missed_ = 0;
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
  Callbacks parked;
  int64_t stop = 0;
  {
    absl::MutexLock lock(&mutex_);
    if (closing_) return;
    closing_ = true;
    interrupt_.Stop(rpc::Draining());
    thread.swap(thread_);
    std::swap(stop, stop_);
    parked.swap(until_moved_);
  }
  for (const auto& ready : parked) ready();
  if (stop != 0) calls_.stops().Remove(stop);
  if (thread.joinable()) thread.join();
}

void FigureCache::Run() {
  const base::InterruptScope scope(interrupt_);
  while (AwaitCommit()) {
    const absl::Time begin = absl::Now();
    MakeNewest();
    // Half of the time is left to others, however fast commits come.
    absl::MutexLock lock(&mutex_);
    mutex_.AwaitWithTimeout(absl::Condition(&closing_),
                            std::min(absl::Now() - begin, kLongestRest));
  }
}

void FigureCache::RunDear(absl::FunctionRef<void()> work) {
  Callbacks parked;
  {
    absl::MutexLock lock(&mutex_);
    dear_ = true;
    parked.swap(until_moved_);
  }
  for (const auto& ready : parked) ready();
  std::thread([&] {
    rpc::LowerPriority();
    const base::InterruptScope scope(interrupt_);
    work();
  }).join();
  absl::MutexLock lock(&mutex_);
  dear_ = false;
}

bool FigureCache::AwaitCommit() {
  while (true) {
    int64_t wanted = 0;
    {
      absl::MutexLock lock(&mutex_);
      const auto poked = [this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
        return closing_ || wanted_ || !waiters_.empty();
      };
      mutex_.Await(absl::Condition(&poked));
      if (closing_) return false;
      if (std::exchange(wanted_, false)) return true;
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
  const storage::Snapshot now = live_.Read();
  {
    absl::MutexLock lock(&mutex_);
    making_[now.revision()];
  }
  absl::StatusOr<Set> made = live_.Advance(now);
  if (const absl::Status wanted = base::StillWanted(); !wanted.ok()) made = wanted;
  Made(now.revision(), made);
  if (!made.ok()) observability::LogError("figures were not computed", made.status());
  Callbacks ready;
  {
    absl::MutexLock lock(&mutex_);
    live_at_ = made.ok() ? now.revision() : 0;
    ready.swap(until_moved_);
  }
  for (const auto& call : ready) call();
  ready.clear();
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
