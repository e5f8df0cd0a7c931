#pragma once

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/rpc/following/followers.h"

// What this service follows of the others. See common/rpc/following/followers.h.
namespace zgc::supervision {

using rpc::Backoff;
using rpc::Follower;
using rpc::Followers;
using rpc::SourceFlag;

// The flags of the services that can be followed.
absl::StatusOr<std::vector<SourceFlag>> ParseSources(const std::vector<std::string>& flags);

// How what a service sends is taken over.
rpc::FollowedFeed FeedOf(const std::string& service);

// Follows the services of flags that ParseSources has read.
absl::StatusOr<std::unique_ptr<Followers>> StartFollowers(storage::Store& store,
                                                          const std::vector<SourceFlag>& sources,
                                                          const rpc::ClientOptions& security,
                                                          resource::SourceWatch& watch,
                                                          Backoff backoff = {});

}  // namespace zgc::supervision
