#pragma once

#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/resource/feeds.h"
#include "common/storage/page.h"
#include "common/storage/reader.h"
#include "common/storage/txn.h"
#include "zgc/funding/v1/award_service.pb.h"
#include "zgc/funding/v1/milestones.pb.h"

// What tranches wait for: the milestones of the task registry, taken over from its
// feed in the commit that moves the position. Thread-safe as the
// transaction is.
namespace zgc::funding {

// Full names of the messages whose rows are followed.
const std::vector<std::string>& FollowedTypes();

// How far a service has been read; one that has never answered stands at 0.
absl::StatusOr<resource::Standing> StandingOf(const storage::Reader& reader,
                                              const std::string& service);
void SaveStanding(storage::Txn& txn, const resource::Standing& standing);

// Takes over a part of a batch; see resource::Advance.
absl::Status ApplyMilestones(storage::Txn& txn, const resource::PartOrigin& origin,
                             const resource::FeedPart& part);

// See rpc::FollowedFeed::each.
absl::Status ForEachMilestone(const storage::Reader& reader, const std::string& service,
                              const resource::Followed& after,
                              absl::FunctionRef<bool(const std::string& name)> visit);
absl::StatusOr<v1::TaskMilestone> GetTaskMilestone(const storage::Reader& reader,
                                                   const v1::GetTaskMilestoneRequest& request);
absl::StatusOr<std::string> ListTaskMilestones(const storage::Reader& reader,
                                               const v1::ListTaskMilestonesRequest& request,
                                               const storage::Page& page,
                                               v1::ListTaskMilestonesResponse& response);

}  // namespace zgc::funding
