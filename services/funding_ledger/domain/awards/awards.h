#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "common/base/actor.h"
#include "common/records/kind.h"
#include "common/storage/page.h"
#include "common/storage/reader.h"
#include "common/storage/txn.h"
#include "zgc/funding/v1/award_service.pb.h"
#include "zgc/funding/v1/awards.pb.h"

// Awards, without gRPC: what is refused and how is said in funding_ledger/rpc/services.h.
// Thread-safe as the reader is.
namespace zgc::funding {

const records::KindOf<v1::Award>& AwardKind();
absl::StatusOr<v1::Award> CreateAward(storage::Txn& txn, const base::Actor& actor,
                                      const v1::CreateAwardRequest& request);
absl::StatusOr<v1::Award> GetAward(const storage::Reader& reader,
                                   const v1::GetAwardRequest& request);
absl::StatusOr<std::string> ListAwards(const storage::Reader& reader,
                                       const v1::ListAwardsRequest& request,
                                       const storage::Page& page, v1::ListAwardsResponse& response);

}  // namespace zgc::funding
