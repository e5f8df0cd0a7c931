#include "services/supervision_reporting/domain/proposals/proposal_replies.h"

#include <utility>

#include "common/resource/checks.h"
#include "common/resource/rows.h"
#include "services/supervision_reporting/domain/proposals/proposal_rules.h"
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
  return SaveProposal(txn, std::move(proposal));
}

v1::ProposalReply& LastReply(v1::Proposal& proposal) {
  return proposal.replies().empty() ? *proposal.add_replies()
                                    : *proposal.mutable_replies()->rbegin();
}

// Holds the outcome of a reply to the rules in force on a day, which it is said by from then on. In
// a place without rules it stands as it is.
absl::Status HoldOutcome(const storage::Txn& txn, const v1::Proposal& proposal,
                         const std::string& date, Checks& checks, v1::ProposalReply& reply) {
  ZGC_ASSIGN_OR_RETURN(const auto rules, RulesInForce(txn, proposal.jurisdiction(),
                                                      DayOr(txn, date), "outcome", checks));
  if (!rules.has_value() || reply.outcome().empty()) return absl::OkStatus();
  reply.set_outcome_label(OutcomeLabel(*rules, reply.outcome(), "outcome", checks));
  reply.set_rule_set(rules->name());
  return absl::OkStatus();
}

// Records what the proposer says of the process and of the result, and returns whether a second
// reply is due with the latter; nothing where no rules say so.
template <typename Request>
absl::StatusOr<absl::optional<bool>> HoldSatisfaction(const storage::Txn& txn,
                                                      const Request& request, Checks& checks,
                                                      v1::Proposal& proposal) {
  const std::string& process = request.process_satisfaction();
  const std::string& result = request.result_satisfaction();
  if (process.empty() && result.empty()) return absl::nullopt;
  ZGC_ASSIGN_OR_RETURN(const auto rules,
                       RulesInForce(txn, proposal.jurisdiction(), DayOr(txn, request.date()),
                                    "result_satisfaction", checks));
  LastReply(proposal).set_process_satisfaction(process);
  LastReply(proposal).set_result_satisfaction(result);
  if (!rules.has_value()) return absl::nullopt;
  absl::optional<bool> due;
  if (!process.empty()) SecondReplyDue(*rules, process, "process_satisfaction", checks);
  if (!result.empty()) due = SecondReplyDue(*rules, result, "result_satisfaction", checks);
  return due;
}

}  // namespace

absl::StatusOr<v1::Proposal> DraftProposalReply(storage::Txn& txn, const base::Actor& actor,
                                                const v1::DraftProposalReplyRequest& request) {
  ZGC_ASSIGN_OR_RETURN(v1::Proposal proposal, BeginStep(txn, actor, "DraftProposalReply", request));
  Checks checks(txn, request);
  v1::ProposalReply& reply = *proposal.add_replies();
  reply.set_text(request.text());
  reply.set_outcome(request.outcome());
  ZGC_RETURN_IF_ERROR(HoldOutcome(txn, proposal, request.date(), checks, reply));
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

absl::StatusOr<v1::Proposal> ReturnProposalReply(storage::Txn& txn, const base::Actor& actor,
                                                 const v1::ReturnProposalReplyRequest& request) {
  ZGC_ASSIGN_OR_RETURN(v1::Proposal proposal,
                       BeginStep(txn, actor, "ReturnProposalReply", request));
  Checks checks(txn, request);
  LastReply(proposal).set_return_reason(request.reason());
  return FinishStep(txn, actor, "ReturnProposalReply", {request.date(), request.reason(), {}},
                    checks, std::move(proposal));
}

absl::StatusOr<v1::Proposal> PublishProposalReply(storage::Txn& txn, const base::Actor& actor,
                                                  const v1::PublishProposalReplyRequest& request) {
  ZGC_ASSIGN_OR_RETURN(v1::Proposal proposal,
                       BeginStep(txn, actor, "PublishProposalReply", request));
  Checks checks(txn, request);
  if (request.openness() != v1::REPLY_OPENNESS_FULL) checks.Required(request.reason(), "reason");
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  v1::ProposalReply& reply = LastReply(proposal);
  reply.set_openness(request.openness());
  reply.set_openness_reason(request.reason());
  ProposalLifecycle().Take(txn, actor, "PublishProposalReply",
                           {"", v1::ReplyOpenness_Name(request.openness()), {}}, proposal);
  return SaveProposal(txn, std::move(proposal));
}

absl::StatusOr<v1::Proposal> SendProposalReply(storage::Txn& txn, const base::Actor& actor,
                                               const v1::SendProposalReplyRequest& request) {
  ZGC_ASSIGN_OR_RETURN(v1::Proposal proposal, BeginStep(txn, actor, "SendProposalReply", request));
  Checks checks(txn, request);
  v1::ProposalReply& reply = LastReply(proposal);
  reply.set_document(request.document());
  ZGC_RETURN_IF_ERROR(HoldOutcome(txn, proposal, request.date(), checks, reply));
  return FinishStep(txn, actor, "SendProposalReply", {request.date(), request.document(), {}},
                    checks, std::move(proposal));
}

absl::StatusOr<v1::Proposal> CloseProposal(storage::Txn& txn, const base::Actor& actor,
                                           const v1::CloseProposalRequest& request) {
  ZGC_ASSIGN_OR_RETURN(v1::Proposal proposal, BeginStep(txn, actor, "CloseProposal", request));
  Checks checks(txn, request);
  ZGC_ASSIGN_OR_RETURN(const auto due, HoldSatisfaction(txn, request, checks, proposal));
  checks.Expect(!due.value_or(false), "result_satisfaction", "a second reply is due with it");
  return FinishStep(txn, actor, "CloseProposal", {request.date(), request.note(), {}}, checks,
                    std::move(proposal));
}

absl::StatusOr<v1::Proposal> RecordDissatisfaction(
    storage::Txn& txn, const base::Actor& actor, const v1::RecordDissatisfactionRequest& request) {
  ZGC_ASSIGN_OR_RETURN(v1::Proposal proposal,
                       BeginStep(txn, actor, "RecordDissatisfaction", request));
  Checks checks(txn, request);
  ZGC_ASSIGN_OR_RETURN(const auto due, HoldSatisfaction(txn, request, checks, proposal));
  checks.Expect(due.value_or(true), "result_satisfaction", "no second reply is due with it");
  LastReply(proposal).set_dissatisfaction(request.reason());
  return FinishStep(txn, actor, "RecordDissatisfaction", {request.date(), request.reason(), {}},
                    checks, std::move(proposal));
}

}  // namespace zgc::supervision
