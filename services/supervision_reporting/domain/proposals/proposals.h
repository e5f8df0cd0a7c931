#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "common/base/actor.h"
#include "common/records/kind.h"
#include "common/resource/lifecycle.h"
#include "common/storage/page.h"
#include "common/storage/reader.h"
#include "common/storage/txn.h"
#include "zgc/supervision/v1/proposal_service.pb.h"
#include "zgc/supervision/v1/proposals.pb.h"

// Proposals, without gRPC: what is refused and how is said in supervision_reporting/rpc/services.h.
// Thread-safe as the reader is.
namespace zgc::supervision {

const resource::Lifecycle<v1::Proposal>& ProposalLifecycle();
const records::KindOf<v1::Proposal>& ProposalKind();
// Writes a proposal that is there, and moves it in the index of what is watched.
absl::StatusOr<v1::Proposal> SaveProposal(storage::Txn& txn, v1::Proposal proposal);

absl::StatusOr<v1::Proposal> CreateProposal(storage::Txn& txn, const base::Actor& actor,
                                            const v1::CreateProposalRequest& request);
absl::StatusOr<v1::Proposal> GetProposal(const storage::Reader& reader,
                                         const v1::GetProposalRequest& request);
absl::StatusOr<std::string> ListProposals(const storage::Reader& reader,
                                          const v1::ListProposalsRequest& request,
                                          const storage::Page& page,
                                          v1::ListProposalsResponse& response);
absl::StatusOr<v1::Proposal> AssignProposal(storage::Txn& txn, const base::Actor& actor,
                                            const v1::AssignProposalRequest& request);
absl::StatusOr<v1::Proposal> AcceptProposal(storage::Txn& txn, const base::Actor& actor,
                                            const v1::AcceptProposalRequest& request);

}  // namespace zgc::supervision
