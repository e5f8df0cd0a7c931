#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <thread>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "common/storage/store.h"
#include "services/supervision_reporting/clients/source_client.h"
#include "services/supervision_reporting/domain/source_batches.h"

namespace zgc::supervision {

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

enum class StreamKind { kFigures, kRows };

// Follows one stream of one service on a thread of its own, from the position in
// the store, until destroyed. What it cannot apply it asks for again; a source
// that is not the one followed before is asked again and again, and nothing of it
// is taken over. Thread-safe.
class Follower {
 public:
  // `store` outlives the follower.
  Follower(storage::Store& store, FollowedService followed, StreamKind kind,
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
  // Waits until `holds` of the state; false if it does not in time.
  bool Await(const std::function<bool(const State&)>& holds, absl::Duration timeout) const;

 private:
  void Run();
  // One connection, from the handshake to its end.
  absl::Status FollowOnce();
  absl::Status Watch(const v1::Source& source);
  // Hands a batch to the committer, which groups those that wait; waits itself
  // only while many do. If one fails, those behind it do not build on the position
  // and fail too.
  template <typename Batch>
  absl::Status Commit(const std::string& method, const BatchOrigin& origin, const Batch& batch,
                      absl::Status (*apply)(storage::Txn&, const BatchOrigin&, const Batch&));
  void Committed(const absl::Status& status);
  // Waits for all commits under way; the first failure among them.
  absl::Status Settle();
  // Takes over the batches of one connection.
  template <typename Batch>
  class Taker;
  void SetState(State state);
  // False once the follower is to end.
  bool Pause(absl::Duration wait);

  storage::Store& store_;
  const FollowedService followed_;
  const StreamKind kind_;
  const std::unique_ptr<SourceClient> client_;
  const Backoff backoff_;
  // When the last commit was made that moved the position only.
  std::chrono::steady_clock::time_point position_time_;
  mutable absl::Mutex mutex_;
  int in_flight_ ABSL_GUARDED_BY(mutex_) = 0;
  absl::Status failed_ ABSL_GUARDED_BY(mutex_);
  // A batch has been applied since the last pause.
  bool progress_ ABSL_GUARDED_BY(mutex_) = false;
  State state_ ABSL_GUARDED_BY(mutex_);
  bool ending_ ABSL_GUARDED_BY(mutex_) = false;
  std::thread thread_;
};

}  // namespace zgc::supervision
