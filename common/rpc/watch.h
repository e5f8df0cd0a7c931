#pragma once

#include <grpcpp/alarm.h>
#include <grpcpp/grpcpp.h>

#include <functional>
#include <memory>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "common/rpc/calls.h"
#include "common/rpc/wire_status.h"

namespace zgc::rpc {

// A server stream that follows a store. One message is under way at a time,
// made when the one before has gone, so a slow reader costs no memory. It
// ends when the caller cancels, when `next` fails, or with UNAVAILABLE when
// the server drains.
template <typename Response>
class Watch final : public grpc::ServerWriteReactor<Response> {
 public:
  // Fills the message that follows revision `after` and moves `after` on;
  // false if there is none before the next commit.
  using Next = std::function<absl::StatusOr<bool>(int64_t& after, Response& response)>;

  // `refusal` not OK ends the stream at once with it.
  static grpc::ServerWriteReactor<Response>* Start(Calls& calls, Call call,
                                                   const absl::Status& refusal, int64_t after,
                                                   Next next) {
    auto watch = std::shared_ptr<Watch>(new Watch(calls, std::move(call), after, std::move(next)));
    watch->self_ = watch;
    if (!refusal.ok()) {
      watch->End(refusal);
      return watch.get();
    }
    const absl::StatusOr<int64_t> stop = calls.stops().Add([weak = std::weak_ptr<Watch>(watch)] {
      if (const auto alive = weak.lock()) alive->Interrupt(Draining());
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

  void OnSendInitialMetadataDone(bool ok) override { OnWriteDone(ok); }

  void OnWriteDone(bool ok) override {
    if (ok) {
      Pump();
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
  Watch(Calls& calls, Call call, int64_t after, Next next)
      : calls_(calls), call_(std::move(call)), next_(std::move(next)), after_(after) {}

  // Sends what there is, or waits for the next commit. Never runs twice at a
  // time: it follows a start, a finished write or a wake-up.
  void Pump() {
    if (const absl::Status ending = ending_status(); !ending.ok()) return End(ending);
    response_.Clear();
    const absl::StatusOr<bool> made = next_(after_, response_);
    if (!made.ok()) return End(made.status());
    if (*made) return this->StartWrite(&response_);
    absl::Status ending;
    {
      absl::MutexLock lock(&mutex_);
      ending = ending_;
      if (ending.ok()) {
        // The wake-up comes on the committer's thread: hop to one of gRPC's.
        ticket_ = calls_.store().OnRevision(after_ + 1, [self = self_] {
          self->alarm_ = std::make_unique<grpc::Alarm>();
          self->alarm_->Set(std::chrono::system_clock::now(), [self](bool) {
            // The alarm owns this function, which holds the watch: break the circle.
            const auto alarm = std::move(self->alarm_);
            self->Pump();
          });
        });
      }
    }
    if (!ending.ok()) End(ending);
  }

  void Interrupt(const absl::Status& status) {
    int64_t ticket = 0;
    {
      absl::MutexLock lock(&mutex_);
      if (!ending_.ok()) return;
      ending_ = status;
      ticket = ticket_;
    }
    // If it waits, nobody else will end it; otherwise Pump sees `ending_`.
    if (ticket != 0 && calls_.store().CancelWait(ticket)) End(status);
  }

  void End(const absl::Status& status) {
    {
      absl::MutexLock lock(&mutex_);
      if (finished_) return;
      finished_ = true;
    }
    calls_.Ended(call_, status);
    this->Finish(ToWire(status));
  }

  absl::Status ending_status() {
    absl::MutexLock lock(&mutex_);
    return ending_;
  }

  Calls& calls_;
  const Call call_;
  const Next next_;
  int64_t after_;
  int64_t stop_ = 0;
  Response response_;
  std::unique_ptr<grpc::Alarm> alarm_;
  std::shared_ptr<Watch> self_;
  absl::Mutex mutex_;
  absl::Status ending_ ABSL_GUARDED_BY(mutex_);
  int64_t ticket_ ABSL_GUARDED_BY(mutex_) = 0;
  bool finished_ ABSL_GUARDED_BY(mutex_) = false;
};

}  // namespace zgc::rpc
