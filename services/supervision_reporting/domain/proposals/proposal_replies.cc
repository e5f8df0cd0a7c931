#include "services/supervision_reporting/domain/proposals/proposal_replies.h"

#include <utility>

#include "common/resource/checks.h"
#include "common/resource/duties.h"
#include "common/resource/rows.h"
#include "services/supervision_reporting/domain/proposals/proposals.h"
#include "services/supervision_reporting/domain/steps.h"
#include "services/supervision_reporting/store/schema.h"
#include "zgc/supervision/v1/proposal_service.pb.h"
#include "zgc/supervision/v1/proposals.pb.h"

namespace zgc::supervision {
namespace {

template <typename Request>
absl::StatusOr<v1::Proposal> BeginStep(const storage::Txn& txn, absl::string_view method,
                                       const Request& request) {
  ZGC_ASSIGN_OR_RETURN(v1::Proposal proposal, GetForUpdate(txn, kProposals, request));
  ZGC_RETURN_IF_ERROR(ProposalLifecycle().Check(proposal.name(), proposal.state(), method));
  return proposal;
}

absl::StatusOr<v1::Proposal> Finish(storage::Txn& txn, const base::Actor& actor,
                                    absl::string_view method, const StepDetails& details,
                                    Checks& checks, v1::Proposal proposal) {
  Take(txn, actor, ProposalLifecycle(), method, details, checks, proposal);
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  return Save(txn, kProposals, std::move(proposal));
}

// The co-handlers that have not given their opinion.
std::vector<std::string> MissingOpinions(const v1::Proposal& proposal) {
  std::vector<std::string> missing;
  for (const std::string& co_handler : proposal.co_handlers()) {
    bool given = false;
    for (const v1::JointOpinion& opinion : proposal.joint_opinions()) {
      given = given || opinion.co_handler() == co_handler;
    }
    if (!given) missing.push_back(absl::StrCat(co_handler, " has given no joint opinion"));
  }
  return missing;
}

v1::ProposalReply& LastReply(v1::Proposal& proposal) {
  return *proposal.mutable_replies()->rbegin();
}

}  // namespace

absl::StatusOr<v1::Proposal> DraftProposalReply(storage::Txn& txn, const base::Actor& actor,
                                                const v1::DraftProposalReplyRequest& request) {
  ZGC_ASSIGN_OR_RETURN(v1::Proposal proposal, BeginStep(txn, "DraftProposalReply", request));
  const std::vector<std::string> missing = MissingOpinions(proposal);
  if (!missing.empty()) {
    return ProposalLifecycle().Hindered(proposal.name(), proposal.state(), "DraftProposalReply",
                                        missing);
  }
  Checks checks;
  checks.Required(request.text(), "text");
  checks.Expect(v1::ProposalOutcome_IsValid(request.outcome()) &&
                    request.outcome() != v1::PROPOSAL_OUTCOME_UNSPECIFIED,
                "outcome", "is required");
  v1::ProposalReply& reply = *proposal.add_replies();
  reply.set_text(request.text());
  reply.set_outcome(request.outcome());
  reply.set_drafter(actor.responsible());
  return Finish(txn, actor, "DraftProposalReply", {request.date(), "", {}}, checks,
                std::move(proposal));
}

absl::StatusOr<v1::Proposal> SignProposalReply(storage::Txn& txn, const base::Actor& actor,
                                               const v1::SignProposalReplyRequest& request) {
  ZGC_ASSIGN_OR_RETURN(v1::Proposal proposal, BeginStep(txn, "SignProposalReply", request));
  v1::ProposalReply& reply = LastReply(proposal);
  ZGC_RETURN_IF_ERROR(RequireAnother(actor, reply.drafter(), "drafted", proposal.name()));
  reply.set_signer(actor.responsible());
  Checks checks;
  return Finish(txn, actor, "SignProposalReply", {request.date(), "", {}}, checks,
                std::move(proposal));
}

absl::StatusOr<v1::Proposal> SendProposalReply(storage::Txn& txn, const base::Actor& actor,
                                               const v1::SendProposalReplyRequest& request) {
  ZGC_ASSIGN_OR_RETURN(v1::Proposal proposal, BeginStep(txn, "SendProposalReply", request));
  Checks checks;
  checks.Required(request.document(), "document");
  LastReply(proposal).set_document(request.document());
  return Finish(txn, actor, "SendProposalReply", {request.date(), request.document(), {}}, checks,
                std::move(proposal));
}

absl::StatusOr<v1::Proposal> CloseProposal(storage::Txn& txn, const base::Actor& actor,
                                           const v1::CloseProposalRequest& request) {
  ZGC_ASSIGN_OR_RETURN(v1::Proposal proposal, BeginStep(txn, "CloseProposal", request));
  Checks checks;
  return Finish(txn, actor, "CloseProposal", {request.date(), request.note(), {}}, checks,
                std::move(proposal));
}

absl::StatusOr<v1::Proposal> RecordDissatisfaction(
    storage::Txn& txn, const base::Actor& actor, const v1::RecordDissatisfactionRequest& request) {
  ZGC_ASSIGN_OR_RETURN(v1::Proposal proposal, BeginStep(txn, "RecordDissatisfaction", request));
  Checks checks;
  checks.Required(request.reason(), "reason");
  LastReply(proposal).set_dissatisfaction(request.reason());
  return Finish(txn, actor, "RecordDissatisfaction", {request.date(), request.reason(), {}}, checks,
                std::move(proposal));
}

}  // namespace zgc::supervision
