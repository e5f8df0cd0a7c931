#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/resource/feeds.h"
#include "common/storage/page.h"
#include "common/storage/txn.h"
#include "zgc/funding/v1/funding.pb.h"

// What tranches wait for: the milestones of the task registry, taken over from its
// change feed in the commit that moves the position. Thread-safe as the
// transaction is.
namespace zgc::funding {

// Full names of the messages whose rows are followed.
const std::vector<std::string>& FollowedTypes();

// The position of a service; one that has never answered stands at 0.
absl::StatusOr<v1::FeedPosition> PositionOf(const storage::Reader& reader,
                                            const std::string& service);

// Remembers the store when the service is met first; see resource::CheckSource.
absl::Status AcceptSource(storage::Txn& txn, const std::string& service,
                          const ops::v1::ServiceStatus& status);

// Takes over one commit of the feed; see resource::CheckBatch.
absl::Status ApplyMilestones(storage::Txn& txn, const resource::BatchOrigin& origin,
                             const ops::v1::WatchChangesResponse& commit);

absl::StatusOr<v1::TaskMilestone> GetTaskMilestone(const storage::Reader& reader,
                                                   const v1::GetTaskMilestoneRequest& request);
absl::StatusOr<std::string> ListTaskMilestones(const storage::Reader& reader,
                                               const v1::ListTaskMilestonesRequest& request,
                                               const storage::Page& page,
                                               v1::ListTaskMilestonesResponse& response);

}  // namespace zgc::funding
