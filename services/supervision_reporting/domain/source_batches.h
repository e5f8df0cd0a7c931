#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "common/resource/feeds.h"
#include "common/storage/reader.h"
#include "common/storage/txn.h"
#include "zgc/figures/v1/figures.pb.h"
#include "zgc/ops/v1/operations.pb.h"
#include "zgc/supervision/v1/sources.pb.h"

// Taking over what another service streams. Each function is the body of one
// commit that also moves the position, so one revision of this store determines
// the revision of every source. Thread-safe as the transaction is.
namespace zgc::supervision {

// Which service is followed, and how.
struct FollowedService {
  // Name of the service, such as task_registry.
  std::string service;
  // Whether its rows are followed besides its figures.
  bool rows = false;
};

using resource::BatchOrigin;

// Full names of the messages whose rows are followed.
const std::vector<std::string>& FollowedTypes();

// The position of a service; one that has never answered stands at 0.
absl::StatusOr<v1::Source> PositionOf(const storage::Reader& reader, const std::string& service);

// Remembers the store when the service is met first. FAILED_PRECONDITION, saying
// what to do, if another service answers, if it has another store than before, or
// one that lacks revisions which were applied here (it was restored).
absl::Status AcceptSource(storage::Txn& txn, const FollowedService& followed,
                          const ops::v1::ServiceStatus& status);

// FAILED_PRECONDITION as AcceptSource; ABORTED if the batch does not build on the
// position, then nothing is lost by asking for the stream again.
absl::Status ApplyFigures(storage::Txn& txn, const BatchOrigin& origin,
                          const figures::v1::WatchFiguresResponse& batch);

// The same for one commit of the feed.
absl::Status ApplyRows(storage::Txn& txn, const BatchOrigin& origin,
                       const ops::v1::WatchChangesResponse& commit);

}  // namespace zgc::supervision
