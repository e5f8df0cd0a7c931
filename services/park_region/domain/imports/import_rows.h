#pragma once

#include "absl/status/statusor.h"
#include "common/base/actor.h"
#include "common/storage/txn.h"
#include "zgc/parks/v1/import_service.pb.h"
#include "zgc/parks/v1/imports.pb.h"

// The rows of imports, a batch in one commit each, without gRPC: what is refused and how is said in
// park_region/rpc/services.h.
namespace zgc::parks {

absl::StatusOr<v1::ImportBatch> CheckImportRows(storage::Txn& txn, const base::Actor& actor,
                                                const v1::CheckImportRowsRequest& request);
absl::StatusOr<v1::ImportBatch> ApplyImportRows(storage::Txn& txn, const base::Actor& actor,
                                                const v1::ApplyImportRowsRequest& request);
absl::StatusOr<v1::ImportBatch> TakeBackImportRows(storage::Txn& txn, const base::Actor& actor,
                                                   const v1::TakeBackImportRowsRequest& request);

}  // namespace zgc::parks
