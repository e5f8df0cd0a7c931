#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "common/base/actor.h"
#include "common/records/kind.h"
#include "common/storage/page.h"
#include "common/storage/reader.h"
#include "common/storage/txn.h"
#include "zgc/parks/v1/park_service.pb.h"
#include "zgc/parks/v1/parks.pb.h"

// Parks, without gRPC: what is refused and how is said in park_region/rpc/services.h.
// Thread-safe as the reader is.
namespace zgc::parks {

const records::KindOf<v1::Park>& ParkKind();

absl::StatusOr<v1::Park> CreatePark(storage::Txn& txn, const base::Actor& actor,
                                    const v1::CreateParkRequest& request);
absl::StatusOr<v1::Park> UpdatePark(storage::Txn& txn, const base::Actor& actor,
                                    const v1::UpdateParkRequest& request);
absl::StatusOr<v1::Park> JoinZone(storage::Txn& txn, const base::Actor& actor,
                                  const v1::JoinZoneRequest& request);
absl::StatusOr<v1::Park> LeaveZone(storage::Txn& txn, const base::Actor& actor,
                                   const v1::LeaveZoneRequest& request);
absl::StatusOr<v1::Park> GetPark(const storage::Reader& reader, const v1::GetParkRequest& request);
absl::StatusOr<std::string> ListParks(const storage::Reader& reader,
                                      const v1::ListParksRequest& request,
                                      const storage::Page& page, v1::ListParksResponse& response);

}  // namespace zgc::parks
