#include <algorithm>

#include "services/funding_ledger/testing/fixture/faults.h"
#include "services/funding_ledger/testing/model/budget_model.h"

// What the model says of matching funds (自筹、配套资金).
namespace zgc::funding {

// What the recipients must have put in once so much is paid and not claimed back: the
// same share of theirs, where a part of a fen that is missing is missing.
int64_t BudgetModel::ShareOfMatching(const v1::Award& award, int64_t kept_fen) {
  if (award.matching_rule() != v1::MATCHING_RULE_PROPORTIONAL) return 0;
  int64_t share = kept_fen * award.matching_fen() / award.amount_fen();
  while (share * award.amount_fen() < kept_fen * award.matching_fen()) ++share;
  return share;
}

// What was there on that day, or is there by now.
int64_t BudgetModel::MatchedBy(Text day, const v1::Award& award) {
  int64_t matched = 0;
  for (const v1::MatchingEvidence& evidence : award.matching_evidence()) {
    const bool there = day.empty() || evidence.date() <= day;
    if (there && !evidence.revoked()) matched += evidence.amount_fen();
  }
  return matched;
}

// After a step of that day.
void BudgetModel::UpdateBreach(Text day, v1::Award& award) {
  const int64_t kept = award.paid_fen() - award.clawed_back_fen();
  int64_t required = kept > 0 ? ShareOfMatching(award, kept) : 0;
  const bool in_full = IsKnown(award) && award.paid_fen() == award.amount_fen();
  if (award.matching_rule() == v1::MATCHING_RULE_BY_ACCEPTANCE && in_full && kept > 0) {
    required = award.matching_fen();
  }
  if (required <= award.matched_fen()) return award.clear_matching_breach();
  if (!award.has_matching_breach()) award.mutable_matching_breach()->set_since_date(day);
  v1::MatchingBreach& breach = *award.mutable_matching_breach();
  breach.set_missing_fen(required - award.matched_fen());
  breach.set_paid_fen(kept);
  breach.set_matched_fen(award.matched_fen());
}

// All that was promised by acceptance must be there, also of an award of which nobody
// knows what was paid.
bool BudgetModel::IsMatched(Text day, const v1::Award& award) {
  const int64_t kept = award.paid_fen() - award.clawed_back_fen();
  int64_t required = IsKnown(award) && kept > 0 ? ShareOfMatching(award, kept) : 0;
  const bool by_acceptance = award.matching_rule() == v1::MATCHING_RULE_BY_ACCEPTANCE;
  if (by_acceptance && (!IsKnown(award) || kept > 0)) required = award.matching_fen();
  return required <= MatchedBy(day, award);
}

std::string BudgetModel::RecordMatchingEvidence(const v1::RecordMatchingEvidenceRequest& request,
                                                Text person) {
  const auto found = awards_.find(request.name());
  if (found == awards_.end()) return "resource_not_found";
  v1::Award& award = found->second;
  const bool asked = award.matching_state() != common::v1::AMOUNT_STATE_UNSPECIFIED;
  if (!CanBePaid(award) && award.state() != v1::AWARD_STATE_PAID) return "illegal_transition";
  if (award.maker() == person) return "separation_of_duties";
  if (!asked) return "illegal_transition";
  Faults faults;
  faults.Expect(!request.date().empty());
  faults.Amount(request.amount_fen());
  if (faults.any()) return faults.Answer();
  v1::MatchingEvidence& evidence = *award.add_matching_evidence();
  evidence.set_amount_fen(request.amount_fen());
  evidence.set_date(request.date());
  evidence.set_recorder(person);
  award.set_matched_fen(award.matched_fen() + request.amount_fen());
  UpdateBreach(request.date(), award);
  return "ok";
}

std::string BudgetModel::RevokeMatchingEvidence(const v1::RevokeMatchingEvidenceRequest& request,
                                                Text person) {
  const auto found = awards_.find(request.name());
  if (found == awards_.end()) return "resource_not_found";
  v1::Award& award = found->second;
  const auto& all = award.matching_evidence();
  if (std::all_of(all.begin(), all.end(),
                  [](const auto& evidence) { return evidence.revoked(); })) {
    return "illegal_transition";
  }
  const std::string day = request.date().empty() ? kCommitDay : request.date();
  Faults faults;
  faults.Expect(last_days_[award.name()] <= day);
  faults.Expect(request.number() >= 1 && request.number() <= award.matching_evidence_size());
  if (faults.any()) return faults.Answer();
  v1::MatchingEvidence& evidence = *award.mutable_matching_evidence(request.number() - 1);
  if (evidence.revoked()) return "illegal_transition";
  if (evidence.recorder() == person) return "separation_of_duties";
  evidence.set_revoked(true);
  award.set_matched_fen(award.matched_fen() - evidence.amount_fen());
  last_days_[award.name()] = day;
  UpdateBreach(day, award);
  return "ok";
}

}  // namespace zgc::funding
