#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "absl/types/optional.h"
#include "common/resource/feeds.h"
#include "common/rpc/source_client.h"
#include "common/storage/store.h"

namespace zgc::rpc {

// How long to wait before a stream is asked for again: the first time, then
// doubled up to the cap; each wait is shortened by chance by up to a half, so that
// followers of one source do not come back together.
struct Backoff {
  absl::Duration first = absl::Milliseconds(100);
  absl::Duration cap = absl::Seconds(5);
  // Least time between two commits that move a position and nothing else: a busy
  // source must not fill this store with its empty batches.
  absl::Duration between_positions = absl::Seconds(1);
};

// One stream of a service: where it goes on, and what takes a batch over and moves
// the position, as the body of one commit.
template <typename Batch>
struct FollowedStream {
  using Apply = absl::Status (*)(storage::Txn&, const resource::BatchOrigin&, const Batch&);
  absl::StatusOr<int64_t> (*position)(const storage::Reader&, const std::string& service) = nullptr;
  // Null where the stream is not followed.
  Apply apply = nullptr;
};

// A service that is followed.
struct FollowedFeed {
  // Its name, such as task_registry.
  std::string service;
  // Who follows: the SPIFFE id in the audit of this store.
  std::string self;
  // Remembers the store when the service is met first, and refuses another.
  std::function<absl::Status(storage::Txn&, const ops::v1::ServiceStatus&)> accept;
  // All that is followed of it is here as of this revision.
  absl::StatusOr<int64_t> (*applied)(const storage::Reader&, const std::string& service) = nullptr;
  FollowedStream<figures::v1::WatchFiguresResponse> figures;
  FollowedStream<ops::v1::WatchChangesResponse> rows;
  // Full names of the messages whose rows are asked for.
  std::vector<std::string> types;
};

enum class StreamKind { kFigures, kRows };

// Follows one stream of one service on a thread of its own, from the position in
// the store, until destroyed. What it cannot apply it asks for again; a source
// that is not the one followed before is asked again and again, and nothing of it
// is taken over. Thread-safe.
class Follower {
 public:
  // `store` outlives the follower.
  Follower(storage::Store& store, FollowedFeed followed, StreamKind kind,
           std::unique_ptr<SourceClient> client, Backoff backoff);
  ~Follower();
  Follower(const Follower&) = delete;
  Follower& operator=(const Follower&) = delete;

  struct State {
    bool connected = false;
    // Why it is not connected, or empty.
    std::string problem;
  };
  State state() const;
  // Nothing more is taken over until Release, or for `lease`; returns once what was under
  // way is on disk.
  void Hold(absl::Duration lease);
  void Release();
  // Waits until `holds` of the state; false if it does not in time.
  bool Await(const std::function<bool(const State&)>& holds, absl::Duration timeout) const;

 private:
  void Run();
  // One connection, from the handshake to its end.
  absl::Status FollowOnce();
  absl::Status Watch();
  // Hands a batch to the committer, which groups those that wait; waits itself
  // only while many do. If one fails, those behind it do not build on the position
  // and fail too.
  template <typename Batch>
  absl::Status Commit(const std::string& method, const resource::BatchOrigin& origin,
                      const Batch& batch, typename FollowedStream<Batch>::Apply apply);
  void Committed(const absl::Status& status);
  // Waits for all commits under way; the first failure among them.
  absl::Status Settle();
  // Takes over the batches of one connection.
  template <typename Batch>
  class Taker;
  storage::Origin OriginOf(const std::string& method) const;
  void SetState(State state);
  // False once the follower is to end.
  bool Pause(absl::Duration wait);

  storage::Store& store_;
  const FollowedFeed followed_;
  const StreamKind kind_;
  const std::unique_ptr<SourceClient> client_;
  const Backoff backoff_;
  // When the last commit was made that moved the position only; none before the first.
  // The clock begins when the machine does, so that its zero may be recent.
  absl::optional<std::chrono::steady_clock::time_point> position_time_;
  mutable absl::Mutex mutex_;
  int in_flight_ ABSL_GUARDED_BY(mutex_) = 0;
  absl::Status failed_ ABSL_GUARDED_BY(mutex_);
  // A batch has been applied since the last pause.
  bool progress_ ABSL_GUARDED_BY(mutex_) = false;
  State state_ ABSL_GUARDED_BY(mutex_);
  bool ending_ ABSL_GUARDED_BY(mutex_) = false;
  // Until then it is held.
  std::chrono::steady_clock::time_point held_until_ ABSL_GUARDED_BY(mutex_);
  std::thread thread_;
};

}  // namespace zgc::rpc
