#pragma once

#include "absl/status/statusor.h"
#include "common/base/actor.h"
#include "common/storage/txn.h"
#include "zgc/parks/v1/enterprise_service.pb.h"
#include "zgc/parks/v1/enterprises.pb.h"

// Enterprises that were recorded twice, without gRPC: what is refused and how is said in
// park_region/rpc/services.h.
namespace zgc::parks {

absl::StatusOr<v1::Enterprise> MergeEnterprise(storage::Txn& txn, const base::Actor& actor,
                                               const v1::MergeEnterpriseRequest& request);
absl::StatusOr<v1::Enterprise> UndoEnterpriseMerge(storage::Txn& txn, const base::Actor& actor,
                                                   const v1::UndoEnterpriseMergeRequest& request);

}  // namespace zgc::parks
