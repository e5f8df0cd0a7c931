#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "common/base/actor.h"
#include "common/records/kind.h"
#include "common/resource/lifecycle.h"
#include "common/storage/page.h"
#include "common/storage/reader.h"
#include "common/storage/txn.h"
#include "zgc/parks/v1/project_service.pb.h"
#include "zgc/parks/v1/projects.pb.h"

// Projects, without gRPC: what is refused and how is said in park_region/rpc/services.h.
// Thread-safe as the reader is.
namespace zgc::parks {

const resource::Lifecycle<v1::Project>& ProjectLifecycle();
const records::KindOf<v1::Project>& ProjectKind();

absl::StatusOr<v1::Project> CreateProject(storage::Txn& txn, const base::Actor& actor,
                                          const v1::CreateProjectRequest& request);
absl::StatusOr<v1::Project> AdvanceProject(storage::Txn& txn, const base::Actor& actor,
                                           const v1::AdvanceProjectRequest& request);
absl::StatusOr<v1::Project> InsertProjectStage(storage::Txn& txn, const base::Actor& actor,
                                               const v1::InsertProjectStageRequest& request);
absl::StatusOr<v1::Project> WithdrawProject(storage::Txn& txn, const base::Actor& actor,
                                            const v1::WithdrawProjectRequest& request);
absl::StatusOr<v1::Project> RecordProjectFollowUp(storage::Txn& txn, const base::Actor& actor,
                                                  const v1::RecordProjectFollowUpRequest& request);
absl::StatusOr<v1::Project> UpdateProject(storage::Txn& txn, const base::Actor& actor,
                                          const v1::UpdateProjectRequest& request);
absl::StatusOr<v1::Project> GetProject(const storage::Reader& reader,
                                       const v1::GetProjectRequest& request);
absl::StatusOr<std::string> ListProjects(const storage::Reader& reader,
                                         const v1::ListProjectsRequest& request,
                                         const storage::Page& page,
                                         v1::ListProjectsResponse& response);

}  // namespace zgc::parks
