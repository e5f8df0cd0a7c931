#include "common/figures/book/figure_service.h"

#include <grpcpp/alarm.h>

#include <memory>
#include <utility>

#include "common/figures/book/book.h"

namespace zgc::figures {
namespace {

// One watch. At most one write is in flight, so a slow reader gets fewer and
// larger batches and nothing is buffered for it.
//
// The next step begins when the write before it is done, or on a thread of
// gRPC when a newer revision, a cancellation or the stop of the server
// cancels `alarm_`: figures are never computed on the committer's thread.
class FigureWatch final : public grpc::ServerWriteReactor<v1::WatchFiguresResponse> {
 public:
  FigureWatch(rpc::Calls& calls, const FigureBook& book) : calls_(calls), book_(book) {}

  void Begin(const std::shared_ptr<FigureWatch>& self, const absl::Status& admitted,
             int64_t after_revision) {
    self_ = self;
    if (!admitted.ok()) return Finish(rpc::ToWire(admitted));
    stop_id_ = calls_.stops().Add([weak = std::weak_ptr<FigureWatch>(self)] {
      if (const auto watch = weak.lock()) watch->Wake(&FigureWatch::stopped_);
    });
    if (stop_id_ == 0) stopped_ = true;
    if (after_revision > 0) {
      const absl::Status read = [&]() -> absl::Status {
        ZGC_ASSIGN_OR_RETURN(const auto snapshot, calls_.store().ReadAt(after_revision));
        ZGC_ASSIGN_OR_RETURN(sent_, book_.ReadSet(snapshot));
        return absl::OkStatus();
      }();
      if (!read.ok()) return Finish(rpc::ToWire(read));
    }
    Step();
  }

  void OnWriteDone(bool ok) override {
    if (!ok) return Finish(grpc::Status::CANCELLED);
    Step();
  }
  void OnCancel() override { Wake(&FigureWatch::cancelled_); }
  void OnDone() override {
    if (stop_id_ != 0) calls_.stops().Remove(stop_id_);
    const auto last = std::move(self_);
  }

 private:
  // Sends what has changed, or waits for the next revision.
  void Step() {
    bool cancelled = false;
    bool stopped = false;
    {
      // Finish outside of the lock: the watch may be gone right after it.
      absl::MutexLock lock(&mutex_);
      cancelled = cancelled_;
      stopped = stopped_;
    }
    if (cancelled) return Finish(grpc::Status::CANCELLED);
    if (stopped) {
      return Finish(rpc::ToWire(base::RetryLater(
          absl::StatusCode::kUnavailable, common::v1::ERROR_REASON_SHUTTING_DOWN,
          "the service is stopping; resume from the last revision", absl::Seconds(1))));
    }
    const storage::Snapshot now = calls_.store().Read();
    if (now.revision() <= sent_.revision) return Wait();
    absl::StatusOr<FigureSet> set = book_.ReadSet(now);
    if (!set.ok()) return Finish(rpc::ToWire(set.status()));
    batch_ = DiffSets(sent_, *set);
    sent_ = *std::move(set);
    StartWrite(&batch_);
  }

  void Wait() {
    auto self = self_;
    {
      absl::MutexLock lock(&mutex_);
      alarm_ = std::make_unique<grpc::Alarm>();
      alarm_->Set(gpr_inf_future(GPR_CLOCK_REALTIME), [self](bool) { self->Woken(); });
      // Woken before there was an alarm.
      if (cancelled_ || stopped_) alarm_->Cancel();
    }
    const int64_t ticket =
        calls_.store().OnRevision(sent_.revision + 1, [self] { self->Wake(nullptr); });
    absl::MutexLock lock(&mutex_);
    ticket_ = ticket;
  }

  void Woken() {
    std::unique_ptr<grpc::Alarm> done;
    int64_t ticket = 0;
    {
      absl::MutexLock lock(&mutex_);
      done = std::move(alarm_);
      std::swap(ticket, ticket_);
    }
    if (ticket != 0) calls_.store().CancelWait(ticket);
    Step();
  }

  // Sets the flag, if any, and ends the wait, if there is one.
  void Wake(bool FigureWatch::*flag) {
    absl::MutexLock lock(&mutex_);
    if (flag != nullptr) this->*flag = true;
    if (alarm_ != nullptr) alarm_->Cancel();
  }

  rpc::Calls& calls_;
  const FigureBook& book_;
  // Keeps the watch alive until OnDone.
  std::shared_ptr<FigureWatch> self_;
  int64_t stop_id_ = 0;
  FigureSet sent_;
  v1::WatchFiguresResponse batch_;
  absl::Mutex mutex_;
  bool cancelled_ = false;
  bool stopped_ = false;
  int64_t ticket_ = 0;
  std::unique_ptr<grpc::Alarm> alarm_;
};

}  // namespace

FigureServiceImpl::Unary* FigureServiceImpl::CreateIndicator(
    Context* context, const v1::CreateIndicatorRequest* request, v1::Indicator* response) {
  return calls_.Write(context, request, response,
                      [this](storage::Txn& txn, const base::Actor& actor,
                             const v1::CreateIndicatorRequest& create) {
                        return figures::CreateIndicator(txn, actor, create, book_.owner(),
                                                        book_.formulas());
                      });
}

FigureServiceImpl::Unary* FigureServiceImpl::GetIndicator(Context* context,
                                                          const v1::GetIndicatorRequest* request,
                                                          v1::Indicator* response) {
  return calls_.Read(context, request, response, figures::GetIndicator);
}

FigureServiceImpl::Unary* FigureServiceImpl::ListIndicators(
    Context* context, const v1::ListIndicatorsRequest* request,
    v1::ListIndicatorsResponse* response) {
  return calls_.List(context, request, response, figures::ListIndicators);
}

FigureServiceImpl::Unary* FigureServiceImpl::ReportObservation(
    Context* context, const v1::ReportObservationRequest* request, v1::Observation* response) {
  return calls_.Write(context, request, response, figures::ReportObservation);
}

FigureServiceImpl::Unary* FigureServiceImpl::VerifyObservation(
    Context* context, const v1::VerifyObservationRequest* request, v1::Observation* response) {
  return calls_.Write(context, request, response, figures::VerifyObservation);
}

FigureServiceImpl::Unary* FigureServiceImpl::RejectObservation(
    Context* context, const v1::RejectObservationRequest* request, v1::Observation* response) {
  return calls_.Write(context, request, response, figures::RejectObservation);
}

FigureServiceImpl::Unary* FigureServiceImpl::PublishObservation(
    Context* context, const v1::PublishObservationRequest* request, v1::Observation* response) {
  return calls_.Write(context, request, response, figures::PublishObservation);
}

FigureServiceImpl::Unary* FigureServiceImpl::RetractObservation(
    Context* context, const v1::RetractObservationRequest* request, v1::Observation* response) {
  return calls_.Write(context, request, response, figures::RetractObservation);
}

FigureServiceImpl::Unary* FigureServiceImpl::GetObservation(
    Context* context, const v1::GetObservationRequest* request, v1::Observation* response) {
  return calls_.Read(context, request, response, figures::GetObservation);
}

FigureServiceImpl::Unary* FigureServiceImpl::ListObservations(
    Context* context, const v1::ListObservationsRequest* request,
    v1::ListObservationsResponse* response) {
  return calls_.List(context, request, response, figures::ListObservations);
}

FigureServiceImpl::Unary* FigureServiceImpl::GetFigure(Context* context,
                                                       const v1::GetFigureRequest* request,
                                                       v1::Figure* response) {
  return calls_.Read(context, request, response,
                     [this](const storage::Reader& reader, const v1::GetFigureRequest& query) {
                       return book_.GetFigure(reader, query);
                     });
}

FigureServiceImpl::Unary* FigureServiceImpl::ListFigures(Context* context,
                                                         const v1::ListFiguresRequest* request,
                                                         v1::ListFiguresResponse* response) {
  return calls_.List(context, request, response,
                     [this](const storage::Reader& reader, const v1::ListFiguresRequest& query,
                            const storage::Page& page, v1::ListFiguresResponse& answer) {
                       return book_.ListFigures(reader, query, page, answer);
                     });
}

FigureServiceImpl::Unary* FigureServiceImpl::ExplainFigure(Context* context,
                                                           const v1::ExplainFigureRequest* request,
                                                           v1::FigureExplanation* response) {
  return calls_.Read(context, request, response,
                     [this](const storage::Reader& reader, const v1::ExplainFigureRequest& query) {
                       return book_.ExplainFigure(reader, query);
                     });
}

grpc::ServerWriteReactor<v1::WatchFiguresResponse>* FigureServiceImpl::WatchFigures(
    Context* context, const v1::WatchFiguresRequest* request) {
  context->AddInitialMetadata(rpc::kStoreIdMetadata, calls_.store().store_id());
  const auto watch = std::make_shared<FigureWatch>(calls_, book_);
  FigureWatch* reactor = watch.get();
  watch->Begin(watch, calls_.Admit(*context, *request).status(), request->after_revision());
  return reactor;
}

}  // namespace zgc::figures
