#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "common/base/actor.h"
#include "common/records/kind.h"
#include "common/storage/page.h"
#include "common/storage/reader.h"
#include "common/storage/txn.h"
#include "zgc/supervision/v1/matter_service.pb.h"
#include "zgc/supervision/v1/matters.pb.h"

// Matters, without gRPC: what is refused and how is said in supervision_reporting/rpc/services.h.
// Thread-safe as the reader is.
namespace zgc::supervision {

const records::KindOf<v1::Matter>& MatterKind();

absl::StatusOr<v1::Matter> CreateMatter(storage::Txn& txn, const base::Actor& actor,
                                        const v1::CreateMatterRequest& request);
absl::StatusOr<v1::Matter> GetMatter(const storage::Reader& reader,
                                     const v1::GetMatterRequest& request);
absl::StatusOr<std::string> ListMatters(const storage::Reader& reader,
                                        const v1::ListMattersRequest& request,
                                        const storage::Page& page,
                                        v1::ListMattersResponse& response);
absl::StatusOr<v1::Matter> AssignMatter(storage::Txn& txn, const base::Actor& actor,
                                        const v1::AssignMatterRequest& request);
absl::StatusOr<v1::Matter> StartMatter(storage::Txn& txn, const base::Actor& actor,
                                       const v1::StartMatterRequest& request);
absl::StatusOr<v1::Matter> ReportMatter(storage::Txn& txn, const base::Actor& actor,
                                        const v1::ReportMatterRequest& request);
absl::StatusOr<v1::Matter> CloseMatter(storage::Txn& txn, const base::Actor& actor,
                                       const v1::CloseMatterRequest& request);
absl::StatusOr<v1::Matter> ReturnMatter(storage::Txn& txn, const base::Actor& actor,
                                        const v1::ReturnMatterRequest& request);

}  // namespace zgc::supervision
