#pragma once

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/rpc/following/followers.h"

// What the task registry follows of the others: the figures of the indicators that targets of
// approved tasks name. See common/rpc/following/followers.h.
namespace zgc::tasks {

// The flags of the services that can be followed: FigureServices.
absl::StatusOr<std::vector<rpc::SourceFlag>> ParseSources(const std::vector<std::string>& flags);

// Follows the services of flags that ParseSources has read.
absl::StatusOr<std::unique_ptr<rpc::Followers>> StartFollowers(
    storage::Store& store, const std::vector<rpc::SourceFlag>& sources,
    const rpc::ClientOptions& security, resource::SourceWatch& watch, rpc::Backoff backoff = {});

}  // namespace zgc::tasks
