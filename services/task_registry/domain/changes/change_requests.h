#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "common/base/actor.h"
#include "common/resource/lifecycle.h"
#include "common/storage/page.h"
#include "common/storage/reader.h"
#include "common/storage/txn.h"
#include "zgc/tasks/v1/change_request_service.pb.h"
#include "zgc/tasks/v1/change_requests.pb.h"

// Change requests, without gRPC: what is refused and how is said in task_registry/rpc/services.h.
// Thread-safe as the reader is.
namespace zgc::tasks {

const resource::Lifecycle<v1::ChangeRequest>& ChangeRequestLifecycle();

absl::StatusOr<v1::ChangeRequest> CreateChangeRequest(
    storage::Txn& txn, const base::Actor& actor, const v1::CreateChangeRequestRequest& request);
absl::StatusOr<v1::ChangeRequest> ApproveChangeRequest(
    storage::Txn& txn, const base::Actor& actor, const v1::ApproveChangeRequestRequest& request);
absl::StatusOr<v1::ChangeRequest> RejectChangeRequest(
    storage::Txn& txn, const base::Actor& actor, const v1::RejectChangeRequestRequest& request);
absl::StatusOr<v1::ChangeRequest> GetChangeRequest(const storage::Reader& reader,
                                                   const v1::GetChangeRequestRequest& request);
absl::StatusOr<std::string> ListChangeRequests(const storage::Reader& reader,
                                               const v1::ListChangeRequestsRequest& request,
                                               const storage::Page& page,
                                               v1::ListChangeRequestsResponse& response);

}  // namespace zgc::tasks
