#include "common/rpc/following/follower.h"

#include <algorithm>
#include <utility>

#include "absl/random/random.h"
#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/base/time/clock.h"
#include "common/observability/log.h"
#include "common/rpc/following/sweep.h"

namespace zgc::rpc {
namespace {

constexpr char kStatusMethod[] = "/zgc.ops.v1.OperationsService/GetServiceStatus";
constexpr char kWatchMethod[] = "/zgc.figures.v1.FigureService/WatchFigures";
// Far below what the committer's queue takes.
constexpr int kMaxInFlight = 64;
// How often a stream on which nothing comes looks whether it still builds on what is here.
constexpr absl::Duration kLook = absl::Seconds(1);
constexpr size_t kMaxBytesInFlight = size_t{8} << 20;

}  // namespace

using resource::FeedPart;
using resource::Followed;
using resource::PartOrigin;
using resource::Standing;

bool FollowedFeed::IsIdle(const storage::Reader& reader) const {
  if (wanted == nullptr) return false;
  const auto found = wanted(reader, service);
  return found.ok() && found->empty();
}

Follower::Follower(storage::Store& store, FollowedFeed followed,
                   std::unique_ptr<SourceClient> client, resource::SourceWatch& sources,
                   Backoff backoff)
    : store_(store),
      followed_(std::move(followed)),
      client_(std::move(client)),
      sources_(sources),
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
  State state = state_;
  if (held_) {
    state.held_for = std::max(held_until_ - base::Clock::Real()->Steady(), absl::ZeroDuration());
  }
  return state;
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
    if (ended.ok()) {
      SetState({});
      if (!Pause(asked_.empty() ? kLook : absl::ZeroDuration())) return;
      wait = backoff_.first;
      continue;
    }
    bool progress = false;
    {
      absl::MutexLock lock(&mutex_);
      std::swap(progress, progress_);
      state_ = {false, std::string(ended.message()), {}};
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

void Follower::Hold(absl::Duration lease) {
  absl::MutexLock lock(&mutex_);
  held_ = lease > absl::ZeroDuration();
  held_until_ = base::Clock::Real()->Steady() + lease;
}

void Follower::AwaitHeld() const {
  absl::MutexLock lock(&mutex_);
  const auto settled = [this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    return in_flight_ == 0 || !held_ || ending_;
  };
  // One that is not held goes on, and may always have something under way.
  while (!settled()) {
    const absl::Duration left = held_until_ - base::Clock::Real()->Steady();
    if (left <= absl::ZeroDuration()) return;
    mutex_.AwaitWithTimeout(absl::Condition(&settled), left);
  }
}

absl::Status Follower::Begin(size_t bytes) {
  absl::MutexLock lock(&mutex_);
  const auto released = [this]()
                            ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) { return ending_ || !held_; };
  const auto room = [&]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    return in_flight_ == 0 ||
           (in_flight_ < kMaxInFlight && bytes_in_flight_ + bytes <= kMaxBytesInFlight);
  };
  do {
    while (!released()) {
      const absl::Duration until = held_until_;
      const absl::Duration left = until - base::Clock::Real()->Steady();
      // Whoever asked for it may have gone.
      if (left <= absl::ZeroDuration()) held_ = false;
      const auto changed = [&]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
        return released() || held_until_ != until;
      };
      mutex_.AwaitWithTimeout(absl::Condition(&changed), left);
    }
    mutex_.Await(absl::Condition(&room));
    // It may have been held while this waited for room.
  } while (!released());
  if (ending_) return absl::CancelledError("the follower ends");
  if (!failed_.ok()) return failed_;
  ++in_flight_;
  bytes_in_flight_ += bytes;
  return absl::OkStatus();
}

absl::Status Follower::Commit(const PartOrigin& origin, const FeedPart& part, bool positions_only) {
  const size_t bytes = part.ByteSizeLong();
  ZGC_RETURN_IF_ERROR(Begin(bytes));
  storage::Origin by = OriginOf(kWatchMethod);
  by.positions_only = positions_only;
  store_.Submit(
      std::move(by),
      [origin, part, apply = followed_.apply](storage::Txn& txn) -> absl::StatusOr<std::string> {
        ZGC_RETURN_IF_ERROR(apply(txn, origin, part));
        return "";
      },
      [this, bytes](const absl::StatusOr<storage::Committed>& done) {
        Committed(bytes, done.status());
      });
  return absl::OkStatus();
}

// Whatever has content is one commit with its position. A batch without content is
// put off while the last one of its kind is recent; the next commit covers it. One that stands
// for nothing but positions is remembered, not kept: the source may follow this store, and
// would answer each commit by one.
class Follower::Taker final : public PartTaker {
 public:
  Taker(Follower& follower, int64_t after_revision)
      : follower_(follower), sweep_(follower.store_, follower.followed_) {
    origin_.service = follower.followed_.service;
    origin_.after_revision = after_revision;
    origin_.received_revision = after_revision;
  }

  absl::Status Take(const std::string& store_id, const FeedPart& part) override {
    origin_.store_id = store_id;
    if (origin_.part > 0 && part.position().revision() != revision_) {
      return absl::AbortedError(absl::StrCat(origin_.service, " sent revision ",
                                             part.position().revision(), " before all parts of ",
                                             revision_));
    }
    revision_ = part.position().revision();
    if (origin_.afresh()) return TakeAfresh(part);
    const bool whole = origin_.part == 0 && !part.more();
    // What is out of order is refused where it is applied.
    if (!whole || !resource::HasNoContent(part) || revision_ <= origin_.received_revision) {
      return Commit(part);
    }
    if (part.positions_only() && !put_off_.has_value()) {
      follower_.sources_.Passed(origin_.service, origin_.after_revision, part.position());
      return absl::OkStatus();
    }
    put_off_ = part;
    origin_.received_revision = revision_;
    return PutOffFor() > absl::ZeroDuration() ? absl::OkStatus() : TakePutOff();
  }

  absl::Duration MayWait() const override { return std::min(kLook, PutOffFor()); }

  absl::Status Idle() override {
    ZGC_ASSIGN_OR_RETURN(const Standing known,
                         follower_.followed_.standing(follower_.store_.Read(), origin_.service));
    // Somebody has asked to read it afresh.
    if (known.store_id.empty()) return absl::AbortedError("what was followed is forgotten");
    if (follower_.WantsOthers()) return absl::AbortedError("other indicators are wanted");
    return PutOffFor() > absl::ZeroDuration() ? absl::OkStatus() : TakePutOff();
  }

 private:
  // How long what is put off may still wait; infinite if there is nothing.
  absl::Duration PutOffFor() const {
    if (!put_off_.has_value()) return absl::InfiniteDuration();
    if (!follower_.position_time_.has_value()) return absl::ZeroDuration();
    const auto since = std::chrono::steady_clock::now() - *follower_.position_time_;
    return follower_.backoff_.between_positions - absl::FromChrono(since);
  }

  absl::Status TakePutOff() {
    const FeedPart newest = *put_off_;
    // What it stands for was received one by one.
    --origin_.received_revision;
    follower_.position_time_ = std::chrono::steady_clock::now();
    return Commit(newest, true);
  }

  // What is here and does not come is no more; it is removed in commits of their own, so
  // that none is large. Whatever cuts that off, all is read again.
  absl::Status TakeAfresh(const FeedPart& part) {
    const auto remove = [&](std::vector<Followed> gone) {
      origin_.gone = std::move(gone);
      FeedPart removal;
      *removal.mutable_position() = part.position();
      removal.set_more(true);
      return Commit(removal);
    };
    ZGC_RETURN_IF_ERROR(sweep_.UpTo(part, remove));
    if (!part.more()) ZGC_RETURN_IF_ERROR(sweep_.Rest(remove));
    if (!part.more() && resource::HasNoContent(part)) {
      follower_.position_time_ = std::chrono::steady_clock::now();
    }
    return Commit(part);
  }

  absl::Status Commit(const FeedPart& part, bool positions_only = false) {
    ZGC_RETURN_IF_ERROR(follower_.Commit(origin_, part, positions_only));
    put_off_.reset();
    origin_.gone.clear();
    if (part.more()) {
      ++origin_.part;
      return absl::OkStatus();
    }
    origin_.part = 0;
    origin_.after_revision = part.position().revision();
    origin_.received_revision = part.position().revision();
    return absl::OkStatus();
  }

  Follower& follower_;
  PartOrigin origin_;
  // Of the batch that comes in parts.
  int64_t revision_ = 0;
  // Of a source that is read afresh.
  Sweep sweep_;
  // The newest batch without content that is put off.
  absl::optional<FeedPart> put_off_;
};

void Follower::Committed(size_t bytes, const absl::Status& status) {
  // Nothing more may come on the stream, so that it must be ended from here.
  if (!status.ok()) client_->EndCall();
  absl::MutexLock lock(&mutex_);
  --in_flight_;
  bytes_in_flight_ -= bytes;
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

absl::StatusOr<int64_t> Follower::Greet() {
  const resource::SourceWatch::Instant asked = sources_.Now();
  ZGC_ASSIGN_OR_RETURN(const Standing known, followed_.standing(store_.Read(), followed_.service));
  const auto answer = AskStanding(*client_, known);
  const absl::StatusOr<resource::Heard> heard = resource::CheckAnswer(known, answer);
  sources_.Asked(followed_.service, asked, heard);
  ZGC_RETURN_IF_ERROR(heard.status());
  if (!known.store_id.empty()) return heard->head;
  ZGC_RETURN_IF_ERROR(Begin(0));
  const auto saved =
      store_.Apply(OriginOf(kStatusMethod), [&](storage::Txn& txn) -> absl::StatusOr<std::string> {
        ZGC_ASSIGN_OR_RETURN(Standing met, followed_.standing(txn, followed_.service));
        if (resource::Meet(*answer, met)) followed_.save(txn, met);
        return "";
      });
  Committed(0, saved.status());
  ZGC_RETURN_IF_ERROR(Settle());
  return heard->head;
}

absl::Status Follower::Turn() {
  if (followed_.wanted == nullptr) return absl::OkStatus();
  ZGC_ASSIGN_OR_RETURN(const bool follows,
                       followed_.follows_wanted(store_.Read(), followed_.service));
  if (!follows) {
    ZGC_RETURN_IF_ERROR(Begin(0));
    const auto turned =
        store_.Apply(OriginOf(kWatchMethod), [&](storage::Txn& txn) -> absl::StatusOr<std::string> {
          ZGC_RETURN_IF_ERROR(followed_.turn(txn, followed_.service));
          return "";
        });
    Committed(0, turned.status());
    ZGC_RETURN_IF_ERROR(Settle());
  }
  ZGC_ASSIGN_OR_RETURN(asked_, followed_.wanted(store_.Read(), followed_.service));
  return absl::OkStatus();
}

bool Follower::WantsOthers() const {
  if (followed_.wanted == nullptr) return false;
  const auto wanted = followed_.wanted(store_.Read(), followed_.service);
  return wanted.ok() && *wanted != asked_;
}

absl::Status Follower::FollowOnce() {
  ZGC_RETURN_IF_ERROR(Turn());
  if (followed_.wanted != nullptr && asked_.empty()) return absl::OkStatus();
  ZGC_ASSIGN_OR_RETURN(const int64_t head, Greet());
  SetState({true, "", {}});
  const absl::Status ended = Watch(head);
  const absl::Status failed = Settle();
  // Also if what came did not fit because of that.
  if (WantsOthers()) return absl::OkStatus();
  return failed.ok() ? ended : failed;
}

absl::Status Follower::Watch(int64_t head) {
  ZGC_ASSIGN_OR_RETURN(const Standing known, followed_.standing(store_.Read(), followed_.service));
  figures::v1::WatchFiguresRequest request;
  if (known.exact) {
    *request.mutable_after() = known.applied;
    request.set_after_chain_sha256(known.chain_sha256);
  }
  for (const std::string& type : followed_.types) request.add_resource_types(type);
  for (const std::string& name : asked_) {
    *(absl::StartsWith(name, "figures/") ? request.add_figures() : request.add_indicators()) = name;
  }
  request.set_rows_only(!followed_.figures);
  Taker taker(*this, known.resume());
  // One that holds nothing sends nothing; what is here of it is of another store.
  if (!known.exact && head == 0) ZGC_RETURN_IF_ERROR(taker.Take(known.store_id, FeedPart()));
  return client_->Watch(request, taker);
}

}  // namespace zgc::rpc
