#include "common/rpc/following/heartbeat.h"

#include <utility>

#include "common/base/status_macros.h"

namespace zgc::rpc {

Heartbeat::Heartbeat(const storage::Store& store, const FollowedFeed& followed,
                     std::unique_ptr<SourceClient> client, resource::SourceWatch& sources,
                     absl::Duration between)
    : store_(store),
      followed_(followed),
      client_(std::move(client)),
      sources_(sources),
      between_(between),
      thread_([this] { Run(); }) {}

Heartbeat::~Heartbeat() {
  {
    absl::MutexLock lock(&mutex_);
    ending_ = true;
  }
  client_->Cancel();
  thread_.join();
}

void Heartbeat::Run() {
  while (true) {
    const resource::SourceWatch::Instant asked = sources_.Now();
    const bool idle = followed_.IsIdle(store_.Read());
    absl::StatusOr<resource::Heard> heard = 0;
    if (!idle) heard = Ask();
    absl::MutexLock lock(&mutex_);
    // What was cancelled says nothing of the source.
    if (ending_) return;
    if (!idle) sources_.Asked(followed_.service, asked, heard);
    if (mutex_.AwaitWithTimeout(absl::Condition(&ending_), between_)) return;
  }
}

absl::StatusOr<resource::Heard> Heartbeat::Ask() {
  ZGC_ASSIGN_OR_RETURN(const resource::Standing known,
                       followed_.standing(store_.Read(), followed_.service));
  return resource::CheckAnswer(known, AskStanding(*client_, known));
}

}  // namespace zgc::rpc
