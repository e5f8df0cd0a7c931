#pragma once

#include <string>

#include "common/figures/book/figure_cache.h"
#include "common/figures/book/figures.h"
#include "common/rpc/calls.h"
#include "common/rpc/feed_rows.h"
#include "common/rpc/watch.h"
#include "zgc/figures/v1/figures.grpc.pb.h"

namespace zgc::figures {

// FigureService over the store of `calls`; the same in every service. Both
// arguments outlive the server. Thread-safe.
class FigureServiceImpl final : public v1::FigureService::CallbackService {
 public:
  FigureServiceImpl(rpc::Calls& calls, const FigureBook& book)
      : calls_(calls), book_(book), cache_(calls, book) {}

  using Context = grpc::CallbackServerContext;
  using Unary = grpc::ServerUnaryReactor;
  Unary* CreateIndicator(Context* context, const v1::CreateIndicatorRequest* request,
                         v1::Indicator* response) override;
  Unary* GetIndicator(Context* context, const v1::GetIndicatorRequest* request,
                      v1::Indicator* response) override;
  Unary* ListIndicators(Context* context, const v1::ListIndicatorsRequest* request,
                        v1::ListIndicatorsResponse* response) override;
  Unary* ReportObservation(Context* context, const v1::ReportObservationRequest* request,
                           v1::Observation* response) override;
  Unary* VerifyObservation(Context* context, const v1::VerifyObservationRequest* request,
                           v1::Observation* response) override;
  Unary* RejectObservation(Context* context, const v1::RejectObservationRequest* request,
                           v1::Observation* response) override;
  Unary* PublishObservation(Context* context, const v1::PublishObservationRequest* request,
                            v1::Observation* response) override;
  Unary* RetractObservation(Context* context, const v1::RetractObservationRequest* request,
                            v1::Observation* response) override;
  Unary* GetObservation(Context* context, const v1::GetObservationRequest* request,
                        v1::Observation* response) override;
  Unary* ListObservations(Context* context, const v1::ListObservationsRequest* request,
                          v1::ListObservationsResponse* response) override;
  Unary* GetFigure(Context* context, const v1::GetFigureRequest* request,
                   v1::Figure* response) override;
  Unary* ListFigures(Context* context, const v1::ListFiguresRequest* request,
                     v1::ListFiguresResponse* response) override;
  Unary* ExplainFigure(Context* context, const v1::ExplainFigureRequest* request,
                       v1::FigureExplanation* response) override;
  grpc::ServerWriteReactor<v1::WatchFiguresResponse>* WatchFigures(
      Context* context, const v1::WatchFiguresRequest* request) override;

 private:
  // How far a watch is.
  struct Sending {
    // The revision whose difference to `after` is sent in parts; 0 between batches.
    int64_t revision = 0;
    DiffPlace figures;
    bool figures_sent = false;
    rpc::RowPlace rows;
    // See FigureCache::Newest.
    int64_t failures = FigureCache::kNoneSeen;
  };
  // The next part of what turns the set at `after` into a newer one. It moves `after` with
  // the last part. False if there is no newer set.
  absl::StatusOr<bool> NextPart(const v1::WatchFiguresRequest& request, Sending& sending,
                                int64_t& after, v1::WatchFiguresResponse& part);
  // The newest revision that can be sent, 0 if there is none.
  absl::StatusOr<int64_t> Newest(const v1::WatchFiguresRequest& request, Sending& sending);
  // Adds to the part, in the order of Sending; false if more follow.
  absl::StatusOr<bool> AddFigures(Sending& sending, int64_t after, v1::WatchFiguresResponse& part);
  absl::StatusOr<bool> AddRows(const v1::WatchFiguresRequest& request, Sending& sending,
                               int64_t after, v1::WatchFiguresResponse& part);
  absl::StatusOr<FigureCache::Set> SetAt(int64_t revision);

  rpc::Calls& calls_;
  const FigureBook& book_;
  FigureCache cache_;
};

}  // namespace zgc::figures
