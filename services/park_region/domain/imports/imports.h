#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "common/base/actor.h"
#include "common/storage/page.h"
#include "common/storage/reader.h"
#include "common/storage/txn.h"
#include "services/park_region/store/schema.h"
#include "zgc/parks/v1/import_service.pb.h"
#include "zgc/parks/v1/imports.pb.h"

// Imports of tables, without gRPC: what is refused and how is said in park_region/rpc/services.h.
// Thread-safe as the reader is.
namespace zgc::parks {

const Lifecycle<v1::Import>& ImportLifecycle();

// "importBatches/a-000001" of "imports/a".
std::string BatchName(const std::string& import, int64_t number);

absl::StatusOr<v1::Import> CreateImport(storage::Txn& txn, const base::Actor& actor,
                                        const v1::CreateImportRequest& request);
absl::StatusOr<v1::Import> FinishImportCheck(storage::Txn& txn, const base::Actor& actor,
                                             const v1::FinishImportCheckRequest& request);
absl::StatusOr<v1::Import> TakeBackImport(storage::Txn& txn, const base::Actor& actor,
                                          const v1::TakeBackImportRequest& request);
absl::StatusOr<v1::Import> GetImport(const storage::Reader& reader,
                                     const v1::GetImportRequest& request);
absl::StatusOr<std::string> ListImports(const storage::Reader& reader,
                                        const v1::ListImportsRequest& request,
                                        const storage::Page& page,
                                        v1::ListImportsResponse& response);
// Reads whole batches, one at a time.
absl::StatusOr<std::string> ListImportRows(const storage::Reader& reader,
                                           const v1::ListImportRowsRequest& request,
                                           const storage::Page& page,
                                           v1::ListImportRowsResponse& response);

}  // namespace zgc::parks
