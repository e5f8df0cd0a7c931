#include "services/supervision_reporting/rpc/sweeper.h"

#include <algorithm>
#include <string>

#include "common/base/actor.h"
#include "common/base/status_macros.h"
#include "common/observability/log.h"
#include "services/supervision_reporting/domain/watchlist/sweeps.h"

namespace zgc::supervision {
namespace {

// After what a sweep that did not go through is tried again.
constexpr absl::Duration kSoon = absl::Seconds(60);
// How often the time of a commit a sweep rests after it: four fifths of the time are for others.
constexpr int kRests = 4;
constexpr char kSelf[] = "spiffe://zgc/supervision-reporting";
constexpr char kSweepMethod[] = "/zgc.supervision.v1.WatchService/SweepDeadlines";

// One commit of a sweep.
absl::StatusOr<v1::SweepDeadlinesResponse> CommitPart(storage::Store& store,
                                                      resource::SourceWatch& sources,
                                                      const SweepPlan& plan) {
  storage::Origin origin;
  origin.caller = kSelf;
  origin.method = kSweepMethod;
  v1::SweepDeadlinesResponse response;
  const auto body = [&](storage::Txn& txn) -> absl::StatusOr<std::string> {
    ZGC_ASSIGN_OR_RETURN(response, SweepDeadlines(txn, base::Actor{kSelf, ""}, sources, {}, plan));
    return "";
  };
  ZGC_RETURN_IF_ERROR(store.Apply(origin, body).status());
  return response;
}

}  // namespace

void Swept::Add(const v1::SweepDeadlinesResponse& part) {
  slips += part.escalations_size();
  left_out.insert(part.left_out().begin(), part.left_out().end());
  for (const v1::ThingsWithoutRules& things : part.without_rules()) without_rules += things.count();
}

void SweepLog::Note(const Swept& swept, bool complete) {
  absl::MutexLock lock(&mutex_);
  last_.slips += swept.slips;
  if (!complete) return;
  ++last_.sweeps;
  last_.time = absl::Now();
  last_.without_rules = swept.without_rules;
}

SweepLog::Last SweepLog::last() const {
  absl::MutexLock lock(&mutex_);
  return last_;
}

bool SweepLog::Await(const std::function<bool(const Last&)>& holds, absl::Duration timeout) const {
  absl::MutexLock lock(&mutex_);
  const auto held = [&] {
    mutex_.AssertHeld();
    return holds(last_);
  };
  return mutex_.AwaitWithTimeout(absl::Condition(&held), timeout);
}

absl::StatusOr<Swept> SweepToday(storage::Store& store, resource::SourceWatch& sources,
                                 absl::FunctionRef<bool(absl::Duration)> rest) {
  Swept swept;
  std::string begin;
  bool unfinished = true;
  while (unfinished) {
    ZGC_ASSIGN_OR_RETURN(const SweepPlan plan,
                         PlanSweep(store.Read(), sources, store.clock().Now(), {}, begin));
    const absl::Time began = absl::Now();
    ZGC_ASSIGN_OR_RETURN(const v1::SweepDeadlinesResponse part, CommitPart(store, sources, plan));
    // Deadlines that were computed anew may be anywhere.
    if (begin.empty()) swept.without_rules = 0;
    swept.Add(part);
    unfinished = part.unfinished();
    begin = part.deadlines_wait() ? "" : plan.next;
    if (!unfinished) break;
    if (!rest(kRests * (absl::Now() - began))) return absl::CancelledError("it is to end");
  }
  return swept;
}

Sweeper::Sweeper(storage::Store& store, resource::SourceWatch& sources, SweepLog& log,
                 absl::Duration interval)
    : store_(store), sources_(sources), log_(log), interval_(interval), thread_([this] {
        Run();
      }) {}

Sweeper::~Sweeper() {
  {
    absl::MutexLock lock(&mutex_);
    ending_ = true;
  }
  thread_.join();
}

bool Sweeper::Rest(absl::Duration time) {
  absl::MutexLock lock(&mutex_);
  return !mutex_.AwaitWithTimeout(absl::Condition(&ending_), time);
}

void Sweeper::Run() {
  bool ended = false;
  while (!ended) {
    const auto swept =
        SweepToday(store_, sources_, [this](absl::Duration time) { return Rest(time); });
    if (absl::IsCancelled(swept.status())) return;
    if (!swept.ok()) observability::LogError("sweeping", swept.status());
    const bool all = swept.ok() && swept->left_out.empty();
    if (swept.ok() && !all) {
      observability::LogInfo(absl::StrCat("the sweep has left out what is of ",
                                          absl::StrJoin(swept->left_out, " and "),
                                          ", not current now: it is tried again"));
    }
    if (swept.ok()) log_.Note(*swept, all);
    absl::MutexLock lock(&mutex_);
    // A source is mostly heard from soon, as after a start.
    ended = mutex_.AwaitWithTimeout(absl::Condition(&ending_),
                                    all ? interval_ : std::min(interval_, kSoon));
  }
}

}  // namespace zgc::supervision
