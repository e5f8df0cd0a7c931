#include "common/figures/book/figure_service.h"

#include <utility>

#include "common/figures/book/book.h"
#include "common/rpc/reply_limits.h"
#include "common/rpc/watch.h"

namespace zgc::figures {
namespace {

constexpr char kRowsMethod[] = "/zgc.ops.v1.OperationsService/WatchChanges";

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
                     [this](const storage::Reader& reader,
                            const v1::GetFigureRequest& query) -> absl::StatusOr<v1::Figure> {
                       const FigureCache::Set set = cache_.Kept(reader.revision());
                       if (set == nullptr) return book_.GetFigure(reader, query);
                       const auto figure = set->figures.find(query.name());
                       if (figure == set->figures.end()) return NotFound(query.name());
                       return figure->second;
                     });
}

FigureServiceImpl::Unary* FigureServiceImpl::ListFigures(Context* context,
                                                         const v1::ListFiguresRequest* request,
                                                         v1::ListFiguresResponse* response) {
  return calls_.List(context, request, response,
                     [this](const storage::Reader& reader, const v1::ListFiguresRequest& query,
                            const storage::Page& page,
                            v1::ListFiguresResponse& answer) -> absl::StatusOr<std::string> {
                       if (!query.indicator().empty()) {
                         return book_.ListFigures(reader, query, page, answer);
                       }
                       ZGC_ASSIGN_OR_RETURN(const FigureCache::Set set, cache_.At(reader));
                       return PageOfFigures(set->figures, page, answer);
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
  rpc::Call call;
  absl::Status refusal = calls_.Admit(*context, *request, call);
  // Rows are what that method gives.
  if (refusal.ok() && !request->resource_types().empty()) refusal = calls_.Allow(call, kRowsMethod);
  if (refusal.ok()) {
    refusal = calls_.store().CheckPosition(request->after(), request->after_chain_sha256());
  }
  const rpc::WatchWait for_figures{[this](int64_t after, std::function<void()> ready) {
                                     return cache_.Wait(after, std::move(ready));
                                   },
                                   [this](int64_t ticket) { return cache_.Cancel(ticket); }};
  // A reader that lags gets fewer and larger batches.
  return rpc::Watch<v1::WatchFiguresResponse>::Start(
      calls_, std::move(call), refusal, request->after().revision(),
      request->rows_only() ? rpc::ForNextCommit(calls_.store()) : for_figures,
      [this, asked = *request, sending = Sending()](int64_t& after,
                                                    v1::WatchFiguresResponse& part) mutable {
        return NextPart(asked, sending, after, part);
      });
}

absl::StatusOr<int64_t> FigureServiceImpl::Newest(const v1::WatchFiguresRequest& request,
                                                  Sending& sending) {
  if (request.rows_only()) return calls_.store().head();
  ZGC_ASSIGN_OR_RETURN(const FigureCache::Set now, cache_.Newest(sending.failures));
  return now == nullptr ? 0 : now->revision;
}

absl::StatusOr<FigureCache::Set> FigureServiceImpl::SetAt(int64_t revision) {
  if (revision == 0) return std::make_shared<const FigureSet>();
  ZGC_ASSIGN_OR_RETURN(const storage::Snapshot snapshot, calls_.store().ReadAt(revision));
  return cache_.At(snapshot);
}

absl::StatusOr<bool> FigureServiceImpl::AddFigures(Sending& sending, int64_t after,
                                                   v1::WatchFiguresResponse& part) {
  if (sending.figures_sent) return true;
  ZGC_ASSIGN_OR_RETURN(const FigureCache::Set now, SetAt(sending.revision));
  ZGC_ASSIGN_OR_RETURN(const FigureCache::Set sent, SetAt(after));
  sending.figures_sent = DiffPart(*sent, *now, rpc::kMaxPageBytes, sending.figures, part);
  return sending.figures_sent;
}

absl::StatusOr<bool> FigureServiceImpl::AddRows(const v1::WatchFiguresRequest& request,
                                                Sending& sending, int64_t after,
                                                v1::WatchFiguresResponse& part) {
  if (request.resource_types().empty()) return true;
  const size_t taken = part.ByteSizeLong();
  // A row may be large, and there is one in each part.
  if (taken + rpc::kMaxResourceBytes > rpc::kMaxPageBytes) return false;
  return rpc::RowPart(calls_.store(), request.resource_types(), after, sending.revision,
                      rpc::kMaxPageBytes - taken, sending.rows, *part.mutable_changes());
}

absl::StatusOr<bool> FigureServiceImpl::NextPart(const v1::WatchFiguresRequest& request,
                                                 Sending& sending, int64_t& after,
                                                 v1::WatchFiguresResponse& part) {
  if (sending.revision == 0) {
    ZGC_ASSIGN_OR_RETURN(const int64_t newest, Newest(request, sending));
    if (newest <= after) return false;
    sending.revision = newest;
    sending.figures_sent = request.rows_only();
  }
  *part.mutable_position() = calls_.store().PositionAt(sending.revision);
  ZGC_ASSIGN_OR_RETURN(*part.mutable_chain_sha256(), calls_.store().ChainAt(sending.revision));
  ZGC_ASSIGN_OR_RETURN(bool complete, AddFigures(sending, after, part));
  if (complete) {
    ZGC_ASSIGN_OR_RETURN(complete, AddRows(request, sending, after, part));
  }
  part.set_more(!complete);
  if (!complete) return true;
  after = sending.revision;
  const int64_t failures = sending.failures;
  sending = {};
  sending.failures = failures;
  return true;
}

}  // namespace zgc::figures
