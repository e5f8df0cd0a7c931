#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "absl/types/optional.h"
#include "common/resource/feeds.h"
#include "common/resource/source_watch.h"
#include "common/rpc/following/source_client.h"
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
  // How often a source is asked whether it is there. Well below the age that it may have.
  absl::Duration between_heartbeats = absl::Seconds(10);
};

// A service that is followed: what of it, and where that is kept.
struct FollowedFeed {
  // Its name, such as task_registry.
  std::string service;
  // Who follows: the SPIFFE id in the audit of this store.
  std::string self;
  // Whether its figures and indicators are followed.
  bool figures = false;
  // Full names of the messages whose rows are.
  std::vector<std::string> types;
  absl::StatusOr<resource::Standing> (*standing)(const storage::Reader&,
                                                 const std::string& service) = nullptr;
  void (*save)(storage::Txn&, const resource::Standing&) = nullptr;
  // Takes over a part and moves the position, as the body of one commit.
  absl::Status (*apply)(storage::Txn&, const resource::PartOrigin&,
                        const resource::FeedPart&) = nullptr;
  // Visits what is here of the service, of one type and after a name, by name, until `visit`
  // returns false.
  absl::Status (*each)(const storage::Reader&, const std::string& service,
                       const resource::Followed& after,
                       absl::FunctionRef<bool(const std::string& name)> visit) = nullptr;

  // Where not all indicators are followed: those that are wanted, and figures of others, by name,
  // as many of each as a watch takes. The set may change at any time; while it is empty the service
  // is not followed. Null where all are.
  absl::StatusOr<std::vector<std::string>> (*wanted)(const storage::Reader&,
                                                     const std::string& service) = nullptr;
  // Whether what is kept is of those, and what turns to them in one commit: see Standing::exact.
  // With `wanted`.
  absl::StatusOr<bool> (*follows_wanted)(const storage::Reader&,
                                         const std::string& service) = nullptr;
  absl::Status (*turn)(storage::Txn&, const std::string& service) = nullptr;

  // Whether nothing is wanted of the service, so that nobody needs to know how it stands.
  bool IsIdle(const storage::Reader& reader) const;
};

// Follows one service on a thread of its own, from the position in the store, until
// destroyed. What it cannot apply it asks for again; a source that is not the one followed
// before is asked again and again, and nothing of it is taken over. Thread-safe.
class Follower {
 public:
  // `store` and `sources` outlive the follower.
  Follower(storage::Store& store, FollowedFeed followed, std::unique_ptr<SourceClient> client,
           resource::SourceWatch& sources, Backoff backoff);
  ~Follower();
  Follower(const Follower&) = delete;
  Follower& operator=(const Follower&) = delete;

  struct State {
    bool connected = false;
    // Why it is not connected, or empty.
    std::string problem;
    // How long it is still held, see Hold; 0 if it is not.
    absl::Duration held_for;
  };
  State state() const;
  // For so long nothing more is taken over; 0 ends that. Does not wait.
  void Hold(absl::Duration lease);
  // Waits until what was under way is on disk or has failed, for as long as it is held.
  void AwaitHeld() const;

  // Waits until `holds` of the state; false if it does not in time.
  bool Await(const std::function<bool(const State&)>& holds, absl::Duration timeout) const;

 private:
  void Run();
  // One connection, from the handshake to its end. OK if it ended because something else is wanted.
  absl::Status FollowOnce();
  // Turns to what is wanted now, and keeps that in `asked_`.
  absl::Status Turn();
  // Whether something else is wanted than was asked for.
  bool WantsOthers() const;
  // Asks whose store answers and returns the newest revision there; tells `sources_`.
  absl::StatusOr<int64_t> Greet();
  absl::Status Watch(int64_t head);
  // Hands a part to the committer, which groups those that wait; waits itself only while
  // many do. If one fails, those behind it do not build on what is here and fail too.
  absl::Status Commit(const resource::PartOrigin& origin, const resource::FeedPart& part,
                      bool positions_only);
  // Waits until another commit of so many bytes may be made, and counts it as under way.
  // Fails if the follower ends first, or if an earlier one failed.
  absl::Status Begin(size_t bytes);
  void Committed(size_t bytes, const absl::Status& status);
  // Waits for all commits under way; the first failure among them.
  absl::Status Settle();
  // Takes over the parts of one connection.
  class Taker;
  storage::Origin OriginOf(const std::string& method) const;
  void SetState(State state);
  // False once the follower is to end.
  bool Pause(absl::Duration wait);

  storage::Store& store_;
  const FollowedFeed followed_;
  const std::unique_ptr<SourceClient> client_;
  resource::SourceWatch& sources_;
  const Backoff backoff_;
  // When the last commit was made that moved the position only; none before the first.
  // The clock begins when the machine does, so that its zero may be recent.
  absl::optional<std::chrono::steady_clock::time_point> position_time_;
  // The indicators that the stream was asked for; empty where all are followed.
  std::vector<std::string> asked_;
  mutable absl::Mutex mutex_;
  // Parts that are with the committer, and their bytes.
  int in_flight_ ABSL_GUARDED_BY(mutex_) = 0;
  size_t bytes_in_flight_ ABSL_GUARDED_BY(mutex_) = 0;
  absl::Status failed_ ABSL_GUARDED_BY(mutex_);
  // Nothing is taken over until that instant of the steady clock.
  bool held_ ABSL_GUARDED_BY(mutex_) = false;
  absl::Duration held_until_ ABSL_GUARDED_BY(mutex_);
  // A part has been applied since the last pause.
  bool progress_ ABSL_GUARDED_BY(mutex_) = false;
  State state_ ABSL_GUARDED_BY(mutex_);
  bool ending_ ABSL_GUARDED_BY(mutex_) = false;
  std::thread thread_;
};

}  // namespace zgc::rpc
