#pragma once

#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/optional.h"
#include "common/resource/feeds.h"
#include "common/storage/reader.h"
#include "common/storage/txn.h"
#include "zgc/tasks/v1/targets.pb.h"

// The figures of other services that targets are held against, taken over from their feeds in the
// commit that moves the position. Thread-safe as the transaction is.
namespace zgc::tasks {

// How far a service has been read. Not exact while other indicators are wanted of it than were
// read; one that has never answered stands at 0.
absl::StatusOr<resource::Standing> StandingOf(const storage::Reader& reader,
                                              const std::string& service);
void SaveStanding(storage::Txn& txn, const resource::Standing& standing);

// Whether what is kept of a service is of the indicators that are wanted.
absl::StatusOr<bool> FollowsWanted(const storage::Reader& reader, const std::string& service);
// Turns to those: from here on all of them are read. What is kept of a service of which none is
// wanted is removed, its position too, so that any store of it may answer next time.
absl::Status TurnToWanted(storage::Txn& txn, const std::string& service);

// Takes over a part of a batch; see resource::Advance.
absl::Status ApplyFigures(storage::Txn& txn, const resource::PartOrigin& origin,
                          const resource::FeedPart& part);

// See rpc::FollowedFeed::each.
absl::Status ForEachFollowed(const storage::Reader& reader, const std::string& service,
                             const resource::Followed& after,
                             absl::FunctionRef<bool(const std::string& name)> visit);

// One that is here, by the name that it has in its service, "figures/{id}".
absl::StatusOr<absl::optional<v1::FollowedFigure>> FollowedFigureOf(const storage::Reader& reader,
                                                                    const std::string& service,
                                                                    const std::string& figure);
// Those of an indicator, "//funding_ledger/indicators/{id}", by name, without those of its parts.
absl::StatusOr<std::vector<v1::FollowedFigure>> FollowedFiguresOf(const storage::Reader& reader,
                                                                  const std::string& indicator);

}  // namespace zgc::tasks
