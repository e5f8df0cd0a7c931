#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/base/actor.h"
#include "common/records/kind.h"
#include "common/resource/lifecycle.h"
#include "common/storage/page.h"
#include "common/storage/reader.h"
#include "common/storage/txn.h"
#include "zgc/parks/v1/demand_service.pb.h"
#include "zgc/parks/v1/demands.pb.h"
#include "zgc/parks/v1/spaces.pb.h"

// Demands, without gRPC: what is refused and how is said in park_region/rpc/services.h.
// Thread-safe as the reader is.
namespace zgc::parks {

const resource::Lifecycle<v1::Demand>& DemandLifecycle();
// Why the space is not one that the demand asks for; empty if it is.
absl::StatusOr<std::vector<std::string>> Misfits(const v1::Demand& demand, const v1::Space& space);

const records::KindOf<v1::Demand>& DemandKind();

absl::StatusOr<v1::Demand> CreateDemand(storage::Txn& txn, const base::Actor& actor,
                                        const v1::CreateDemandRequest& request);
absl::StatusOr<v1::Demand> MatchDemand(storage::Txn& txn, const base::Actor& actor,
                                       const v1::MatchDemandRequest& request);
absl::StatusOr<v1::Demand> CloseDemand(storage::Txn& txn, const base::Actor& actor,
                                       const v1::CloseDemandRequest& request);
absl::StatusOr<v1::Demand> GetDemand(const storage::Reader& reader,
                                     const v1::GetDemandRequest& request);
absl::StatusOr<std::string> ListDemands(const storage::Reader& reader,
                                        const v1::ListDemandsRequest& request,
                                        const storage::Page& page,
                                        v1::ListDemandsResponse& response);

}  // namespace zgc::parks
