#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "common/storage/page.h"
#include "common/storage/store.h"
#include "zgc/records/v1/record_service.pb.h"

namespace zgc::query {

// Longest query, in bytes.
inline constexpr size_t kMaxQueryBytes = 256;

// Finds records as SearchRecords says, and returns the key of the next page, empty at the end.
// INVALID_ARGUMENT for a query that is too long or has a word that nothing is found by, and for a
// type that the service has no records of. Reads names under the grams of the query and the rows
// that have all of them.
absl::StatusOr<std::string> Search(const storage::Schema& schema, const storage::Reader& reader,
                                   const records::v1::SearchRecordsRequest& request,
                                   const storage::Page& page,
                                   records::v1::SearchRecordsResponse& response);

}  // namespace zgc::query
