#include "services/supervision_reporting/domain/proposals/proposals.h"

#include <algorithm>
#include <utility>

#include "absl/container/btree_set.h"
#include "common/base/dates.h"
#include "common/resource/checks.h"
#include "common/resource/rows.h"
#include "services/supervision_reporting/domain/counts.h"
#include "services/supervision_reporting/domain/steps.h"
#include "services/supervision_reporting/store/schema.h"
#include "zgc/supervision/v1/proposal_service.pb.h"
#include "zgc/supervision/v1/proposals.pb.h"

namespace zgc::supervision {
namespace {

void CheckCoHandlers(const Texts& co_handlers, const std::string& lead_handler,
                     absl::string_view field, Checks& checks) {
  absl::btree_set<std::string> seen;
  for (const std::string& one : co_handlers) {
    checks.Required(one, field);
    checks.Expect(one != lead_handler, field, absl::StrCat(one, " leads it"));
    checks.Expect(seen.insert(one).second, field, absl::StrCat(one, " is given twice"));
  }
}

}  // namespace

const Lifecycle& ProposalLifecycle() {
  static const auto* const lifecycle = new Lifecycle(
      v1::ProposalState_descriptor(),
      {{"AssignProposal", v1::PROPOSAL_STATE_RECEIVED, v1::PROPOSAL_STATE_ASSIGNED},
       {"AcceptProposal", v1::PROPOSAL_STATE_ASSIGNED, v1::PROPOSAL_STATE_ACCEPTED},
       {"AddJointOpinion", v1::PROPOSAL_STATE_ACCEPTED, v1::PROPOSAL_STATE_ACCEPTED},
       {"DraftProposalReply", v1::PROPOSAL_STATE_ACCEPTED, v1::PROPOSAL_STATE_DRAFTED},
       {"DraftProposalReply", v1::PROPOSAL_STATE_DISSATISFIED, v1::PROPOSAL_STATE_DRAFTED},
       {"SignProposalReply", v1::PROPOSAL_STATE_DRAFTED, v1::PROPOSAL_STATE_SIGNED},
       {"SendProposalReply", v1::PROPOSAL_STATE_SIGNED, v1::PROPOSAL_STATE_REPLIED},
       {"CloseProposal", v1::PROPOSAL_STATE_REPLIED, v1::PROPOSAL_STATE_CLOSED},
       {"RecordDissatisfaction", v1::PROPOSAL_STATE_REPLIED, v1::PROPOSAL_STATE_DISSATISFIED}});
  return *lifecycle;
}

absl::StatusOr<v1::Proposal> CreateProposal(storage::Txn& txn, const base::Actor& actor,
                                            const v1::CreateProposalRequest& request) {
  v1::Proposal proposal = request.proposal();
  proposal.set_name(absl::StrCat("proposals/", request.proposal_id()));
  proposal.set_item_count(CountOf(proposal.item_count()));
  proposal.set_state(v1::PROPOSAL_STATE_RECEIVED);
  proposal.clear_steps();
  proposal.clear_replies();
  proposal.clear_joint_opinions();
  Checks checks;
  checks.Id(request.proposal_id(), "proposal_id");
  checks.Required(proposal.title(), "proposal.title");
  checks.Expect(v1::ProposalKind_IsValid(proposal.kind()), "proposal.kind", "is no kind");
  checks.Expect(v1::ProposalLeader_IsValid(proposal.led_by()) &&
                    proposal.led_by() != v1::PROPOSAL_LEADER_UNSPECIFIED,
                "proposal.led_by", "is required");
  CheckCount(proposal.item_count(), "proposal.item_count", checks);
  CheckCoHandlers(proposal.co_handlers(), proposal.lead_handler(), "proposal.co_handlers", checks);
  const bool deadline = checks.OptionalDay(proposal.deadline(), "proposal.deadline");
  if (checks.ReducedDate(proposal.received_date(), "proposal.received_date")) {
    ZGC_ASSIGN_OR_RETURN(const auto received, base::ParseReducedDate(proposal.received_date()));
    if (deadline) checks.Ordered(received.first, proposal.deadline(), "proposal.deadline");
    AddStep(txn, actor, "", ProposalLifecycle().NameOf(proposal.state()), {received.first, "", {}},
            checks, *proposal.mutable_steps());
  }
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  return Insert(txn, kProposals, std::move(proposal));
}

absl::StatusOr<v1::Proposal> AssignProposal(storage::Txn& txn, const base::Actor& actor,
                                            const v1::AssignProposalRequest& request) {
  ZGC_ASSIGN_OR_RETURN(v1::Proposal proposal, GetForUpdate(txn, kProposals, request));
  ZGC_RETURN_IF_ERROR(
      ProposalLifecycle().Check(proposal.name(), proposal.state(), "AssignProposal"));
  if (!request.lead_handler().empty()) proposal.set_lead_handler(request.lead_handler());
  if (!request.co_handlers().empty()) *proposal.mutable_co_handlers() = request.co_handlers();
  Checks checks;
  checks.Required(proposal.lead_handler(), "lead_handler");
  CheckCoHandlers(proposal.co_handlers(), proposal.lead_handler(), "co_handlers", checks);
  Take(txn, actor, ProposalLifecycle(), "AssignProposal",
       {request.date(), proposal.lead_handler(), {}}, checks, proposal);
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  return Save(txn, kProposals, std::move(proposal));
}

absl::StatusOr<v1::Proposal> AcceptProposal(storage::Txn& txn, const base::Actor& actor,
                                            const v1::AcceptProposalRequest& request) {
  ZGC_ASSIGN_OR_RETURN(v1::Proposal proposal, GetForUpdate(txn, kProposals, request));
  ZGC_RETURN_IF_ERROR(
      ProposalLifecycle().Check(proposal.name(), proposal.state(), "AcceptProposal"));
  Checks checks;
  Take(txn, actor, ProposalLifecycle(), "AcceptProposal", {request.date(), "", {}}, checks,
       proposal);
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  return Save(txn, kProposals, std::move(proposal));
}

absl::StatusOr<v1::Proposal> AddJointOpinion(storage::Txn& txn, const base::Actor& actor,
                                             const v1::AddJointOpinionRequest& request) {
  ZGC_ASSIGN_OR_RETURN(v1::Proposal proposal, GetForUpdate(txn, kProposals, request));
  ZGC_RETURN_IF_ERROR(
      ProposalLifecycle().Check(proposal.name(), proposal.state(), "AddJointOpinion"));
  Checks checks;
  checks.Required(request.text(), "text");
  const Texts& co_handlers = proposal.co_handlers();
  checks.Expect(
      std::find(co_handlers.begin(), co_handlers.end(), request.co_handler()) != co_handlers.end(),
      "co_handler", absl::StrCat("\"", request.co_handler(), "\" is no co-handler"));
  for (const v1::JointOpinion& given : proposal.joint_opinions()) {
    checks.Expect(given.co_handler() != request.co_handler(), "co_handler",
                  "has given its opinion");
  }
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  v1::JointOpinion& opinion = *proposal.add_joint_opinions();
  opinion.set_co_handler(request.co_handler());
  opinion.set_text(request.text());
  opinion.set_author(actor.responsible());
  opinion.set_revision(txn.revision());
  return Save(txn, kProposals, std::move(proposal));
}

absl::StatusOr<v1::Proposal> GetProposal(const storage::Reader& reader,
                                         const v1::GetProposalRequest& request) {
  return GetRow(reader, kProposals, request.name());
}

absl::StatusOr<std::string> ListProposals(const storage::Reader& reader,
                                          const v1::ListProposalsRequest& request,
                                          const storage::Page& page,
                                          v1::ListProposalsResponse& response) {
  return ListRows(reader, kProposals, page, response.mutable_proposals(),
                  [&](const v1::Proposal& row) {
                    return (request.state() == v1::PROPOSAL_STATE_UNSPECIFIED ||
                            request.state() == row.state()) &&
                           (request.led_by() == v1::PROPOSAL_LEADER_UNSPECIFIED ||
                            request.led_by() == row.led_by());
                  });
}

}  // namespace zgc::supervision
