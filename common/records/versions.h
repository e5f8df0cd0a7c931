#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "common/storage/page.h"
#include "common/storage/store.h"
#include "zgc/records/v1/record_service.pb.h"

// The versions of a record (沿革) of any type that the feed of its service carries, from its
// history and the commits that wrote it. Thread-safe.
namespace zgc::records {

// Those up to the revision of `reader`, which reads `store`. Returns the key of the next page.
absl::StatusOr<std::string> ListRecordVersions(const storage::Store& store,
                                               const storage::Reader& reader,
                                               const v1::ListRecordVersionsRequest& request,
                                               const storage::Page& page,
                                               v1::ListRecordVersionsResponse& response);

}  // namespace zgc::records
