#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "common/base/actor.h"
#include "common/records/kind.h"
#include "common/storage/page.h"
#include "common/storage/reader.h"
#include "common/storage/txn.h"
#include "zgc/tasks/v1/organisation_service.pb.h"
#include "zgc/tasks/v1/organisations.pb.h"

// Organisations, without gRPC: what is refused and how is said in task_registry/rpc/services.h.
// Thread-safe as the reader is.
namespace zgc::tasks {

const records::KindOf<v1::Organisation>& OrganisationKind();

absl::StatusOr<v1::Organisation> CreateOrganisation(storage::Txn& txn, const base::Actor& actor,
                                                    const v1::CreateOrganisationRequest& request);
absl::StatusOr<v1::Organisation> UpdateOrganisation(storage::Txn& txn, const base::Actor& actor,
                                                    const v1::UpdateOrganisationRequest& request);
absl::StatusOr<v1::Organisation> GetOrganisation(const storage::Reader& reader,
                                                 const v1::GetOrganisationRequest& request);
absl::StatusOr<std::string> ListOrganisations(const storage::Reader& reader,
                                              const v1::ListOrganisationsRequest& request,
                                              const storage::Page& page,
                                              v1::ListOrganisationsResponse& response);

}  // namespace zgc::tasks
