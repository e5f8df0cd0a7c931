#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/base/actor.h"
#include "common/resource/checks.h"
#include "common/storage/reader.h"
#include "common/storage/txn.h"
#include "zgc/supervision/v1/proposal_service.pb.h"
#include "zgc/supervision/v1/proposals.pb.h"

// Those who handle a proposal with its lead handler, what was returned, and talks with the
// proposer, without gRPC: what is refused and how is said in supervision_reporting/rpc/services.h.
// Thread-safe as the reader is.
namespace zgc::supervision {

// Holds the handlers of a proposal to what they must be. Violations are of `field`.
void CheckHandlers(const v1::Proposal& proposal, absl::string_view field, resource::Checks& checks);
// Makes the handlings those of its handlers: one for each that has none, and none that waits for
// who is no handler.
void FollowHandlers(v1::Proposal& proposal);
// The handlers that have not given their opinion, in words.
absl::StatusOr<std::vector<std::string>> MissingOpinions(const storage::Reader& reader,
                                                         const v1::Proposal& proposal);

absl::StatusOr<v1::Proposal> ReturnProposal(storage::Txn& txn, const base::Actor& actor,
                                            const v1::ReturnProposalRequest& request);
absl::StatusOr<v1::Proposal> ReturnProposalHandling(
    storage::Txn& txn, const base::Actor& actor, const v1::ReturnProposalHandlingRequest& request);
absl::StatusOr<v1::Proposal> AddJointOpinion(storage::Txn& txn, const base::Actor& actor,
                                             const v1::AddJointOpinionRequest& request);
absl::StatusOr<v1::Proposal> RecordCommunication(storage::Txn& txn, const base::Actor& actor,
                                                 const v1::RecordCommunicationRequest& request);

}  // namespace zgc::supervision
