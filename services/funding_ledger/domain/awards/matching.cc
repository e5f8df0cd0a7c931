#include "services/funding_ledger/domain/awards/matching.h"

#include "absl/numeric/int128.h"
#include "common/base/error.h"
#include "common/resource/rows.h"
#include "services/funding_ledger/domain/accounts/field_checks.h"
#include "services/funding_ledger/domain/accounts/money_days.h"
#include "services/funding_ledger/domain/awards/award_lifecycle.h"
#include "services/funding_ledger/store/schema.h"
#include "zgc/common/v1/amount.pb.h"
#include "zgc/common/v1/error_reason.pb.h"
#include "zgc/funding/v1/agreements.pb.h"
#include "zgc/funding/v1/award_service.pb.h"
#include "zgc/funding/v1/awards.pb.h"
#include "zgc/funding/v1/payments.pb.h"

namespace zgc::funding {
namespace {

constexpr int kMaxEvidence = 100;

// Matching funds that have to be there once `paid_fen` is paid and not claimed
// back.
int64_t RequiredFen(const v1::Award& award, int64_t paid_fen, bool paid_in_full) {
  switch (award.matching_rule()) {
    case v1::MATCHING_RULE_PROPORTIONAL: {
      if (award.amount_fen() == 0) return 0;
      // A part of a fen that is missing is missing.
      const absl::int128 product = absl::int128(paid_fen) * award.matching_fen();
      return static_cast<int64_t>((product + award.amount_fen() - 1) / award.amount_fen());
    }
    case v1::MATCHING_RULE_BY_ACCEPTANCE:
      return paid_in_full ? award.matching_fen() : 0;
    default:
      return 0;
  }
}

// MATCHING_BREACH if less was there on `day` than is required.
absl::Status Require(const v1::Award& award, int64_t required_fen, const std::string& day) {
  const int64_t matched = MatchedBy(award, day);
  if (required_fen <= matched) return absl::OkStatus();
  const int64_t missing = required_fen - matched;
  return base::MakeError(
      absl::StatusCode::kFailedPrecondition, common::v1::ERROR_REASON_MATCHING_BREACH,
      absl::StrCat(award.name(), " needs matching funds of ", required_fen, " fen, ", matched,
                   " are evidenced", day.empty() ? "" : absl::StrCat(" by ", day), ", ", missing,
                   " are missing"),
      {{"award", award.name()},
       {"missing_fen", absl::StrCat(missing)},
       {"matched_fen", absl::StrCat(matched)},
       {"required_fen", absl::StrCat(required_fen)}});
}

}  // namespace

void CheckMatchingRule(const v1::Award& award, Checks& checks) {
  checks.Expect(award.matching_rule() == v1::MATCHING_RULE_UNSPECIFIED || award.matching_fen() > 0,
                "award.matching_rule", "needs a known matching_fen above zero");
}

int64_t MatchedBy(const v1::Award& award, const std::string& day) {
  // None is of a day after today.
  if (day.empty()) return award.matched_fen();
  int64_t matched = 0;
  for (const v1::MatchingEvidence& evidence : award.matching_evidence()) {
    if (!evidence.revoked() && evidence.date() <= day) matched += evidence.amount_fen();
  }
  return matched;
}

absl::Status RequireMatched(const v1::Award& award, const v1::Payment& payment) {
  // By acceptance it is acceptance that is refused, not the payment.
  if (award.matching_rule() != v1::MATCHING_RULE_PROPORTIONAL) return absl::OkStatus();
  const int64_t paid = award.paid_fen() - award.clawed_back_fen() + payment.amount_fen();
  return Require(award, RequiredFen(award, paid, false), payment.effective_date());
}

absl::Status RequireNoBreach(const v1::Award& award, const std::string& day) {
  const int64_t paid = award.paid_fen() - award.clawed_back_fen();
  // Nobody can tell when an unknown amount is paid in full; a known one is by now.
  const bool due = award.amount_state() != common::v1::AMOUNT_STATE_KNOWN || paid > 0;
  return Require(award, RequiredFen(award, paid, due), day);
}

void RefreshBreach(const storage::Txn& txn, const std::string& day, v1::Award& award) {
  const bool in_full = award.amount_state() == common::v1::AMOUNT_STATE_KNOWN &&
                       award.paid_fen() == award.amount_fen() && award.paid_fen() > 0;
  const int64_t paid = award.paid_fen() - award.clawed_back_fen();
  const int64_t missing = RequiredFen(award, paid, in_full && paid > 0) - award.matched_fen();
  if (missing <= 0) {
    award.clear_matching_breach();
    return;
  }
  v1::MatchingBreach& breach = *award.mutable_matching_breach();
  if (breach.revision() == 0) {
    breach.set_since_date(day);
    breach.set_revision(txn.revision());
  }
  breach.set_missing_fen(missing);
  breach.set_paid_fen(paid);
  breach.set_matched_fen(award.matched_fen());
}

absl::StatusOr<v1::Award> RecordMatchingEvidence(storage::Txn& txn, const base::Actor& actor,
                                                 const v1::RecordMatchingEvidenceRequest& request) {
  ZGC_ASSIGN_OR_RETURN(v1::Award award, GetForUpdate(txn, kAwards, request));
  ZGC_RETURN_IF_ERROR(CheckAwardMove(txn, actor, "RecordMatchingEvidence", award));
  Checks checks(txn, request);
  // It may be older than the steps of the award.
  CheckStepDay(txn, request.date(), Steps(), checks);
  CheckPositive(request.amount_fen(), "amount_fen", checks);
  checks.Expect(request.amount_fen() <= kMaxAmountFen - award.matched_fen(), "amount_fen",
                kAmountTooLarge);
  checks.Expect(award.matching_evidence_size() < kMaxEvidence, "name",
                absl::StrCat("has ", kMaxEvidence, " pieces of evidence already"));
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  v1::MatchingEvidence& evidence = *award.add_matching_evidence();
  evidence.set_number(award.matching_evidence_size());
  evidence.set_amount_fen(request.amount_fen());
  evidence.set_date(request.date());
  evidence.set_document(request.document());
  evidence.set_recorder(actor.responsible());
  evidence.set_revision(txn.revision());
  award.set_matched_fen(award.matched_fen() + request.amount_fen());
  // The day of the evidence may lie before those of the steps, and is none of theirs.
  AwardLifecycle().Take(txn, actor, "RecordMatchingEvidence",
                        {"",
                         absl::StrCat("evidence ", evidence.number(), ": ", request.amount_fen(),
                                      " fen of ", request.date()),
                         Evidence(request.document())},
                        award);
  RefreshBreach(txn, request.date(), award);
  return Save(txn, kAwards, std::move(award));
}

absl::StatusOr<v1::Award> RevokeMatchingEvidence(storage::Txn& txn, const base::Actor& actor,
                                                 const v1::RevokeMatchingEvidenceRequest& request) {
  ZGC_ASSIGN_OR_RETURN(v1::Award award, GetForUpdate(txn, kAwards, request));
  ZGC_RETURN_IF_ERROR(CheckAwardMove(txn, actor, "RevokeMatchingEvidence", award));
  const std::string day = DayOr(txn, request.date());
  Checks checks(txn, request);
  CheckStepDay(txn, day, award.steps(), checks);
  const bool exists = request.number() > 0 && request.number() <= award.matching_evidence_size();
  checks.Expect(exists, "number", absl::StrCat("must be 1 to ", award.matching_evidence_size()));
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  v1::MatchingEvidence& evidence = *award.mutable_matching_evidence(request.number() - 1);
  if (evidence.revoked()) {
    return AwardLifecycle().Hindered(
        txn, "RevokeMatchingEvidence", award,
        {absl::StrCat("evidence ", evidence.number(), " is revoked already")});
  }
  ZGC_RETURN_IF_ERROR(
      RequireOther(actor, award.name(), "RevokeMatchingEvidence", {evidence.recorder()}));
  evidence.set_revoked(true);
  evidence.set_revoke_reason(request.reason());
  evidence.set_revision(txn.revision());
  award.set_matched_fen(award.matched_fen() - evidence.amount_fen());
  AwardLifecycle().Take(
      txn, actor, "RevokeMatchingEvidence",
      {day, absl::StrCat("evidence ", evidence.number(), ": ", request.reason()), {}}, award);
  RefreshBreach(txn, day, award);
  return Save(txn, kAwards, std::move(award));
}

}  // namespace zgc::funding
