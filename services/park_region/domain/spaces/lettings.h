#pragma once

#include "absl/status/statusor.h"
#include "common/base/actor.h"
#include "common/storage/txn.h"
#include "zgc/parks/v1/space_service.pb.h"
#include "zgc/parks/v1/spaces.pb.h"

// Reservations and lettings of spaces, without gRPC: what is refused and how is said in
// park_region/rpc/services.h.
namespace zgc::parks {

absl::StatusOr<v1::Space> ReserveSpace(storage::Txn& txn, const base::Actor& actor,
                                       const v1::ReserveSpaceRequest& request);
absl::StatusOr<v1::Space> LetSpace(storage::Txn& txn, const base::Actor& actor,
                                   const v1::LetSpaceRequest& request);
absl::StatusOr<v1::Space> RenewLetting(storage::Txn& txn, const base::Actor& actor,
                                       const v1::RenewLettingRequest& request);
absl::StatusOr<v1::Space> GiveNotice(storage::Txn& txn, const base::Actor& actor,
                                     const v1::GiveNoticeRequest& request);
absl::StatusOr<v1::Space> CancelLetting(storage::Txn& txn, const base::Actor& actor,
                                        const v1::CancelLettingRequest& request);
absl::StatusOr<v1::Space> ReleaseSpace(storage::Txn& txn, const base::Actor& actor,
                                       const v1::ReleaseSpaceRequest& request);

}  // namespace zgc::parks
