#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/rpc/channel.h"
#include "services/supervision_reporting/clients/follower.h"
#include "zgc/ops/v1/operations.pb.h"

namespace zgc::supervision {

// A --source flag.
struct SourceFlag {
  std::string service;
  // host:port.
  std::string address;
};

// Reads NAME=HOST:PORT for each. INVALID_ARGUMENT, naming the flag, for other
// text, an unknown service, and one that is given twice.
absl::StatusOr<std::vector<SourceFlag>> ParseSources(const std::vector<std::string>& flags);

// The followers of all sources; each runs on its own, so one that is down hinders
// nobody. Thread-safe.
class Followers {
 public:
  // `security` holds what the channels have in common; its address is ignored.
  // `store` outlives the followers. Errors are those of rpc::MakeChannel.
  static absl::StatusOr<std::unique_ptr<Followers>> Start(storage::Store& store,
                                                          const std::vector<SourceFlag>& sources,
                                                          const rpc::ClientOptions& security,
                                                          Backoff backoff = {});

  // Adds how far each source has come.
  void Describe(ops::v1::ServiceStatus& status) const;

  // Waits until the state of the stream of figures of a service is such; false if
  // it does not get so in time or the service is not followed.
  bool Await(const std::string& service, const std::function<bool(const Follower::State&)>& holds,
             absl::Duration timeout) const;

 private:
  struct Source {
    std::string service;
    std::vector<std::unique_ptr<Follower>> streams;
  };
  explicit Followers(storage::Store& store) : store_(store) {}

  storage::Store& store_;
  std::vector<Source> sources_;
};

}  // namespace zgc::supervision
