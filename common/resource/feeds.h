#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "zgc/figures/v1/figures.pb.h"
#include "zgc/ops/v1/operations.pb.h"

// Reading the feeds of another service: the rules by which what it sends is taken
// over, or refused. All functions are pure.
namespace zgc::resource {

// One batch: what it builds on, and the store that sent it.
struct BatchOrigin {
  std::string service;
  std::string store_id;
  // The position that the stream was asked to go on from, or that of the batch
  // that was taken over before.
  int64_t after_revision = 0;
  // Revision of the newest batch received before it. Above `after_revision` if
  // batches without content came in between, which may be left out.
  int64_t received_revision = 0;
};

// What is remembered of a source: the store that was met first, and the newest
// revision of it that was applied.
struct KnownSource {
  std::string service;
  // Empty until the source has answered.
  std::string store_id;
  int64_t applied_revision = 0;
};

// FAILED_PRECONDITION, saying what to do, if another service answers, if it has
// another store than before, or one that lacks revisions which were applied here
// (it was restored).
absl::Status CheckSource(const KnownSource& known, const ops::v1::ServiceStatus& status);

// FAILED_PRECONDITION as CheckSource if another store sent the batch; ABORTED if it
// does not build on the position, then nothing is lost by asking for the stream
// again.
absl::Status CheckBatch(const KnownSource& known, const BatchOrigin& origin, int64_t position,
                        int64_t revision);

// ABORTED unless the batch is the next one after what was received.
absl::Status FollowsOn(const BatchOrigin& origin, const figures::v1::WatchFiguresResponse& batch);
absl::Status FollowsOn(const BatchOrigin& origin, const ops::v1::WatchChangesResponse& commit);

// Whether it moves the position and nothing else.
bool HasNoContent(const figures::v1::WatchFiguresResponse& batch);
bool HasNoContent(const ops::v1::WatchChangesResponse& commit);

}  // namespace zgc::resource
