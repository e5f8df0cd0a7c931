#include "services/supervision_reporting/domain/proposals/proposals.h"

#include <utility>

#include "common/base/codes.h"
#include "common/base/time/dates.h"
#include "common/query/list.h"
#include "common/resource/checks.h"
#include "common/resource/rows.h"
#include "services/supervision_reporting/domain/counts.h"
#include "services/supervision_reporting/domain/proposals/proposal_handlings.h"
#include "services/supervision_reporting/domain/transitions.h"
#include "services/supervision_reporting/store/schema.h"
#include "zgc/supervision/v1/proposal_service.pb.h"
#include "zgc/supervision/v1/proposals.pb.h"

namespace zgc::supervision {
namespace {

absl::Status CheckProposal(const storage::Reader&, const v1::Proposal* before,
                           v1::Proposal& proposal, Checks& checks) {
  proposal.set_item_count(CountOf(proposal.item_count()));
  if (!proposal.jurisdiction().empty()) {
    const absl::Status code = base::CheckRegionCode(proposal.jurisdiction());
    if (!code.ok()) checks.Add("proposal.jurisdiction", code.message());
  }
  CheckHandlers(proposal, "proposal.handlers", checks);
  FollowHandlers(proposal);
  const auto received = base::ParseReducedDate(proposal.received_date());
  if (received.ok() && base::ValidDate(proposal.deadline())) {
    checks.Ordered(received->first, proposal.deadline(), "proposal.deadline");
  }
  if (before == nullptr) return absl::OkStatus();
  if (received.ok() && before->received_date() != proposal.received_date()) {
    BeginOn(received->first, "proposal.received_date", *proposal.mutable_steps(), checks);
  }
  return absl::OkStatus();
}

bool WasSigned(const v1::Proposal& proposal) {
  return LastStepBy(proposal.steps(), "SignProposalReply") != nullptr;
}

}  // namespace

const records::KindOf<v1::Proposal>& ProposalKind() {
  static const auto* const kind = new records::KindOf<v1::Proposal>(
      kProposals, {.created_by = "/zgc.supervision.v1.ProposalService/CreateProposal",
                   .field = "proposal",
                   .check = &CheckProposal,
                   .confirmed = &WasSigned});
  return *kind;
}

const Lifecycle<v1::Proposal>& ProposalLifecycle() {
  static const auto* const lifecycle = new Lifecycle<v1::Proposal>({
      {.method = "CreateProposal", .to = {v1::PROPOSAL_STATE_RECEIVED}},
      {.method = "AssignProposal",
       .from = {v1::PROPOSAL_STATE_RECEIVED},
       .to = {v1::PROPOSAL_STATE_ASSIGNED}},
      {.method = "AcceptProposal",
       .from = {v1::PROPOSAL_STATE_ASSIGNED},
       .to = {v1::PROPOSAL_STATE_ACCEPTED}},
      {.method = "ReturnProposal",
       .from = {v1::PROPOSAL_STATE_ASSIGNED},
       .to = {v1::PROPOSAL_STATE_RECEIVED}},
      {.method = "ReturnProposalHandling",
       .from = {v1::PROPOSAL_STATE_ASSIGNED, v1::PROPOSAL_STATE_ACCEPTED}},
      {.method = "RecordCommunication",
       .from = {v1::PROPOSAL_STATE_ASSIGNED, v1::PROPOSAL_STATE_ACCEPTED,
                v1::PROPOSAL_STATE_DRAFTED, v1::PROPOSAL_STATE_SIGNED, v1::PROPOSAL_STATE_REPLIED,
                v1::PROPOSAL_STATE_DISSATISFIED}},
      {.method = "AddJointOpinion", .from = {v1::PROPOSAL_STATE_ACCEPTED}},
      {.method = "DraftProposalReply",
       .from = {v1::PROPOSAL_STATE_ACCEPTED, v1::PROPOSAL_STATE_DISSATISFIED},
       .to = {v1::PROPOSAL_STATE_DRAFTED},
       .when = "every handler has given its opinion",
       .obstacles = &MissingOpinions},
      {.method = "SignProposalReply",
       .from = {v1::PROPOSAL_STATE_DRAFTED},
       .to = {v1::PROPOSAL_STATE_SIGNED},
       .not_by = {"DraftProposalReply"}},
      {.method = "ReturnProposalReply",
       .from = {v1::PROPOSAL_STATE_DRAFTED, v1::PROPOSAL_STATE_SIGNED},
       .to = {v1::PROPOSAL_STATE_ACCEPTED}},
      {.method = "SendProposalReply",
       .from = {v1::PROPOSAL_STATE_SIGNED},
       .to = {v1::PROPOSAL_STATE_REPLIED}},
      {.method = "PublishProposalReply",
       .from = {v1::PROPOSAL_STATE_REPLIED, v1::PROPOSAL_STATE_CLOSED}},
      {.method = "CloseProposal",
       .from = {v1::PROPOSAL_STATE_REPLIED},
       .to = {v1::PROPOSAL_STATE_CLOSED}},
      {.method = "RecordDissatisfaction",
       .from = {v1::PROPOSAL_STATE_REPLIED},
       .to = {v1::PROPOSAL_STATE_DISSATISFIED}},
  });
  return *lifecycle;
}

absl::StatusOr<v1::Proposal> SaveProposal(storage::Txn& txn, v1::Proposal proposal) {
  return Save(txn, kProposals, std::move(proposal));
}

absl::StatusOr<v1::Proposal> CreateProposal(storage::Txn& txn, const base::Actor& actor,
                                            const v1::CreateProposalRequest& request) {
  Checks checks(txn, request);
  v1::Proposal proposal = request.proposal();
  proposal.set_name(absl::StrCat("proposals/", request.proposal_id()));
  ZGC_RETURN_IF_ERROR(ProposalKind().Hold(txn, nullptr, proposal, checks));
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  ZGC_ASSIGN_OR_RETURN(const auto received, base::ParseReducedDate(proposal.received_date()));
  ProposalLifecycle().Take(txn, actor, "CreateProposal", {received.first, "", {}}, proposal);
  return ProposalKind().Create(txn, std::move(proposal));
}

absl::StatusOr<v1::Proposal> AssignProposal(storage::Txn& txn, const base::Actor& actor,
                                            const v1::AssignProposalRequest& request) {
  ZGC_ASSIGN_OR_RETURN(
      v1::Proposal proposal,
      resource::Begin(txn, actor, kProposals, ProposalLifecycle(), "AssignProposal", request));
  if (!request.lead_handler().empty()) proposal.set_lead_handler(request.lead_handler());
  if (!request.handlers().empty()) *proposal.mutable_handlers() = request.handlers();
  Checks checks(txn, request);
  checks.Required(proposal.lead_handler(), "lead_handler");
  CheckHandlers(proposal, "handlers", checks);
  FollowHandlers(proposal);
  ZGC_RETURN_IF_ERROR(Finish(txn, actor, ProposalLifecycle(), "AssignProposal",
                             {request.date(), proposal.lead_handler(), {}}, checks, proposal));
  return SaveProposal(txn, std::move(proposal));
}

absl::StatusOr<v1::Proposal> AcceptProposal(storage::Txn& txn, const base::Actor& actor,
                                            const v1::AcceptProposalRequest& request) {
  ZGC_ASSIGN_OR_RETURN(
      v1::Proposal proposal,
      resource::Begin(txn, actor, kProposals, ProposalLifecycle(), "AcceptProposal", request));
  Checks checks(txn, request);
  ZGC_RETURN_IF_ERROR(Finish(txn, actor, ProposalLifecycle(), "AcceptProposal",
                             {request.date(), "", {}}, checks, proposal));
  return SaveProposal(txn, std::move(proposal));
}

absl::StatusOr<v1::Proposal> GetProposal(const storage::Reader& reader,
                                         const v1::GetProposalRequest& request) {
  return GetRow(reader, kProposals, request.name());
}

absl::StatusOr<std::string> ListProposals(const storage::Reader& reader,
                                          const v1::ListProposalsRequest& request,
                                          const storage::Page& page,
                                          v1::ListProposalsResponse& response) {
  return query::List(reader, kProposals.column(), request, page, response);
}

}  // namespace zgc::supervision
