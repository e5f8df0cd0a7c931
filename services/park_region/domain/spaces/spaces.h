#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "common/base/actor.h"
#include "common/records/kind.h"
#include "common/resource/lifecycle.h"
#include "common/storage/page.h"
#include "common/storage/reader.h"
#include "common/storage/txn.h"
#include "zgc/parks/v1/space_service.pb.h"
#include "zgc/parks/v1/spaces.pb.h"

// Spaces, without gRPC: what is refused and how is said in park_region/rpc/services.h.
// Thread-safe as the reader is.
namespace zgc::parks {

const resource::Lifecycle<v1::Space>& SpaceLifecycle();
const records::KindOf<v1::Space>& SpaceKind();

absl::StatusOr<v1::Space> CreateSpace(storage::Txn& txn, const base::Actor& actor,
                                      const v1::CreateSpaceRequest& request);
absl::StatusOr<v1::Space> GetSpace(const storage::Reader& reader,
                                   const v1::GetSpaceRequest& request);
absl::StatusOr<std::string> ListSpaces(const storage::Reader& reader,
                                       const v1::ListSpacesRequest& request,
                                       const storage::Page& page, v1::ListSpacesResponse& response);

}  // namespace zgc::parks
