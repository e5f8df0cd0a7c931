#pragma once

#include <memory>
#include <thread>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "common/resource/source_watch.h"
#include "common/rpc/following/follower.h"
#include "common/rpc/following/source_client.h"
#include "common/storage/store.h"

namespace zgc::rpc {

// Asks a service that is followed how it stands, again and again: an idle source sends
// nothing on its streams, and neither does one that has stopped to answer. On a thread of
// its own, until destroyed.
class Heartbeat {
 public:
  // `store` and `sources` outlive it.
  Heartbeat(const storage::Store& store, const FollowedFeed& followed,
            std::unique_ptr<SourceClient> client, resource::SourceWatch& sources,
            absl::Duration between);
  ~Heartbeat();
  Heartbeat(const Heartbeat&) = delete;
  Heartbeat& operator=(const Heartbeat&) = delete;

 private:
  void Run();
  absl::StatusOr<resource::Heard> Ask();

  const storage::Store& store_;
  const FollowedFeed& followed_;
  const std::unique_ptr<SourceClient> client_;
  resource::SourceWatch& sources_;
  const absl::Duration between_;
  absl::Mutex mutex_;
  bool ending_ ABSL_GUARDED_BY(mutex_) = false;
  std::thread thread_;
};

}  // namespace zgc::rpc
