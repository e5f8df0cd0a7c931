#include "services/supervision_reporting/domain/proposals/proposal_replies.h"

#include <utility>

#include "common/resource/checks.h"
#include "common/resource/rows.h"
#include "services/supervision_reporting/domain/proposals/proposals.h"
#include "services/supervision_reporting/domain/transitions.h"
#include "services/supervision_reporting/store/schema.h"
#include "zgc/supervision/v1/proposal_service.pb.h"
#include "zgc/supervision/v1/proposals.pb.h"

namespace zgc::supervision {
namespace {

template <typename Request>
absl::StatusOr<v1::Proposal> BeginStep(const storage::Txn& txn, const base::Actor& actor,
                                       absl::string_view method, const Request& request) {
  return resource::Begin(txn, actor, kProposals, ProposalLifecycle(), method, request);
}

absl::StatusOr<v1::Proposal> FinishStep(storage::Txn& txn, const base::Actor& actor,
                                        absl::string_view method, const StepDetails& details,
                                        Checks& checks, v1::Proposal proposal) {
  ZGC_RETURN_IF_ERROR(Finish(txn, actor, ProposalLifecycle(), method, details, checks, proposal));
  return Save(txn, kProposals, std::move(proposal));
}

v1::ProposalReply& LastReply(v1::Proposal& proposal) {
  return proposal.replies().empty() ? *proposal.add_replies()
                                    : *proposal.mutable_replies()->rbegin();
}

}  // namespace

absl::StatusOr<v1::Proposal> DraftProposalReply(storage::Txn& txn, const base::Actor& actor,
                                                const v1::DraftProposalReplyRequest& request) {
  ZGC_ASSIGN_OR_RETURN(v1::Proposal proposal, BeginStep(txn, actor, "DraftProposalReply", request));
  Checks checks(txn, request);
  v1::ProposalReply& reply = *proposal.add_replies();
  reply.set_text(request.text());
  reply.set_outcome(request.outcome());
  return FinishStep(txn, actor, "DraftProposalReply", {request.date(), "", {}}, checks,
                    std::move(proposal));
}

absl::StatusOr<v1::Proposal> SignProposalReply(storage::Txn& txn, const base::Actor& actor,
                                               const v1::SignProposalReplyRequest& request) {
  ZGC_ASSIGN_OR_RETURN(v1::Proposal proposal, BeginStep(txn, actor, "SignProposalReply", request));
  Checks checks(txn, request);
  return FinishStep(txn, actor, "SignProposalReply", {request.date(), "", {}}, checks,
                    std::move(proposal));
}

absl::StatusOr<v1::Proposal> SendProposalReply(storage::Txn& txn, const base::Actor& actor,
                                               const v1::SendProposalReplyRequest& request) {
  ZGC_ASSIGN_OR_RETURN(v1::Proposal proposal, BeginStep(txn, actor, "SendProposalReply", request));
  Checks checks(txn, request);
  LastReply(proposal).set_document(request.document());
  return FinishStep(txn, actor, "SendProposalReply", {request.date(), request.document(), {}},
                    checks, std::move(proposal));
}

absl::StatusOr<v1::Proposal> CloseProposal(storage::Txn& txn, const base::Actor& actor,
                                           const v1::CloseProposalRequest& request) {
  ZGC_ASSIGN_OR_RETURN(v1::Proposal proposal, BeginStep(txn, actor, "CloseProposal", request));
  Checks checks(txn, request);
  return FinishStep(txn, actor, "CloseProposal", {request.date(), request.note(), {}}, checks,
                    std::move(proposal));
}

absl::StatusOr<v1::Proposal> RecordDissatisfaction(
    storage::Txn& txn, const base::Actor& actor, const v1::RecordDissatisfactionRequest& request) {
  ZGC_ASSIGN_OR_RETURN(v1::Proposal proposal,
                       BeginStep(txn, actor, "RecordDissatisfaction", request));
  Checks checks(txn, request);
  LastReply(proposal).set_dissatisfaction(request.reason());
  return FinishStep(txn, actor, "RecordDissatisfaction", {request.date(), request.reason(), {}},
                    checks, std::move(proposal));
}

}  // namespace zgc::supervision
