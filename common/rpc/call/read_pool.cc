#include "common/rpc/call/read_pool.h"

#include <sys/resource.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <thread>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/base/error.h"
#include "common/rpc/call/parking.h"

namespace zgc::rpc {
namespace {

constexpr int kDearNice = 10;

absl::Duration ThreadTime() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return absl::DurationFromTimespec(now);
}

}  // namespace

void LowerPriority() {
  const auto thread = static_cast<id_t>(syscall(SYS_gettid));
  setpriority(PRIO_PROCESS, thread, kDearNice);
}

ReadTimer::ReadTimer() : begin_(absl::Now()), worked_(ThreadTime()) {}

absl::Duration ReadTimer::Cost() const {
  return std::max(ThreadTime() - worked_, (absl::Now() - begin_) / kWaitShare);
}

ReadPool::ReadPool(ReadPoolOptions options) : options_(options) {
  if (options_.dear_threads == 0) {
    options_.dear_threads = std::max(1, static_cast<int>(std::thread::hardware_concurrency() / 2));
  }
}

ReadPool::~ReadPool() {
  absl::MutexLock lock(&mutex_);
  closing_ = true;
  cheap_.woken.SignalAll();
  dear_.woken.SignalAll();
  const auto ended = [this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) { return threads_ == 0; };
  mutex_.Await(absl::Condition(&ended));
}

absl::Status ReadPool::Submit(Job job) {
  absl::MutexLock lock(&mutex_);
  const auto held = held_.find(job.caller);
  const size_t own_jobs = held == held_.end() ? 0 : held->second.jobs;
  const int64_t own_bytes = held == held_.end() ? 0 : held->second.bytes;
  if (waiting_ >= options_.max_waiting || own_jobs >= options_.max_waiting_of_caller ||
      bytes_ + job.bytes > options_.max_bytes ||
      own_bytes + job.bytes > options_.max_bytes_of_caller) {
    return base::RetryLater(
        absl::StatusCode::kResourceExhausted, common::v1::ERROR_REASON_OVERLOADED,
        absl::StrCat(waiting_, " reads are waiting, ", own_jobs, " of them are this caller's"),
        absl::Milliseconds(200));
  }
  Enqueue(std::move(job));
  return absl::OkStatus();
}

void ReadPool::Post(Job job) {
  absl::MutexLock lock(&mutex_);
  Enqueue(std::move(job));
}

void ReadPool::Push(Lane& lane, Job job) {
  std::deque<Job>& own = lane.waiting[job.caller];
  if (own.empty()) lane.turn.push_back(job.caller);
  own.push_back(std::move(job));
  WakeOrSpawn(lane);
}

void ReadPool::Enqueue(Job job) {
  ++waiting_;
  bytes_ += job.bytes;
  Held& held = held_[job.caller];
  ++held.jobs;
  held.bytes += job.bytes;
  Push(costs_.Of(job.kind) > kDear ? dear_ : cheap_, std::move(job));
}

int ReadPool::Limit(const Lane& lane) const {
  return lane.dear ? options_.dear_threads : options_.cheap_threads;
}

void ReadPool::WakeOrSpawn(Lane& lane) {
  if (lane.idle > 0) return lane.woken.Signal();
  // The last one is for cheap reads.
  const int kept = lane.dear && cheap_.threads == 0 ? 1 : 0;
  if (lane.threads >= Limit(lane) || threads_ + kept >= MostThreads()) return;
  ++lane.threads;
  ++threads_;
  std::thread([this, &lane] { Work(lane); }).detach();
}

bool ReadPool::Take(Lane& lane, Job& job) {
  const int share = std::max(1, Limit(lane) - 1);
  for (size_t passed = 0; passed < lane.turn.size();) {
    const std::string caller = std::move(lane.turn.front());
    lane.turn.pop_front();
    const auto running = lane.running.find(caller);
    if (running != lane.running.end() && running->second >= share) {
      lane.turn.push_back(caller);
      ++passed;
      continue;
    }
    const auto own = lane.waiting.find(caller);
    job = std::move(own->second.front());
    own->second.pop_front();
    if (own->second.empty()) {
      lane.waiting.erase(own);
    } else {
      lane.turn.push_back(caller);
    }
    if (!lane.dear && costs_.Of(job.kind) > kDear) {
      Push(dear_, std::move(job));
      continue;
    }
    ++lane.running[caller];
    --waiting_;
    bytes_ -= job.bytes;
    const auto held = held_.find(caller);
    held->second.bytes -= job.bytes;
    if (--held->second.jobs == 0) held_.erase(held);
    return true;
  }
  return false;
}

void ReadPool::Done(Lane& lane, const std::string& caller) {
  const auto running = lane.running.find(caller);
  if (--running->second == 0) lane.running.erase(running);
  // What waits may have waited for this caller's share.
  if (!lane.turn.empty()) WakeOrSpawn(lane);
}

void ReadPool::Work(Lane& lane) {
  if (lane.dear) LowerPriority();
  bool stays = true;
  while (stays) {
    Job job;
    {
      absl::MutexLock lock(&mutex_);
      while (!Take(lane, job)) {
        if (closing_ && lane.turn.empty()) {
          --lane.threads;
          --threads_;
          return;
        }
        ++lane.idle;
        lane.woken.Wait(&mutex_);
        --lane.idle;
      }
      // One signal may have stood for several jobs.
      if (!lane.turn.empty()) WakeOrSpawn(lane);
      if (closing_) lane.woken.SignalAll();
    }
    stays = Run(lane, std::move(job));
  }
  absl::MutexLock lock(&mutex_);
  --threads_;
  // A lane that was at the end of all threads may grow again.
  if (!cheap_.turn.empty()) WakeOrSpawn(cheap_);
  if (!dear_.turn.empty()) WakeOrSpawn(dear_);
}

bool ReadPool::Run(Lane& lane, Job job) {
  static const base::Interrupt never;
  const std::shared_ptr<const base::Interrupt> interrupt = std::move(job.interrupt);
  const std::string caller = std::move(job.caller);
  const ReadTimer timer;
  bool left = false;
  {
    const base::InterruptScope scope(interrupt == nullptr ? never : *interrupt, [&] {
      if (lane.dear || left || timer.Cost() <= kDear) return absl::OkStatus();
      costs_.Record(job.kind, timer.Cost());
      left = LeaveCheap(caller);
      if (left || !job.may_run_again) return absl::OkStatus();
      return Parking::Park([](const std::function<void()>& again) { again(); });
    });
    job.run();
    // What it holds goes before another may begin.
    job.run = nullptr;
  }
  costs_.Record(job.kind, timer.Cost());
  absl::MutexLock lock(&mutex_);
  Done(left ? dear_ : lane, caller);
  return !left;
}

bool ReadPool::LeaveCheap(const std::string& caller) {
  {
    absl::MutexLock lock(&mutex_);
    if (cheap_.threads == 1 && threads_ >= MostThreads()) return false;
    --cheap_.threads;
    ++dear_.running[caller];
    Done(cheap_, caller);
    if (!cheap_.turn.empty()) WakeOrSpawn(cheap_);
  }
  LowerPriority();
  return true;
}

}  // namespace zgc::rpc
