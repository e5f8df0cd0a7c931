#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "common/base/actor.h"
#include "common/records/kind.h"
#include "common/storage/page.h"
#include "common/storage/reader.h"
#include "common/storage/txn.h"
#include "zgc/tasks/v1/activities.pb.h"
#include "zgc/tasks/v1/activity_service.pb.h"

// Activities, without gRPC: what is refused and how is said in task_registry/rpc/services.h.
// Thread-safe as the reader is.
namespace zgc::tasks {

const records::KindOf<v1::Activity>& ActivityKind();

absl::StatusOr<v1::Activity> CreateActivity(storage::Txn& txn, const base::Actor& actor,
                                            const v1::CreateActivityRequest& request);
absl::StatusOr<v1::Activity> UpdateActivity(storage::Txn& txn, const base::Actor& actor,
                                            const v1::UpdateActivityRequest& request);
absl::StatusOr<v1::Activity> GetActivity(const storage::Reader& reader,
                                         const v1::GetActivityRequest& request);
absl::StatusOr<std::string> ListActivities(const storage::Reader& reader,
                                           const v1::ListActivitiesRequest& request,
                                           const storage::Page& page,
                                           v1::ListActivitiesResponse& response);

}  // namespace zgc::tasks
