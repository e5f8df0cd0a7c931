#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/synchronization/mutex.h"

namespace zgc::rpc {

// Bytes that a server may hold of one kind, and how many of them for one caller.
// Thread-safe.
class ByteBudget {
  struct State;

 public:
  // What was taken; given back when it goes. Empty if nothing was. May outlive the budget:
  // what the committer holds of a write goes after its answer, which may be the last.
  class Taken {
   public:
    Taken() = default;
    Taken(std::shared_ptr<State> budget, std::string caller, int64_t bytes)
        : budget_(std::move(budget)), caller_(std::move(caller)), bytes_(bytes) {}
    Taken(Taken&& other) noexcept { *this = std::move(other); }
    Taken& operator=(Taken&& other) noexcept {
      std::swap(budget_, other.budget_);
      std::swap(caller_, other.caller_);
      std::swap(bytes_, other.bytes_);
      return *this;
    }
    ~Taken() {
      if (budget_ != nullptr) budget_->Give(caller_, bytes_);
    }

   private:
    std::shared_ptr<State> budget_;
    std::string caller_;
    int64_t bytes_ = 0;
  };

  // `share` of `total` is what one caller may hold at most.
  ByteBudget(int64_t total, int64_t share) : total_(total), share_(share) {}

  // False, and nothing taken, if there are not so many left.
  bool Take(const std::string& caller, int64_t bytes, Taken& taken) {
    // Nothing is held for it: its caller's entry may go before it does.
    if (bytes == 0) return true;
    {
      absl::MutexLock lock(&state_->mutex);
      int64_t& own = state_->callers[caller];
      if (state_->held + bytes > total_ || own + bytes > share_) {
        if (own == 0) state_->callers.erase(caller);
        return false;
      }
      state_->held += bytes;
      own += bytes;
    }
    taken = Taken(state_, caller, bytes);
    return true;
  }
  int64_t held() const {
    absl::MutexLock lock(&state_->mutex);
    return state_->held;
  }

 private:
  struct State {
    void Give(const std::string& caller, int64_t bytes) {
      absl::MutexLock lock(&mutex);
      held -= bytes;
      const auto own = callers.find(caller);
      own->second -= bytes;
      if (own->second == 0) callers.erase(own);
    }
    absl::Mutex mutex;
    int64_t held ABSL_GUARDED_BY(mutex) = 0;
    absl::flat_hash_map<std::string, int64_t> callers ABSL_GUARDED_BY(mutex);
  };

  const int64_t total_;
  const int64_t share_;
  const std::shared_ptr<State> state_ = std::make_shared<State>();
};

}  // namespace zgc::rpc
