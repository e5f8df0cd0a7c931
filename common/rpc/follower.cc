#include "common/rpc/follower.h"

#include <algorithm>
#include <utility>

#include "absl/random/random.h"
#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/observability/log.h"

namespace zgc::rpc {
namespace {

constexpr char kStatusMethod[] = "/zgc.ops.v1.OperationsService/GetServiceStatus";
constexpr char kFiguresMethod[] = "/zgc.figures.v1.FigureService/WatchFigures";
constexpr char kRowsMethod[] = "/zgc.ops.v1.OperationsService/WatchChanges";
// Far below what the committer's queue takes.
constexpr int kMaxInFlight = 64;

}  // namespace

using resource::BatchOrigin;

Follower::Follower(storage::Store& store, FollowedFeed followed, StreamKind kind,
                   std::unique_ptr<SourceClient> client, Backoff backoff)
    : store_(store),
      followed_(std::move(followed)),
      kind_(kind),
      client_(std::move(client)),
      backoff_(backoff),
      thread_([this] { Run(); }) {}

Follower::~Follower() {
  {
    absl::MutexLock lock(&mutex_);
    ending_ = true;
  }
  client_->Cancel();
  thread_.join();
}

storage::Origin Follower::OriginOf(const std::string& method) const {
  // Applied batches are in the audit like any other write.
  storage::Origin origin;
  origin.caller = followed_.self;
  origin.method = method;
  return origin;
}

Follower::State Follower::state() const {
  absl::MutexLock lock(&mutex_);
  return state_;
}

bool Follower::Await(const std::function<bool(const State&)>& holds, absl::Duration timeout) const {
  absl::MutexLock lock(&mutex_);
  const auto met = [&]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) { return holds(state_); };
  return mutex_.AwaitWithTimeout(absl::Condition(&met), timeout);
}

void Follower::SetState(State state) {
  absl::MutexLock lock(&mutex_);
  state_ = std::move(state);
}

bool Follower::Pause(absl::Duration wait) {
  absl::MutexLock lock(&mutex_);
  return !mutex_.AwaitWithTimeout(absl::Condition(&ending_), wait);
}

void Follower::Run() {
  absl::BitGen random;
  absl::Duration wait = backoff_.first;
  std::string logged;
  while (true) {
    const absl::Status ended = FollowOnce();
    bool progress = false;
    {
      absl::MutexLock lock(&mutex_);
      std::swap(progress, progress_);
      state_ = {false, std::string(ended.message())};
    }
    if (progress) wait = backoff_.first;
    if (!Pause(wait * absl::Uniform(random, 0.5, 1.0))) return;
    // One line for each new trouble, not for each attempt.
    if (progress || logged != ended.message()) {
      logged = std::string(ended.message());
      observability::LogError(absl::StrCat("following ", followed_.service), ended);
    }
    wait = std::min(wait * 2, backoff_.cap);
  }
}

template <typename Batch>
absl::Status Follower::Commit(const std::string& method, const BatchOrigin& origin,
                              const Batch& batch, typename FollowedStream<Batch>::Apply apply) {
  {
    absl::MutexLock lock(&mutex_);
    const auto may_begin = [this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
      return ending_ ||
             (in_flight_ < kMaxInFlight && std::chrono::steady_clock::now() >= held_until_);
    };
    // Looks again each second: who holds it may have gone, and nobody tells when a lease ends.
    while (!mutex_.AwaitWithTimeout(absl::Condition(&may_begin), absl::Seconds(1))) {
    }
    if (ending_) return absl::CancelledError("the follower ends");
    if (!failed_.ok()) return failed_;
    ++in_flight_;
  }
  store_.Submit(
      OriginOf(method),
      [origin, batch, apply](storage::Txn& txn) -> absl::StatusOr<std::string> {
        ZGC_RETURN_IF_ERROR(apply(txn, origin, batch));
        return "";
      },
      [this](const absl::StatusOr<storage::Committed>& done) { Committed(done.status()); });
  return absl::OkStatus();
}

// Whatever has content is one commit with its position. A batch without content is
// put off while the last one of its kind is recent; the next commit covers it.
template <typename Batch>
class Follower::Taker final : public BatchTaker<Batch> {
 public:
  using Apply = typename FollowedStream<Batch>::Apply;

  Taker(Follower& follower, std::string method, Apply apply, int64_t after_revision)
      : follower_(follower), method_(std::move(method)), apply_(apply) {
    origin_.service = follower.followed_.service;
    origin_.after_revision = after_revision;
    origin_.received_revision = after_revision;
  }

  absl::Status Take(const std::string& store_id, const Batch& batch) override {
    origin_.store_id = store_id;
    if (!resource::HasNoContent(batch)) return Commit(batch);
    ZGC_RETURN_IF_ERROR(resource::FollowsOn(origin_, batch));
    put_off_ = true;
    origin_.received_revision = batch.position().revision();
    return MayWait() > absl::ZeroDuration() ? absl::OkStatus() : TakePutOff();
  }

  absl::Duration MayWait() const override {
    if (!put_off_) return absl::InfiniteDuration();
    if (!follower_.position_time_.has_value()) return absl::ZeroDuration();
    const auto since = std::chrono::steady_clock::now() - *follower_.position_time_;
    return follower_.backoff_.between_positions - absl::FromChrono(since);
  }

  absl::Status TakePutOff() override {
    Batch newest;
    newest.mutable_position()->set_revision(origin_.received_revision);
    // What it stands for was received one by one.
    --origin_.received_revision;
    follower_.position_time_ = std::chrono::steady_clock::now();
    return Commit(newest);
  }

 private:
  absl::Status Commit(const Batch& batch) {
    ZGC_RETURN_IF_ERROR(follower_.Commit(method_, origin_, batch, apply_));
    put_off_ = false;
    origin_.after_revision = batch.position().revision();
    origin_.received_revision = batch.position().revision();
    return absl::OkStatus();
  }

  Follower& follower_;
  const std::string method_;
  const Apply apply_;
  BatchOrigin origin_;
  bool put_off_ = false;
};

void Follower::Hold(absl::Duration lease) {
  absl::MutexLock lock(&mutex_);
  held_until_ = std::chrono::steady_clock::now() + absl::ToChronoMilliseconds(lease);
  const auto settled = [this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) { return in_flight_ == 0; };
  mutex_.Await(absl::Condition(&settled));
}

void Follower::Release() {
  absl::MutexLock lock(&mutex_);
  held_until_ = {};
}

void Follower::Committed(const absl::Status& status) {
  // Nothing more may come on the stream, so that it must be ended from here.
  if (!status.ok()) client_->EndCall();
  absl::MutexLock lock(&mutex_);
  --in_flight_;
  if (status.ok()) {
    progress_ = true;
  } else if (failed_.ok()) {
    failed_ = status;
  }
}

absl::Status Follower::Settle() {
  absl::MutexLock lock(&mutex_);
  const auto settled = [this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) { return in_flight_ == 0; };
  mutex_.Await(absl::Condition(&settled));
  return std::exchange(failed_, absl::OkStatus());
}

absl::Status Follower::FollowOnce() {
  ZGC_ASSIGN_OR_RETURN(const ops::v1::ServiceStatus status, client_->GetStatus());
  ZGC_RETURN_IF_ERROR(store_
                          .Apply(OriginOf(kStatusMethod),
                                 [&](storage::Txn& txn) -> absl::StatusOr<std::string> {
                                   ZGC_RETURN_IF_ERROR(followed_.accept(txn, status));
                                   return "";
                                 })
                          .status());
  SetState({true, ""});
  const absl::Status ended = Watch();
  const absl::Status failed = Settle();
  return failed.ok() ? ended : failed;
}

absl::Status Follower::Watch() {
  const storage::Snapshot now = store_.Read();
  if (kind_ == StreamKind::kFigures) {
    ZGC_ASSIGN_OR_RETURN(const int64_t position,
                         followed_.figures.position(now, followed_.service));
    Taker<figures::v1::WatchFiguresResponse> taker(*this, kFiguresMethod, followed_.figures.apply,
                                                   position);
    return client_->WatchFigures(position, taker);
  }
  ZGC_ASSIGN_OR_RETURN(const int64_t position, followed_.rows.position(now, followed_.service));
  Taker<ops::v1::WatchChangesResponse> taker(*this, kRowsMethod, followed_.rows.apply, position);
  return client_->WatchRows(position, followed_.types, taker);
}

}  // namespace zgc::rpc
