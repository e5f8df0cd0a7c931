#pragma once

#include <grpcpp/grpcpp.h>

#include <functional>
#include <memory>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "common/base/interrupt.h"
#include "common/rpc/call/calls.h"
#include "common/rpc/call/parking.h"
#include "common/rpc/wire/wire_status.h"

namespace zgc::rpc {

// How a watch waits for what comes next; both may be called on any thread.
struct WatchWait {
  // Calls `ready` once there is something after revision `after`, at once if there is, or
  // when the server closes. Returns a ticket, 0 if called.
  std::function<int64_t(int64_t after, std::function<void()> ready)> wait;
  // True if `ready` of that ticket has not been called and never will be.
  std::function<bool(int64_t ticket)> cancel;
};

// Waits for the next commit.
inline WatchWait ForNextCommit(storage::Store& store) {
  return {[&store](int64_t after, std::function<void()> ready) {
            return store.OnRevision(after + 1, std::move(ready));
          },
          [&store](int64_t ticket) { return store.CancelWait(ticket); }};
}

// A server stream that follows a store. One message is under way at a time, made in the
// pool of reads when the one before has gone, so a slow reader costs the memory of one,
// which counts among the messages that its caller has not taken. It ends when the caller
// cancels, when `next` fails, with OVERLOADED when too much of that is held, or with
// UNAVAILABLE when the server drains; a caller resumes it where it was.
template <typename Response>
class Watch final : public grpc::ServerWriteReactor<Response> {
 public:
  // Fills the message that follows revision `after` and moves `after` on, unless more
  // messages of the same revision follow; false if there is none before what is waited
  // for. Ends early when nobody wants it: see base::StillWanted.
  using Next = std::function<absl::StatusOr<bool>(int64_t& after, Response& response)>;

  // `refusal` not OK ends the stream at once with it.
  static grpc::ServerWriteReactor<Response>* Start(Calls& calls, Call call,
                                                   const absl::Status& refusal, int64_t after,
                                                   WatchWait wait, Next next) {
    auto watch = std::shared_ptr<Watch>(
        new Watch(calls, std::move(call), after, std::move(wait), std::move(next)));
    watch->self_ = watch;
    if (!refusal.ok()) {
      watch->End(refusal);
      return watch.get();
    }
    const absl::StatusOr<int64_t> stop = calls.stops().Add(
        watch->call_, [weak = std::weak_ptr<Watch>(watch)](const absl::Status& status) {
          if (const auto alive = weak.lock()) alive->Interrupt(status);
        });
    if (!stop.ok()) {
      watch->End(stop.status());
    } else {
      watch->stop_ = *stop;
      // Tells the caller that the watch stands, though nothing may come soon.
      watch->StartSendInitialMetadata();
    }
    return watch.get();
  }
  static grpc::ServerWriteReactor<Response>* Start(Calls& calls, Call call,
                                                   const absl::Status& refusal, int64_t after,
                                                   Next next) {
    return Start(calls, std::move(call), refusal, after, ForNextCommit(calls.store()),
                 std::move(next));
  }

  void OnSendInitialMetadataDone(bool ok) override { OnWriteDone(ok); }

  void OnWriteDone(bool ok) override {
    // Cleared only, it would keep what the largest message took.
    response_ = Response();
    bytes_ = ByteBudget::Taken();
    if (ok) {
      Hop();
    } else {
      End(absl::CancelledError("the reader has gone"));
    }
  }
  void OnCancel() override { Interrupt(absl::CancelledError("cancelled by the caller")); }
  void OnDone() override {
    if (stop_ != 0) calls_.stops().Remove(stop_);
    self_.reset();
  }

 private:
  Watch(Calls& calls, Call call, int64_t after, WatchWait wait, Next next)
      : calls_(calls),
        call_(std::move(call)),
        wait_(std::move(wait)),
        next_(std::move(next)),
        after_(after) {}

  // Goes on in the pool: what comes next may take long to make, and the wake-up comes on
  // the committer's thread. There are no more of these than there are watches.
  void Hop() {
    ReadPool::Job job;
    job.caller = call_.actor.caller;
    job.kind = ReadCosts::KindOf(call_.method);
    job.interrupt = interrupt_;
    job.run = [self = self_] { self->Pump(); };
    calls_.pool().Post(std::move(job));
  }

  // Sends what there is, or waits for more. Never runs twice at a
  // time: it follows a start, a finished write or a wake-up.
  void Pump() {
    if (const absl::Status ending = interrupt_->Check(); !ending.ok()) return End(ending);
    Parking parking;
    const absl::StatusOr<bool> made = next_(after_, response_);
    if (parking.parked()) return parking.Await([self = self_] { self->Hop(); });
    if (!made.ok()) return End(made.status());
    if (*made) {
      const absl::Status room = calls_.HoldMessage(call_, response_, bytes_);
      return room.ok() ? this->StartWrite(&response_) : End(room);
    }
    absl::Status ending;
    {
      absl::MutexLock lock(&mutex_);
      ending = interrupt_->Check();
      if (ending.ok()) ticket_ = wait_.wait(after_, [self = self_] { self->Hop(); });
    }
    if (!ending.ok()) End(ending);
  }

  void Interrupt(const absl::Status& status) {
    int64_t ticket = 0;
    {
      absl::MutexLock lock(&mutex_);
      interrupt_->Stop(status);
      ticket = ticket_;
    }
    // If it waits, nobody else will end it; otherwise Pump sees the interrupt.
    if (ticket != 0 && wait_.cancel(ticket)) End(status);
  }

  void End(const absl::Status& status) {
    {
      absl::MutexLock lock(&mutex_);
      if (finished_) return;
      finished_ = true;
    }
    calls_.End(call_, status, [self = self_, wire = ToWire(status)] { self->Finish(wire); });
  }

  Calls& calls_;
  const Call call_;
  const WatchWait wait_;
  const Next next_;
  int64_t after_;
  int64_t stop_ = 0;
  // The message under way, and what it takes of the budget.
  Response response_;
  ByteBudget::Taken bytes_;
  const std::shared_ptr<base::Interrupt> interrupt_ = std::make_shared<base::Interrupt>();
  std::shared_ptr<Watch> self_;
  absl::Mutex mutex_;
  int64_t ticket_ ABSL_GUARDED_BY(mutex_) = 0;
  bool finished_ ABSL_GUARDED_BY(mutex_) = false;
};

}  // namespace zgc::rpc
