#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/resource/feeds.h"
#include "zgc/figures/v1/figure_service.pb.h"
#include "zgc/ops/v1/operations.pb.h"

namespace zgc::rpc {

// Takes over what a watch brings, on the thread that watches. An error ends the
// watch.
class PartTaker {
 public:
  virtual ~PartTaker() = default;
  // One part of a batch from the store with this id.
  virtual absl::Status Take(const std::string& store_id,
                            const figures::v1::WatchFiguresResponse& part) = 0;
  // For how long nothing may come until Idle is to be called.
  virtual absl::Duration MayWait() const = 0;
  virtual absl::Status Idle() = 0;
};

// What a follower needs of the service that it follows. One thread calls; EndCall
// and Cancel may come from others.
class SourceClient {
 public:
  virtual ~SourceClient() = default;
  virtual absl::StatusOr<ops::v1::ServiceStatus> GetStatus(
      const ops::v1::GetServiceStatusRequest& request) = 0;
  // Hands every part that is asked for to `taker` until the stream or `taker` fails. Never
  // OK.
  virtual absl::Status Watch(const figures::v1::WatchFiguresRequest& request, PartTaker& taker) = 0;
  // Ends the call under way, if there is one. Does not block.
  virtual void EndCall() = 0;
  // The same, and ends every later one at once.
  virtual void Cancel() = 0;
};

// Asks how the source stands, by what is known of it. A refusal of the position is that of
// the service with this name: another one, which does not have it either, is heard instead.
absl::StatusOr<ops::v1::ServiceStatus> AskStanding(SourceClient& client,
                                                   const resource::Standing& known);

}  // namespace zgc::rpc
