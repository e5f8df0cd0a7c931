#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "common/base/actor.h"
#include "common/records/kind.h"
#include "common/resource/checks.h"
#include "common/storage/page.h"
#include "common/storage/reader.h"
#include "common/storage/txn.h"
#include "zgc/parks/v1/enterprise_service.pb.h"
#include "zgc/parks/v1/enterprises.pb.h"

// Enterprises, without gRPC: what is refused and how is said in park_region/rpc/services.h.
// Thread-safe as the reader is.
namespace zgc::parks {

const records::KindOf<v1::Enterprise>& EnterpriseKind();

// New records are of the one that stays.
absl::Status CheckNotMerged(const storage::Reader& reader, const std::string& enterprise,
                            const std::string& field, resource::Checks& checks);

// The enterprise that the request would create, if it may be; writes nothing.
absl::StatusOr<v1::Enterprise> NewEnterprise(const storage::Reader& reader,
                                             const v1::CreateEnterpriseRequest& request);

absl::StatusOr<v1::Enterprise> CreateEnterprise(storage::Txn& txn, const base::Actor& actor,
                                                const v1::CreateEnterpriseRequest& request);
absl::StatusOr<v1::Enterprise> UpdateEnterprise(storage::Txn& txn, const base::Actor& actor,
                                                const v1::UpdateEnterpriseRequest& request);
absl::StatusOr<v1::Enterprise> RenameEnterprise(storage::Txn& txn, const base::Actor& actor,
                                                const v1::RenameEnterpriseRequest& request);
absl::StatusOr<v1::Enterprise> GetEnterprise(const storage::Reader& reader,
                                             const v1::GetEnterpriseRequest& request);
absl::StatusOr<std::string> ListEnterprises(const storage::Reader& reader,
                                            const v1::ListEnterprisesRequest& request,
                                            const storage::Page& page,
                                            v1::ListEnterprisesResponse& response);

}  // namespace zgc::parks
