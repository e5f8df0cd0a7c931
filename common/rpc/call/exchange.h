#pragma once

#include <grpcpp/grpcpp.h>

#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "common/rpc/call/calls.h"
#include "common/rpc/call/parking.h"
#include "common/rpc/wire/wire_status.h"

namespace zgc::rpc {

// A stream of writes: each message is a transaction of its own and is answered in
// order. A few are under way at a time; no more is read before one is answered.
// The stream ends with the first that fails, after the answers to those before
// it, when the caller has no more, or with UNAVAILABLE when the server drains.
template <typename Request, typename Response>
class Exchange final : public grpc::ServerBidiReactor<Request, Response> {
 public:
  // Runs in the transaction of a message.
  using Body = std::function<absl::Status(storage::Txn&, const base::Actor&, Response&)>;
  // Makes the body of a message, on the call's own thread.
  using Prepare = std::function<absl::StatusOr<Body>(std::shared_ptr<Request>)>;

  static grpc::ServerBidiReactor<Request, Response>* Start(
      Calls& calls, const grpc::CallbackServerContext& context, Prepare prepare) {
    auto exchange = std::shared_ptr<Exchange>(new Exchange(calls, std::move(prepare)));
    exchange->self_ = exchange;
    absl::Status refusal =
        calls.Admit(context, Request::default_instance(), exchange->call_, Access::kWrite);
    if (refusal.ok()) {
      const absl::StatusOr<int64_t> stop = calls.stops().Add(
          exchange->call_, [weak = std::weak_ptr<Exchange>(exchange)](const absl::Status& status) {
            if (const auto alive = weak.lock()) alive->Close(status);
          });
      refusal = stop.status();
      if (stop.ok()) exchange->stop_ = *stop;
    }
    if (refusal.ok()) {
      exchange->Read();
    } else {
      exchange->Close(refusal);
    }
    return exchange.get();
  }

  void OnReadDone(bool ok) override {
    if (!ok) return Close(absl::OkStatus());
    // Before anything is made of it: it may wait long for that.
    const auto slot = std::make_shared<Slot>();
    const absl::Status room = calls_.HoldWrite(call_, *message_, slot->bytes);
    if (!room.ok()) return Close(room);
    Begin(self_, slot);
  }
  void OnWriteDone(bool ok) override {
    {
      absl::MutexLock lock(&mutex_);
      writing_ = false;
      slots_.pop_front();
    }
    if (!ok) Close(absl::CancelledError("the reader has gone"));
    Pump();
    Read();
  }
  void OnCancel() override { Close(absl::CancelledError("cancelled by the caller")); }
  void OnDone() override {
    if (stop_ != 0) calls_.stops().Remove(stop_);
    self_.reset();
  }

 private:
  // Messages under way.
  static constexpr size_t kMaxSlots = 8;
  struct Slot {
    Response response;
    ByteBudget::Taken bytes;
    absl::Status status;
    bool answered = false;
  };

  Exchange(Calls& calls, Prepare prepare) : calls_(calls), prepare_(std::move(prepare)) {}

  // Queues the message that was read. May park, and then runs again, in the pool.
  void Begin(const std::shared_ptr<Exchange>& self, const std::shared_ptr<Slot>& slot) {
    // `reading_` stays until the message is queued: an answer that is sent meanwhile
    // must not begin to read the next one, into its place or past it.
    Parking parking;
    auto body = prepare_(message_);
    if (parking.parked()) {
      return parking.Await([self, slot] {
        ReadPool::Job job;
        job.caller = self->call_.actor.caller;
        job.kind = ReadCosts::KindOf(self->call_.method);
        job.run = [self, slot] { self->Begin(self, slot); };
        self->calls_.pool().Post(std::move(job));
      });
    }
    if (!body.ok()) return Close(body.status());
    message_ = nullptr;
    {
      absl::MutexLock lock(&mutex_);
      if (closed_) return;
      slots_.push_back(slot);
    }
    storage::Origin origin;
    origin.caller = call_.actor.caller;
    origin.person = call_.actor.person;
    origin.method = call_.method;
    calls_.store().Submit(
        std::move(origin),
        [self, slot, body = *std::move(body)](storage::Txn& txn) -> absl::StatusOr<std::string> {
          ZGC_RETURN_IF_ERROR(body(txn, self->call_.actor, slot->response));
          return "";
        },
        [self, slot](const absl::StatusOr<storage::Committed>& done) {
          self->Answered(*slot, done.status());
        });
    {
      absl::MutexLock lock(&mutex_);
      reading_ = false;
    }
    Read();
  }
  // Asks for the next message unless one is asked for or too many are under way.
  void Read() {
    {
      absl::MutexLock lock(&mutex_);
      if (closed_ || reading_ || slots_.size() >= kMaxSlots) return;
      reading_ = true;
      message_ = std::make_shared<Request>();
    }
    this->StartRead(message_.get());
  }
  void Answered(Slot& slot, const absl::Status& status) {
    {
      absl::MutexLock lock(&mutex_);
      slot.status = status;
      slot.answered = true;
    }
    Pump();
  }
  // Takes no more messages; ends once those under way are answered.
  void Close(const absl::Status& status) {
    {
      absl::MutexLock lock(&mutex_);
      closed_ = true;
      if (ending_.ok()) ending_ = status;
    }
    Pump();
  }
  // Sends the first answer that waits, or ends.
  void Pump() {
    std::shared_ptr<Slot> next;
    absl::Status ending;
    {
      absl::MutexLock lock(&mutex_);
      if (writing_ || finished_) return;
      if (!slots_.empty() && !slots_.front()->answered) return;
      if (!slots_.empty() && slots_.front()->status.ok()) {
        next = slots_.front();
        writing_ = true;
      } else if (!slots_.empty()) {
        closed_ = true;
        ending_ = slots_.front()->status;
        for (const auto& slot : slots_) {
          if (!slot->answered) return;
        }
        finished_ = true;
      } else if (closed_) {
        finished_ = true;
      } else {
        return;
      }
      ending = ending_;
    }
    if (next != nullptr) return this->StartWrite(&next->response);
    calls_.End(call_, ending, [self = self_, wire = ToWire(ending)] { self->Finish(wire); });
  }

  Calls& calls_;
  const Prepare prepare_;
  Call call_;
  int64_t stop_ = 0;
  std::shared_ptr<Exchange> self_;
  // The one that is read.
  std::shared_ptr<Request> message_;
  absl::Mutex mutex_;
  // In the order of the messages.
  std::deque<std::shared_ptr<Slot>> slots_ ABSL_GUARDED_BY(mutex_);
  bool reading_ ABSL_GUARDED_BY(mutex_) = false;
  bool writing_ ABSL_GUARDED_BY(mutex_) = false;
  bool closed_ ABSL_GUARDED_BY(mutex_) = false;
  bool finished_ ABSL_GUARDED_BY(mutex_) = false;
  absl::Status ending_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace zgc::rpc
