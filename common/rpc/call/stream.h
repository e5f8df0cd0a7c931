#pragma once

#include <grpcpp/grpcpp.h>

#include <atomic>
#include <functional>
#include <memory>
#include <thread>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "common/base/error.h"
#include "common/rpc/call/calls.h"
#include "common/rpc/wire/wire_status.h"

namespace zgc::rpc {

// How many streams may run at a time: each has a thread. Thread-safe.
class StreamSlots {
 public:
  explicit StreamSlots(int slots) : free_(slots) {}
  bool Take() {
    if (free_.fetch_sub(1) > 0) return true;
    free_.fetch_add(1);
    return false;
  }
  void Give() { free_.fetch_add(1); }

 private:
  std::atomic<int> free_;
};

// A server stream that reads much and has an end. It works on a thread of its own, so
// that no other call waits for it, and is audited. One message is under way at a time, made when
// the one before has gone. It ends when `next` says so or fails, when the caller cancels, or with
// UNAVAILABLE when the server drains.
template <typename Response>
class Stream final : public grpc::ServerWriteReactor<Response> {
 public:
  // Fills the next message; false if there is none any more.
  using Next = std::function<absl::StatusOr<bool>(Response& response)>;

  // `slots` outlives the stream. `begin` makes what fills the messages, on the stream's
  // thread. A `refusal` that is not OK ends the stream at once.
  static grpc::ServerWriteReactor<Response>* Start(Calls& calls, StreamSlots& slots, Call call,
                                                   absl::Status refusal,
                                                   std::function<absl::StatusOr<Next>()> begin) {
    auto stream = std::shared_ptr<Stream>(new Stream(calls, slots, std::move(call)));
    stream->self_ = stream;
    if (refusal.ok()) refusal = stream->Reserve();
    if (!refusal.ok()) {
      stream->End(refusal);
      return stream.get();
    }
    std::thread([stream, begin = std::move(begin)]() mutable {
      const absl::Status ended = stream->Run(std::move(begin));
      stream->End(ended);
    }).detach();
    return stream.get();
  }

  void OnWriteDone(bool ok) override {
    absl::MutexLock lock(&mutex_);
    writing_ = false;
    if (!ok && ending_.ok()) ending_ = absl::CancelledError("the reader has gone");
  }
  void OnCancel() override { Interrupt(absl::CancelledError("cancelled by the caller")); }
  void OnDone() override { self_.reset(); }

 private:
  Stream(Calls& calls, StreamSlots& slots, Call call)
      : calls_(calls), slots_(slots), call_(std::move(call)) {}

  absl::Status Reserve() {
    if (!slots_.Take()) {
      return base::RetryLater(absl::StatusCode::kResourceExhausted,
                              common::v1::ERROR_REASON_OVERLOADED, "too many such streams run",
                              absl::Seconds(5));
    }
    has_slot_ = true;
    ZGC_ASSIGN_OR_RETURN(stop_, calls_.stops().Add(call_, [weak = std::weak_ptr<Stream>(self_)](
                                                              const absl::Status& status) {
      if (const auto alive = weak.lock()) alive->Interrupt(status);
    }));
    return absl::OkStatus();
  }

  // What `begin` has made is gone when it returns: the store may close after the end.
  absl::Status Run(std::function<absl::StatusOr<Next>()> begin) {
    ZGC_ASSIGN_OR_RETURN(const Next next, begin());
    begin = nullptr;
    while (true) {
      ZGC_RETURN_IF_ERROR(Await());
      response_.Clear();
      ZGC_ASSIGN_OR_RETURN(const bool made, next(response_));
      if (!made) return absl::OkStatus();
      {
        absl::MutexLock lock(&mutex_);
        writing_ = true;
      }
      this->StartWrite(&response_);
    }
  }

  // Waits until the message has gone; not OK if the stream is to end. A write that is
  // under way ends first in any case.
  absl::Status Await() {
    absl::MutexLock lock(&mutex_);
    const auto idle = [this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) { return !writing_; };
    mutex_.Await(absl::Condition(&idle));
    return ending_;
  }

  void Interrupt(const absl::Status& status) {
    absl::MutexLock lock(&mutex_);
    if (ending_.ok()) ending_ = status;
  }

  void End(const absl::Status& status) {
    if (stop_ != 0) calls_.stops().Remove(stop_);
    if (has_slot_) slots_.Give();
    calls_.EndRecorded(call_, status,
                       [self = self_, wire = ToWire(status)] { self->Finish(wire); });
  }

  Calls& calls_;
  StreamSlots& slots_;
  const Call call_;
  bool has_slot_ = false;
  int64_t stop_ = 0;
  Response response_;
  std::shared_ptr<Stream> self_;
  absl::Mutex mutex_;
  bool writing_ ABSL_GUARDED_BY(mutex_) = false;
  absl::Status ending_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace zgc::rpc
