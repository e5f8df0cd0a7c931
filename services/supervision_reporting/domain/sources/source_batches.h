#pragma once

#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/resource/feeds.h"
#include "common/storage/reader.h"
#include "common/storage/txn.h"

// Taking over what another service streams. Each part of a batch is one commit that also
// moves the position, so one revision of this store determines the revision of every
// source. Thread-safe as the transaction is.
namespace zgc::supervision {

// Full names of the messages whose rows are followed of a service: of each what says why figures
// changed, of task_registry what reports print and what is watched as well.
std::vector<std::string> FollowedTypes(const std::string& service);

// How far a service has been read; one that has never answered stands at 0.
absl::StatusOr<resource::Standing> StandingOf(const storage::Reader& reader,
                                              const std::string& service);
void SaveStanding(storage::Txn& txn, const resource::Standing& standing);

// See resource::Advance.
absl::Status ApplyPart(storage::Txn& txn, const resource::PartOrigin& origin,
                       const resource::FeedPart& part);

// See rpc::FollowedFeed::each.
absl::Status ForEachFollowed(const storage::Reader& reader, const std::string& service,
                             const resource::Followed& after,
                             absl::FunctionRef<bool(const std::string& name)> visit);

}  // namespace zgc::supervision
