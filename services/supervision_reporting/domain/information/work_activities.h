#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "common/base/actor.h"
#include "common/records/kind.h"
#include "common/storage/page.h"
#include "common/storage/reader.h"
#include "common/storage/txn.h"
#include "zgc/supervision/v1/information.pb.h"
#include "zgc/supervision/v1/information_service.pb.h"

// Work activities, without gRPC: what is refused and how is said in
// supervision_reporting/rpc/services.h. Thread-safe as the reader is.
namespace zgc::supervision {

const records::KindOf<v1::WorkActivity>& WorkActivityKind();

absl::StatusOr<v1::WorkActivity> CreateWorkActivity(storage::Txn& txn, const base::Actor& actor,
                                                    const v1::CreateWorkActivityRequest& request);
absl::StatusOr<v1::WorkActivity> GetWorkActivity(const storage::Reader& reader,
                                                 const v1::GetWorkActivityRequest& request);
absl::StatusOr<std::string> ListWorkActivities(const storage::Reader& reader,
                                               const v1::ListWorkActivitiesRequest& request,
                                               const storage::Page& page,
                                               v1::ListWorkActivitiesResponse& response);

}  // namespace zgc::supervision
