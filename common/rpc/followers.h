#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/rpc/channel.h"
#include "common/rpc/follower.h"
#include "zgc/ops/v1/operations.pb.h"

namespace zgc::rpc {

// A --source flag.
struct SourceFlag {
  std::string service;
  // host:port.
  std::string address;
};

// Reads NAME=HOST:PORT for each. INVALID_ARGUMENT, naming the flag, for other
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
    // host:port.
    std::string address;
  };

  // `security` holds what the channels have in common; its address is ignored.
  // `store` outlives the followers. Errors are those of MakeChannel.
  static absl::StatusOr<std::unique_ptr<Followers>> Start(storage::Store& store,
                                                          const std::vector<Target>& targets,
                                                          const ClientOptions& security,
                                                          Backoff backoff = {});

  // Adds how far each source has come.
  void Describe(ops::v1::ServiceStatus& status) const;

  // From here on nothing is taken over of any source until Resume, or for `lease`, so that
  // what is here stays at the positions that it has; returns once what was under way is on
  // disk. Reads and writes of callers go on.
  void Pause(absl::Duration lease) const;
  void Resume() const;

  // Waits until the state of the first stream of a service is such; false if it
  // does not get so in time or the service is not followed.
  bool Await(const std::string& service, const std::function<bool(const Follower::State&)>& holds,
             absl::Duration timeout) const;

 private:
  struct Source {
    FollowedFeed feed;
    std::vector<std::unique_ptr<Follower>> streams;
  };
  explicit Followers(storage::Store& store) : store_(store) {}

  storage::Store& store_;
  std::vector<Source> sources_;
};

}  // namespace zgc::rpc
