#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "zgc/figures/v1/figures.pb.h"
#include "zgc/ops/v1/operations.pb.h"

namespace zgc::rpc {

// Takes over what a watch brings, on the thread that watches. An error ends the
// watch.
template <typename Batch>
class BatchTaker {
 public:
  virtual ~BatchTaker() = default;
  // One batch from the store with this id; it may be put off.
  virtual absl::Status Take(const std::string& store_id, const Batch& batch) = 0;
  // How long what was put off may still wait; infinite if there is nothing.
  virtual absl::Duration MayWait() const = 0;
  // Takes over what was put off.
  virtual absl::Status TakePutOff() = 0;
};

// What a follower needs of the service that it follows. One thread calls; EndCall
// and Cancel may come from others.
class SourceClient {
 public:
  virtual ~SourceClient() = default;
  virtual absl::StatusOr<ops::v1::ServiceStatus> GetStatus() = 0;
  // Hands every batch after a revision to `taker` until the stream or `taker`
  // fails, and has it take over what it put off in time. Never OK.
  virtual absl::Status WatchFigures(int64_t after_revision,
                                    BatchTaker<figures::v1::WatchFiguresResponse>& taker) = 0;
  // The same for the commits of the feed, with the rows of these types.
  virtual absl::Status WatchRows(int64_t after_revision, const std::vector<std::string>& types,
                                 BatchTaker<ops::v1::WatchChangesResponse>& taker) = 0;
  // Ends the call under way, if there is one. Does not block.
  virtual void EndCall() = 0;
  // The same, and ends every later one at once.
  virtual void Cancel() = 0;
};

}  // namespace zgc::rpc
