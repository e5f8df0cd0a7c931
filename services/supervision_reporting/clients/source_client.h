#pragma once

#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "zgc/figures/v1/figures.pb.h"
#include "zgc/ops/v1/operations.pb.h"

namespace zgc::supervision {

// What a follower needs of the service that it follows. One thread calls; EndCall
// and Cancel may come from others.
class SourceClient {
 public:
  // Takes over one batch from the store with this id; an error ends the watch.
  template <typename Batch>
  using Take = absl::FunctionRef<absl::Status(const std::string& store_id, const Batch& batch)>;

  virtual ~SourceClient() = default;
  virtual absl::StatusOr<ops::v1::ServiceStatus> GetStatus() = 0;
  // Calls `take` with every batch after a revision until the stream or `take`
  // fails. Never OK.
  virtual absl::Status WatchFigures(int64_t after_revision,
                                    Take<figures::v1::WatchFiguresResponse> take) = 0;
  // The same for the commits of the feed, with the rows of these types.
  virtual absl::Status WatchRows(int64_t after_revision, const std::vector<std::string>& types,
                                 Take<ops::v1::WatchChangesResponse> take) = 0;
  // Ends the call under way, if there is one. Does not block.
  virtual void EndCall() = 0;
  // The same, and ends every later one at once.
  virtual void Cancel() = 0;
};

}  // namespace zgc::supervision
