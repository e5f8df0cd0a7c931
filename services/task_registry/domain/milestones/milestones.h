#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "common/base/actor.h"
#include "common/records/kind.h"
#include "common/resource/lifecycle.h"
#include "common/storage/page.h"
#include "common/storage/reader.h"
#include "common/storage/txn.h"
#include "zgc/tasks/v1/milestone_service.pb.h"
#include "zgc/tasks/v1/milestones.pb.h"

// Milestones, without gRPC: what is refused and how is said in task_registry/rpc/services.h.
// Thread-safe as the reader is.
namespace zgc::tasks {

const resource::Lifecycle<v1::Milestone>& MilestoneLifecycle();
const records::KindOf<v1::Milestone>& MilestoneKind();

absl::StatusOr<v1::Milestone> CreateMilestone(storage::Txn& txn, const base::Actor& actor,
                                              const v1::CreateMilestoneRequest& request);
absl::StatusOr<v1::Milestone> ReportMilestone(storage::Txn& txn, const base::Actor& actor,
                                              const v1::ReportMilestoneRequest& request);
absl::StatusOr<v1::Milestone> AcceptMilestone(storage::Txn& txn, const base::Actor& actor,
                                              const v1::AcceptMilestoneRequest& request);
absl::StatusOr<v1::Milestone> RejectMilestone(storage::Txn& txn, const base::Actor& actor,
                                              const v1::RejectMilestoneRequest& request);
absl::StatusOr<v1::Milestone> GetMilestone(const storage::Reader& reader,
                                           const v1::GetMilestoneRequest& request);
absl::StatusOr<std::string> ListMilestones(const storage::Reader& reader,
                                           const v1::ListMilestonesRequest& request,
                                           const storage::Page& page,
                                           v1::ListMilestonesResponse& response);

}  // namespace zgc::tasks
