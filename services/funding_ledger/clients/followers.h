#pragma once

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/rpc/following/followers.h"

// What the ledger follows of the others: the milestones of the task registry. See
// common/rpc/following/followers.h.
namespace zgc::funding {

// The flags of the services that can be followed: task_registry.
absl::StatusOr<std::vector<rpc::SourceFlag>> ParseSources(const std::vector<std::string>& flags);

// Follows the services of flags that ParseSources has read.
absl::StatusOr<std::unique_ptr<rpc::Followers>> StartFollowers(
    storage::Store& store, const std::vector<rpc::SourceFlag>& sources,
    const rpc::ClientOptions& security, resource::SourceWatch& watch, rpc::Backoff backoff = {});

}  // namespace zgc::funding
