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
// Outlives what is taken of it. Thread-safe.
class ByteBudget {
 public:
  // What was taken; given back when it goes. Empty if nothing was.
  class Taken {
   public:
    Taken() = default;
    Taken(ByteBudget* budget, std::string caller, int64_t bytes)
        : budget_(budget), caller_(std::move(caller)), bytes_(bytes) {}
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
    ByteBudget* budget_ = nullptr;
    std::string caller_;
    int64_t bytes_ = 0;
  };

  // `share` of `total` is what one caller may hold at most.
  ByteBudget(int64_t total, int64_t share) : total_(total), share_(share) {}

  // False, and nothing taken, if there are not so many left.
  bool Take(const std::string& caller, int64_t bytes, Taken& taken) {
    // Nothing is held for it: its caller's entry may go before it does.
    if (bytes == 0) return true;
    absl::MutexLock lock(&mutex_);
    int64_t& own = callers_[caller];
    if (held_ + bytes > total_ || own + bytes > share_) {
      if (own == 0) callers_.erase(caller);
      return false;
    }
    held_ += bytes;
    own += bytes;
    taken = Taken(this, caller, bytes);
    return true;
  }
  int64_t held() const {
    absl::MutexLock lock(&mutex_);
    return held_;
  }

 private:
  void Give(const std::string& caller, int64_t bytes) {
    absl::MutexLock lock(&mutex_);
    held_ -= bytes;
    const auto own = callers_.find(caller);
    own->second -= bytes;
    if (own->second == 0) callers_.erase(own);
  }

  const int64_t total_;
  const int64_t share_;
  mutable absl::Mutex mutex_;
  int64_t held_ ABSL_GUARDED_BY(mutex_) = 0;
  absl::flat_hash_map<std::string, int64_t> callers_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace zgc::rpc
