#include "services/supervision_reporting/rpc/sweeper.h"

#include <algorithm>
#include <string>

#include "common/base/actor.h"
#include "common/base/status_macros.h"
#include "common/observability/log.h"
#include "services/supervision_reporting/domain/watchlist/sweeps.h"

namespace zgc::supervision {
namespace {

constexpr char kSelf[] = "spiffe://zgc/supervision-reporting";
constexpr char kSweepMethod[] = "/zgc.supervision.v1.WatchService/SweepDeadlines";

// One commit of a sweep.
absl::StatusOr<v1::SweepDeadlinesResponse> SweepPart(storage::Store& store,
                                                     resource::SourceWatch& sources) {
  storage::Origin origin;
  origin.caller = kSelf;
  origin.method = kSweepMethod;
  v1::SweepDeadlinesResponse response;
  const auto body = [&](storage::Txn& txn) -> absl::StatusOr<std::string> {
    ZGC_ASSIGN_OR_RETURN(response, SweepDeadlines(txn, base::Actor{kSelf, ""}, sources, {}));
    return "";
  };
  ZGC_RETURN_IF_ERROR(store.Apply(origin, body).status());
  return response;
}

}  // namespace

absl::StatusOr<int64_t> SweepToday(storage::Store& store, resource::SourceWatch& sources) {
  int64_t slips = 0;
  bool unfinished = true;
  while (unfinished) {
    ZGC_ASSIGN_OR_RETURN(const v1::SweepDeadlinesResponse part, SweepPart(store, sources));
    slips += part.escalations_size();
    unfinished = part.unfinished();
  }
  return slips;
}

Sweeper::Sweeper(storage::Store& store, resource::SourceWatch& sources, absl::Duration interval)
    : store_(store), sources_(sources), interval_(interval), thread_([this] { Run(); }) {}

Sweeper::~Sweeper() {
  {
    absl::MutexLock lock(&mutex_);
    ending_ = true;
  }
  thread_.join();
}

Sweeper::Last Sweeper::last() const {
  absl::MutexLock lock(&mutex_);
  return last_;
}

bool Sweeper::Await(const std::function<bool(const Last&)>& holds, absl::Duration timeout) const {
  absl::MutexLock lock(&mutex_);
  const auto held = [&] {
    mutex_.AssertHeld();
    return holds(last_);
  };
  return mutex_.AwaitWithTimeout(absl::Condition(&held), timeout);
}

void Sweeper::Run() {
  bool ended = false;
  while (!ended) {
    const auto slips = SweepToday(store_, sources_);
    if (!slips.ok()) observability::LogError("sweeping", slips.status());
    absl::MutexLock lock(&mutex_);
    if (slips.ok()) {
      ++last_.sweeps;
      last_.slips += *slips;
      last_.time = absl::Now();
    }
    ended = mutex_.AwaitWithTimeout(absl::Condition(&ending_), interval_);
  }
}

}  // namespace zgc::supervision
