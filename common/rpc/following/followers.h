#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/base/actor.h"
#include "common/rpc/following/channel.h"
#include "common/rpc/following/follower.h"
#include "common/rpc/following/heartbeat.h"
#include "zgc/ops/v1/operations.pb.h"

namespace zgc::rpc {

// A --source flag.
struct SourceFlag {
  std::string service;
  // host:port; empty if there is no flag for it.
  std::string address;
};

// Reads NAME=HOST:PORT for each, and adds those of `known` that are not given; NAME=none
// says that one is not followed on purpose. INVALID_ARGUMENT, naming the flag, for other
// text, a service that is not among `known`, and one that is given twice.
absl::StatusOr<std::vector<SourceFlag>> ParseSources(const std::vector<std::string>& flags,
                                                     const std::vector<std::string>& known);

// The followers of all sources; each runs on its own, so one that is down hinders
// nobody. Thread-safe.
class Followers {
 public:
  // A service and where it is.
  struct Target {
    FollowedFeed feed;
    // host:port; empty if that is not known: then it is not followed, and the status says so.
    std::string address;
  };

  // `security` holds what the channels have in common; its address is ignored.
  // `store` and `sources`, which is told how they stand, outlive the followers. Errors are
  // those of MakeChannel.
  static absl::StatusOr<std::unique_ptr<Followers>> Start(storage::Store& store,
                                                          const std::vector<Target>& targets,
                                                          const ClientOptions& security,
                                                          resource::SourceWatch& sources,
                                                          Backoff backoff = {});

  // Adds how far each source has come and how it stands, also of those not followed. One of which
  // nothing is wanted is left out.
  void Describe(ops::v1::ServiceStatus& status) const;

  // For so long nothing more is taken over of any source, so that what is here stays at the
  // positions that it has; 0 ends that. Reads and writes of callers go on. Does not wait.
  void Hold(absl::Duration lease) const;
  // Waits until what was under way is on disk, for as long as following is held.
  void AwaitHeld() const;

  // Forgets what answered for a source, in this transaction, so that it is read afresh; see
  // ResyncSource. NOT_FOUND if it is not followed.
  absl::Status Resync(storage::Txn& txn, const base::Actor& actor,
                      const ops::v1::ResyncSourceRequest& request) const;

  // Waits until the state of the follower of a service is such; false if it
  // does not get so in time or the service is not followed.
  bool Await(const std::string& service, const std::function<bool(const Follower::State&)>& holds,
             absl::Duration timeout) const;

 private:
  struct Source {
    FollowedFeed feed;
    std::unique_ptr<Follower> follower;
    std::unique_ptr<Heartbeat> heartbeat;
  };
  Followers(storage::Store& store, resource::SourceWatch& watch) : store_(store), watch_(watch) {}

  storage::Store& store_;
  resource::SourceWatch& watch_;
  // A heartbeat keeps to the feed of its source.
  std::deque<Source> sources_;
  // The services that are not followed.
  std::vector<FollowedFeed> unfollowed_;
};

}  // namespace zgc::rpc
