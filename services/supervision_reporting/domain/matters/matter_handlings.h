#pragma once

#include "absl/status/statusor.h"
#include "common/base/actor.h"
#include "common/storage/txn.h"
#include "zgc/supervision/v1/matter_handling_service.pb.h"
#include "zgc/supervision/v1/matters.pb.h"

// How matters are to be handled, are handed back, to others and on, verified, archived and
// reopened, without gRPC: what is refused and how is said in supervision_reporting/rpc/services.h.
// Thread-safe as the transaction is.
namespace zgc::supervision {

absl::StatusOr<v1::Matter> ProposeMatterHandling(storage::Txn& txn, const base::Actor& actor,
                                                 const v1::ProposeMatterHandlingRequest& request);
absl::StatusOr<v1::Matter> DeclineMatter(storage::Txn& txn, const base::Actor& actor,
                                         const v1::DeclineMatterRequest& request);
absl::StatusOr<v1::Matter> ReassignMatter(storage::Txn& txn, const base::Actor& actor,
                                          const v1::ReassignMatterRequest& request);
absl::StatusOr<v1::Matter> RecordMatterProgress(storage::Txn& txn, const base::Actor& actor,
                                                const v1::RecordMatterProgressRequest& request);
absl::StatusOr<v1::Matter> VerifyMatter(storage::Txn& txn, const base::Actor& actor,
                                        const v1::VerifyMatterRequest& request);
absl::StatusOr<v1::Matter> ArchiveMatter(storage::Txn& txn, const base::Actor& actor,
                                         const v1::ArchiveMatterRequest& request);
absl::StatusOr<v1::Matter> ReopenMatter(storage::Txn& txn, const base::Actor& actor,
                                        const v1::ReopenMatterRequest& request);

}  // namespace zgc::supervision
