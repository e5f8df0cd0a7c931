#include "common/figures/figure_service.h"

#include <algorithm>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/base/error.h"
#include "common/figures/book.h"
#include "common/figures/cells/cells.h"
#include "common/figures/dimensions/query.h"
#include "common/figures/figure_cache.h"
#include "common/figures/figure_name.h"
#include "common/figures/figure_page.h"
#include "common/figures/versions/updates.h"
#include "common/rpc/call/method.h"
#include "common/rpc/call/watch.h"
#include "common/rpc/wire/feed_rows.h"
#include "common/rpc/wire/reply_limits.h"

namespace zgc::figures {
namespace {

// What VerifyFigures lists at most.
constexpr int kMaxProblems = 100;
// Of so many figures or more a page is computed by itself: see ComputePage.
constexpr size_t kLargeSet = 1000;
constexpr char kRowsMethod[] = "/zgc.ops.v1.OperationsService/WatchChanges";

// What the calls of the service share.
class Figures {
 public:
  Figures(rpc::Calls& calls, const FigureBook& book)
      : calls_(calls), book_(book), cache_(calls, book) {}

  absl::StatusOr<v1::Figure> Get(const storage::Reader& reader,
                                 const v1::GetFigureRequest& request) {
    const FigureCache::Set set = cache_.Kept(reader.revision());
    if (set != nullptr) {
      const v1::Figure* figure = set->figures.Find(request.name());
      if (figure != nullptr) return *figure;
    }
    if (set == nullptr) cache_.Missed(reader.revision(), 1);
    // It need not be among those that are listed.
    return book_.GetFigure(reader, request);
  }
  absl::StatusOr<std::string> List(const storage::Reader& reader,
                                   const v1::ListFiguresRequest& request, const storage::Page& page,
                                   v1::ListFiguresResponse& response) {
    if (!request.indicator().empty()) {
      ZGC_ASSIGN_OR_RETURN(const auto figures, book_.FiguresOf(reader, request.indicator()));
      return PageOfFigures(figures, page, response);
    }
    FigureCache::Set set = cache_.Kept(reader.revision());
    if (set == nullptr) {
      // Of a large set a page is not to wait for the whole, but for the one that moves with
      // commits.
      if (!cache_.ComesTo(reader.revision())) {
        ZGC_ASSIGN_OR_RETURN(const bool large, HasFigures(reader, kLargeSet));
        if (large) {
          cache_.Missed(reader.revision(), page.size);
          return ComputePage(book_, reader, page, response);
        }
      }
      ZGC_ASSIGN_OR_RETURN(set, cache_.At(reader));
    }
    return PageOfFigures(set->figures, page, response);
  }
  absl::StatusOr<v1::FigureVerification> Verify(const storage::Reader& reader,
                                                const v1::VerifyFiguresRequest& /*request*/) {
    v1::FigureVerification found;
    found.set_revision(reader.revision());
    ZGC_ASSIGN_OR_RETURN(const VerifiedCells verified,
                         VerifyCells(reader, book_.formulas().measures(), [&](std::string problem) {
                           if (found.problems_size() < kMaxProblems)
                             found.add_problems(std::move(problem));
                         }));
    found.set_cell_count(verified.cells);
    found.set_problem_count(verified.problems);
    return found;
  }
  grpc::ServerWriteReactor<v1::WatchFiguresResponse>* Watch(grpc::CallbackServerContext* context,
                                                            const v1::WatchFiguresRequest* request);

 private:
  using NamedFigures = base::SharedMap<v1::Figure>::Changes;
  // How far a watch is.
  struct Sending {
    // The revision whose difference to `after` is sent in parts; 0 between batches.
    int64_t revision = 0;
    DiffPlace figures;
    bool figures_sent = false;
    rpc::RowPlace rows;
    // See FigureCache::Newest.
    int64_t failures = FigureCache::kNoneSeen;
    // At the revision that is sent, and at the one before it.
    std::shared_ptr<void> stands;
    std::shared_ptr<void> stood;
    // The named figures at both.
    std::shared_ptr<const NamedFigures> named_now;
    std::shared_ptr<const NamedFigures> named_sent;
  };
  // The next part of what turns the set at `after` into a newer one. It moves `after` with
  // the last part. False if there is no newer set.
  absl::StatusOr<bool> NextPart(const v1::WatchFiguresRequest& request, Sending& sending,
                                int64_t& after, v1::WatchFiguresResponse& part);
  // The newest revision that can be sent, 0 if there is none.
  absl::StatusOr<int64_t> Newest(const v1::WatchFiguresRequest& request, Sending& sending);
  // Adds to the part, in the order of Sending; false if more follow.
  absl::StatusOr<bool> AddFigures(const v1::WatchFiguresRequest& request, Sending& sending,
                                  int64_t after, v1::WatchFiguresResponse& part);
  absl::StatusOr<bool> AddRows(const v1::WatchFiguresRequest& request, Sending& sending,
                               int64_t after, v1::WatchFiguresResponse& part);
  // Adds the figures that a watch names to the sets at both.
  absl::Status AddNamed(const v1::WatchFiguresRequest& request, Sending& sending, int64_t after,
                        FigureCache::Set& sent, FigureCache::Set& now);
  absl::StatusOr<FigureCache::Set> SetAt(int64_t revision);
  absl::StatusOr<std::shared_ptr<const NamedFigures>> NamedAt(
      const v1::WatchFiguresRequest& request, int64_t revision);

  rpc::Calls& calls_;
  const FigureBook& book_;
  FigureCache cache_;
};

constexpr int kMostIndicators = 1000;
constexpr int kMostFigures = 200;

bool IsNamed(const v1::WatchFiguresRequest& request) {
  return !request.indicators().empty() || !request.figures().empty();
}

absl::Status CheckNames(const v1::WatchFiguresRequest& request) {
  base::FieldErrors errors;
  if (request.rows_only() && IsNamed(request)) errors.Add("rows_only", "sends no figures");
  if (request.indicators_size() > kMostIndicators) {
    errors.Add("indicators", absl::StrCat("are more than ", kMostIndicators));
  }
  for (int i = 0; i < request.indicators_size(); ++i) {
    if (absl::StartsWith(request.indicators(i), "indicators/")) continue;
    errors.Add(absl::StrCat("indicators[", i, "]"), "is not indicators/{id}");
  }
  for (int i = 0; i < request.figures_size(); ++i) {
    if (absl::StartsWith(request.figures(i), kFigures)) continue;
    errors.Add(absl::StrCat("figures[", i, "]"), "is not figures/{id}");
  }
  if (request.figures_size() > kMostFigures) {
    errors.Add("figures", absl::StrCat("are more than ", kMostFigures));
  }
  return errors.ToStatus();
}

grpc::ServerWriteReactor<v1::WatchFiguresResponse>* Figures::Watch(
    grpc::CallbackServerContext* context, const v1::WatchFiguresRequest* request) {
  context->AddInitialMetadata(rpc::kStoreIdMetadata, calls_.store().store_id());
  rpc::Call call;
  absl::Status refusal = calls_.Admit(*context, *request, call);
  // Rows are what that method gives.
  if (refusal.ok() && !request->resource_types().empty()) refusal = calls_.Allow(call, kRowsMethod);
  if (refusal.ok()) refusal = CheckNames(*request);
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

absl::StatusOr<int64_t> Figures::Newest(const v1::WatchFiguresRequest& request, Sending& sending) {
  if (request.rows_only()) return calls_.store().head();
  ZGC_ASSIGN_OR_RETURN(const FigureCache::Set now, cache_.Newest(sending.failures));
  return now == nullptr ? 0 : now->revision;
}

absl::StatusOr<FigureCache::Set> Figures::SetAt(int64_t revision) {
  if (revision == 0) return std::make_shared<const FigureSet>();
  ZGC_ASSIGN_OR_RETURN(const storage::Snapshot snapshot, calls_.store().ReadAt(revision));
  return cache_.At(snapshot);
}

absl::StatusOr<std::shared_ptr<const Figures::NamedFigures>> Figures::NamedAt(
    const v1::WatchFiguresRequest& request, int64_t revision) {
  auto named = std::make_shared<NamedFigures>();
  if (revision == 0) return named;
  ZGC_ASSIGN_OR_RETURN(const storage::Snapshot snapshot, calls_.store().ReadAt(revision));
  for (const std::string& name : request.figures()) {
    v1::GetFigureRequest of;
    of.set_name(name);
    // From the set that moves with the commits, if it is listed.
    auto figure = Get(snapshot, of);
    if (absl::IsNotFound(figure.status())) continue;
    ZGC_RETURN_IF_ERROR(figure.status());
    (*named)[name] = std::make_shared<const v1::Figure>(*std::move(figure));
  }
  return named;
}

absl::Status Figures::AddNamed(const v1::WatchFiguresRequest& request, Sending& sending,
                               int64_t after, FigureCache::Set& sent, FigureCache::Set& now) {
  if (request.figures().empty()) return absl::OkStatus();
  if (sending.named_now == nullptr) {
    ZGC_ASSIGN_OR_RETURN(sending.named_now, NamedAt(request, sending.revision));
    // What the batch before has sent, or what a watch resumes from.
    if (sending.named_sent == nullptr) {
      ZGC_ASSIGN_OR_RETURN(sending.named_sent, NamedAt(request, after));
    }
  }
  const auto with = [](const FigureCache::Set& set, const NamedFigures& named) {
    auto both = std::make_shared<FigureSet>(*set);
    both->figures = both->figures.With(named);
    return both;
  };
  sent = with(sent, *sending.named_sent);
  now = with(now, *sending.named_now);
  return absl::OkStatus();
}

absl::StatusOr<bool> Figures::AddFigures(const v1::WatchFiguresRequest& request, Sending& sending,
                                         int64_t after, v1::WatchFiguresResponse& part) {
  if (sending.figures_sent) return true;
  const std::set<std::string> indicators(request.indicators().begin(), request.indicators().end());
  const std::set<std::string> figures(request.figures().begin(), request.figures().end());
  FigureCache::Set now = std::make_shared<FigureSet>();
  FigureCache::Set sent = now;
  if (!IsNamed(request) || !indicators.empty()) {
    ZGC_ASSIGN_OR_RETURN(now, SetAt(sending.revision));
    ZGC_ASSIGN_OR_RETURN(sent, SetAt(after));
  }
  // Into one difference: whoever reads all of it relies on the order of the names.
  ZGC_RETURN_IF_ERROR(AddNamed(request, sending, after, sent, now));
  const auto wanted = [&](const std::string& indicator) {
    return !IsNamed(request) || indicators.contains(indicator);
  };
  const auto figure_wanted = [&](const v1::Figure& figure) {
    return wanted(figure.indicator()) || figures.contains(figure.name());
  };
  sending.figures_sent =
      DiffPart(*sent, *now, {wanted, figure_wanted}, rpc::kMaxPageBytes, sending.figures, part);
  return sending.figures_sent;
}

absl::StatusOr<bool> Figures::AddRows(const v1::WatchFiguresRequest& request, Sending& sending,
                                      int64_t after, v1::WatchFiguresResponse& part) {
  if (request.resource_types().empty()) return true;
  const size_t taken = part.ByteSizeLong();
  // A row may be large, and there is one in each part.
  if (taken + rpc::kMaxResourceBytes > rpc::kMaxPageBytes) return false;
  return rpc::RowPart(calls_.store(), request.resource_types(), after, sending.revision,
                      rpc::kMaxPageBytes - taken, sending.rows, *part.mutable_changes());
}

absl::StatusOr<bool> Figures::NextPart(const v1::WatchFiguresRequest& request, Sending& sending,
                                       int64_t& after, v1::WatchFiguresResponse& part) {
  if (sending.revision == 0) {
    ZGC_ASSIGN_OR_RETURN(const int64_t newest, Newest(request, sending));
    if (newest <= after) return false;
    sending.revision = newest;
    sending.figures_sent = request.rows_only();
    if (!request.rows_only()) sending.stands = cache_.Stand(newest);
  }
  *part.mutable_position() = calls_.store().PositionAt(sending.revision);
  ZGC_ASSIGN_OR_RETURN(*part.mutable_chain_sha256(), calls_.store().ChainAt(sending.revision));
  ZGC_ASSIGN_OR_RETURN(bool complete, AddFigures(request, sending, after, part));
  if (complete) {
    ZGC_ASSIGN_OR_RETURN(complete, AddRows(request, sending, after, part));
  }
  part.set_more(!complete);
  if (!complete) return true;
  part.set_positions_only(after > 0 && calls_.store().moved() <= after);
  after = sending.revision;
  Sending next;
  next.failures = sending.failures;
  next.stood = std::move(sending.stands);
  next.named_sent = std::move(sending.named_now);
  sending = std::move(next);
  return true;
}

}  // namespace

std::unique_ptr<grpc::Service> MakeFigureService(rpc::Calls& calls, const FigureBook& book) {
  const auto figures = std::make_shared<Figures>(calls, book);
  return rpc::MakeService(
      calls, "zgc.figures.v1.FigureService",
      {
          rpc::Write([&book](storage::Txn& txn, const base::Actor& actor,
                             const v1::CreateIndicatorRequest& request) {
            return CreateIndicator(txn, actor, request, book.owner(), book.formulas(),
                                   book.others());
          }),
          rpc::Write([&book](storage::Txn& txn, const base::Actor& actor,
                             const v1::UpdateIndicatorRequest& request) {
            return UpdateIndicator(txn, actor, request, book.formulas(), book.others());
          }),
          rpc::Write([&book](storage::Txn& txn, const base::Actor& actor,
                             const v1::ApproveIndicatorVersionRequest& request) {
            return ApproveIndicatorVersion(txn, actor, request, book.formulas(), book.others());
          }),
          rpc::Write(RejectIndicatorVersion),
          rpc::Write(WithdrawIndicatorVersion),
          rpc::Read(GetIndicatorVersion),
          rpc::List(ListIndicatorVersions),
          rpc::Read(GetIndicator),
          rpc::List(ListIndicators),
          rpc::Write(ReportObservation),
          rpc::Write(VerifyObservation),
          rpc::Write(RejectObservation),
          rpc::Write(PublishObservation),
          rpc::Write(RetractObservation),
          rpc::Read(GetObservation),
          rpc::List(ListObservations),
          rpc::Read([figures](const storage::Reader& reader, const v1::GetFigureRequest& request) {
            return figures->Get(reader, request);
          }),
          rpc::List([figures](const storage::Reader& reader, const v1::ListFiguresRequest& request,
                              const storage::Page& page, v1::ListFiguresResponse& response) {
            return figures->List(reader, request, page, response);
          }),
          rpc::List([&book](const storage::Reader& reader, const v1::QueryFiguresRequest& request,
                            const storage::Page& page, v1::QueryFiguresResponse& response) {
            return QueryFigures(book, reader, request, page, response);
          }),
          rpc::Read(
              [&book](const storage::Reader& reader, const v1::ExplainFigureRequest& request) {
                return book.ExplainFigure(reader, request);
              }),
          rpc::Read(
              [figures](const storage::Reader& reader, const v1::VerifyFiguresRequest& request) {
                return figures->Verify(reader, request);
              }),
          rpc::ServerStream(figures, &Figures::Watch),
      });
}

}  // namespace zgc::figures
