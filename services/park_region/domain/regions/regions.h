#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "common/base/actor.h"
#include "common/records/kind.h"
#include "common/storage/page.h"
#include "common/storage/reader.h"
#include "common/storage/txn.h"
#include "zgc/parks/v1/region_service.pb.h"
#include "zgc/parks/v1/regions.pb.h"

// Regions, without gRPC: what is refused and how is said in park_region/rpc/services.h.
// Thread-safe as the reader is.
namespace zgc::parks {

const records::KindOf<v1::Region>& RegionKind();

absl::StatusOr<v1::Region> CreateRegion(storage::Txn& txn, const base::Actor& actor,
                                        const v1::CreateRegionRequest& request);
absl::StatusOr<v1::Region> SupersedeRegion(storage::Txn& txn, const base::Actor& actor,
                                           const v1::SupersedeRegionRequest& request);
absl::StatusOr<v1::Region> GetRegion(const storage::Reader& reader,
                                     const v1::GetRegionRequest& request);
absl::StatusOr<std::string> ListRegions(const storage::Reader& reader,
                                        const v1::ListRegionsRequest& request,
                                        const storage::Page& page,
                                        v1::ListRegionsResponse& response);

}  // namespace zgc::parks
