#include "services/supervision_reporting/domain/proposals/proposal_handlings.h"

#include <utility>

#include "absl/container/btree_set.h"
#include "common/base/time/dates.h"
#include "common/resource/checks.h"
#include "common/resource/rows.h"
#include "services/supervision_reporting/domain/proposals/proposal_rules.h"
#include "services/supervision_reporting/domain/proposals/proposals.h"
#include "services/supervision_reporting/domain/transitions.h"
#include "services/supervision_reporting/store/schema.h"

namespace zgc::supervision {
namespace {

bool IsHandler(const v1::Proposal& proposal, const std::string& handler) {
  for (const v1::ProposalHandler& one : proposal.handlers()) {
    if (one.handler() == handler) return true;
  }
  return false;
}

// What a handler has done that has not returned it, or null.
v1::ProposalHandling* HandlingOf(v1::Proposal& proposal, const std::string& handler) {
  for (v1::ProposalHandling& one : *proposal.mutable_handlings()) {
    if (one.handler() == handler && one.state() != v1::HANDLING_STATE_RETURNED) return &one;
  }
  return nullptr;
}

// That of a handler which a request names and which still waits, or null.
v1::ProposalHandling* Waiting(v1::Proposal& proposal, const std::string& handler, Checks& checks) {
  v1::ProposalHandling* const handling = HandlingOf(proposal, handler);
  checks.Expect(handling != nullptr, "handler", absl::StrCat("\"", handler, "\" is no handler"));
  if (handling == nullptr) return nullptr;
  checks.Expect(handling->state() == v1::HANDLING_STATE_WAITING, "handler",
                "has given its opinion");
  return handling;
}

// What was assigned wrongly is returned within the term of the rules of that day.
absl::Status CheckReturn(const storage::Txn& txn, const v1::Proposal& proposal,
                         const std::string& date, Checks& checks) {
  const auto* assigned = LastStepBy(proposal.steps(), "AssignProposal");
  if (assigned == nullptr) return absl::OkStatus();
  ZGC_ASSIGN_OR_RETURN(const auto rules, RulesInForce(txn, proposal.jurisdiction(),
                                                      assigned->date(), "date", checks));
  if (!rules.has_value()) return absl::OkStatus();
  ZGC_ASSIGN_OR_RETURN(const std::string last, LastDayToReturn(txn, *rules, assigned->date()));
  const std::string day = DayOr(txn, date);
  checks.Expect(!last.empty(), "date", absl::StrCat(rules->name(), " has no term for returns"));
  checks.Expect(last.empty() || day <= last, "date",
                absl::StrCat(day, " is after ", last, ", the last day by ", rules->name()));
  return absl::OkStatus();
}

}  // namespace

void CheckHandlers(const v1::Proposal& proposal, absl::string_view field, Checks& checks) {
  absl::btree_set<std::string> seen;
  for (const v1::ProposalHandler& one : proposal.handlers()) {
    if (one.handler().empty()) continue;
    checks.Expect(one.handler() != proposal.lead_handler(), field,
                  absl::StrCat(one.handler(), " leads it"));
    checks.Expect(seen.insert(one.handler()).second, field,
                  absl::StrCat(one.handler(), " is given twice"));
    checks.Expect(one.role() != v1::HANDLER_ROLE_LEAD, field,
                  absl::StrCat(one.handler(), " is JOINT or SEPARATE: who leads is lead_handler"));
  }
  for (const v1::ProposalHandling& handling : proposal.handlings()) {
    checks.Expect(
        handling.state() != v1::HANDLING_STATE_GIVEN || IsHandler(proposal, handling.handler()),
        field, absl::StrCat(handling.handler(), " has given its opinion"));
  }
}

void FollowHandlers(v1::Proposal& proposal) {
  auto& handlings = *proposal.mutable_handlings();
  for (int i = handlings.size() - 1; i >= 0; --i) {
    if (handlings[i].state() == v1::HANDLING_STATE_WAITING &&
        !IsHandler(proposal, handlings[i].handler())) {
      handlings.DeleteSubrange(i, 1);
    }
  }
  for (const v1::ProposalHandler& one : proposal.handlers()) {
    v1::ProposalHandling* handling = HandlingOf(proposal, one.handler());
    if (handling == nullptr) {
      handling = proposal.add_handlings();
      handling->set_handler(one.handler());
      handling->set_state(v1::HANDLING_STATE_WAITING);
    }
    handling->set_role(one.role());
  }
}

absl::StatusOr<std::vector<std::string>> MissingOpinions(const storage::Reader&,
                                                         const v1::Proposal& proposal) {
  std::vector<std::string> missing;
  for (const v1::ProposalHandling& one : proposal.handlings()) {
    if (one.state() != v1::HANDLING_STATE_WAITING) continue;
    missing.push_back(absl::StrCat(one.handler(), " has given no opinion"));
  }
  return missing;
}

absl::StatusOr<v1::Proposal> ReturnProposal(storage::Txn& txn, const base::Actor& actor,
                                            const v1::ReturnProposalRequest& request) {
  ZGC_ASSIGN_OR_RETURN(
      v1::Proposal proposal,
      resource::Begin(txn, actor, kProposals, ProposalLifecycle(), "ReturnProposal", request));
  Checks checks(txn, request);
  ZGC_RETURN_IF_ERROR(CheckReturn(txn, proposal, request.date(), checks));
  v1::ProposalHandling& returned = *proposal.add_handlings();
  returned.set_handler(proposal.lead_handler());
  returned.set_role(v1::HANDLER_ROLE_LEAD);
  returned.set_state(v1::HANDLING_STATE_RETURNED);
  returned.set_text(request.reason());
  returned.set_date(DayOr(txn, request.date()));
  proposal.clear_lead_handler();
  ZGC_RETURN_IF_ERROR(Finish(txn, actor, ProposalLifecycle(), "ReturnProposal",
                             {request.date(), request.reason(), {}}, checks, proposal));
  return SaveProposal(txn, std::move(proposal));
}

absl::StatusOr<v1::Proposal> ReturnProposalHandling(
    storage::Txn& txn, const base::Actor& actor, const v1::ReturnProposalHandlingRequest& request) {
  ZGC_ASSIGN_OR_RETURN(v1::Proposal proposal,
                       resource::Begin(txn, actor, kProposals, ProposalLifecycle(),
                                       "ReturnProposalHandling", request));
  Checks checks(txn, request);
  v1::ProposalHandling* const handling = Waiting(proposal, request.handler(), checks);
  ZGC_RETURN_IF_ERROR(CheckReturn(txn, proposal, request.date(), checks));
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  handling->set_state(v1::HANDLING_STATE_RETURNED);
  handling->set_text(request.reason());
  handling->set_date(DayOr(txn, request.date()));
  auto& handlers = *proposal.mutable_handlers();
  for (int i = handlers.size() - 1; i >= 0; --i) {
    if (handlers[i].handler() == request.handler()) handlers.DeleteSubrange(i, 1);
  }
  ZGC_RETURN_IF_ERROR(Finish(txn, actor, ProposalLifecycle(), "ReturnProposalHandling",
                             {request.date(), request.reason(), {}}, checks, proposal));
  return SaveProposal(txn, std::move(proposal));
}

absl::StatusOr<v1::Proposal> AddJointOpinion(storage::Txn& txn, const base::Actor& actor,
                                             const v1::AddJointOpinionRequest& request) {
  ZGC_ASSIGN_OR_RETURN(
      v1::Proposal proposal,
      resource::Begin(txn, actor, kProposals, ProposalLifecycle(), "AddJointOpinion", request));
  Checks checks(txn, request);
  checks.Expect(request.date() <= DayOfCommit(txn), "date",
                absl::StrCat(request.date(), " is after today"));
  v1::ProposalHandling* const handling = Waiting(proposal, request.handler(), checks);
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  handling->set_state(v1::HANDLING_STATE_GIVEN);
  handling->set_text(request.text());
  handling->set_date(request.date());
  // The day of an opinion is no day of the proposal's: it stands before those of steps that are
  // entered later.
  ProposalLifecycle().Take(txn, actor, "AddJointOpinion", {"", request.handler(), {}}, proposal);
  return SaveProposal(txn, std::move(proposal));
}

absl::StatusOr<v1::Proposal> RecordCommunication(storage::Txn& txn, const base::Actor& actor,
                                                 const v1::RecordCommunicationRequest& request) {
  ZGC_ASSIGN_OR_RETURN(
      v1::Proposal proposal,
      resource::Begin(txn, actor, kProposals, ProposalLifecycle(), "RecordCommunication", request));
  Checks checks(txn, request);
  const auto received = base::ParseReducedDate(proposal.received_date());
  if (base::ValidDate(request.date())) {
    if (received.ok()) checks.Ordered(received->first, request.date(), "date");
    checks.Expect(request.date() <= DayOfCommit(txn), "date",
                  absl::StrCat(request.date(), " is after today"));
  }
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  v1::ProposalCommunication& talk = *proposal.add_communications();
  talk.set_date(request.date());
  talk.set_way(request.way());
  *talk.mutable_roles() = request.roles();
  talk.set_text(request.text());
  // As of an opinion: its day is its own.
  ProposalLifecycle().Take(txn, actor, "RecordCommunication", {"", request.text(), {}}, proposal);
  return SaveProposal(txn, std::move(proposal));
}

}  // namespace zgc::supervision
