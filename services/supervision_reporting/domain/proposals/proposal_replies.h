#pragma once

#include "absl/status/statusor.h"
#include "common/base/actor.h"
#include "common/storage/txn.h"
#include "zgc/supervision/v1/proposal_service.pb.h"
#include "zgc/supervision/v1/proposals.pb.h"

// Proposal replies, without gRPC: what is refused and how is said in
// supervision_reporting/rpc/services.h. Thread-safe as the reader is.
namespace zgc::supervision {

absl::StatusOr<v1::Proposal> DraftProposalReply(storage::Txn& txn, const base::Actor& actor,
                                                const v1::DraftProposalReplyRequest& request);
absl::StatusOr<v1::Proposal> SignProposalReply(storage::Txn& txn, const base::Actor& actor,
                                               const v1::SignProposalReplyRequest& request);
absl::StatusOr<v1::Proposal> ReturnProposalReply(storage::Txn& txn, const base::Actor& actor,
                                                 const v1::ReturnProposalReplyRequest& request);
absl::StatusOr<v1::Proposal> PublishProposalReply(storage::Txn& txn, const base::Actor& actor,
                                                  const v1::PublishProposalReplyRequest& request);
absl::StatusOr<v1::Proposal> SendProposalReply(storage::Txn& txn, const base::Actor& actor,
                                               const v1::SendProposalReplyRequest& request);
absl::StatusOr<v1::Proposal> CloseProposal(storage::Txn& txn, const base::Actor& actor,
                                           const v1::CloseProposalRequest& request);
absl::StatusOr<v1::Proposal> RecordDissatisfaction(storage::Txn& txn, const base::Actor& actor,
                                                   const v1::RecordDissatisfactionRequest& request);

}  // namespace zgc::supervision
