#pragma once

#include <string>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "common/storage/page.h"
#include "common/storage/reader.h"
#include "services/supervision_reporting/store/schema.h"
#include "zgc/supervision/v1/watch_service.pb.h"

// All lights at once, without gRPC: what is refused and how is said in
// supervision_reporting/rpc/services.h. Thread-safe as the reader is.
namespace zgc::supervision {

// Visits what is in one of the lists of the index with a deadline from `from` to `until`, both
// included, by deadline and name, beginning at the encoded key `start`, until `visit` returns
// false.
absl::Status ForEachWatched(
    const storage::Reader& reader, const WatchedKey& from, const std::string& until,
    const std::string& start,
    absl::FunctionRef<bool(const std::string& encoded, const WatchedKey& key)> visit);

absl::StatusOr<std::string> ListLights(const storage::Reader& reader,
                                       const v1::ListLightsRequest& request,
                                       const storage::Page& page, v1::ListLightsResponse& response);

}  // namespace zgc::supervision
