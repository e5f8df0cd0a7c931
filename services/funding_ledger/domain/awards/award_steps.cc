#include "services/funding_ledger/domain/awards/award_steps.h"

#include <algorithm>

#include "absl/strings/str_join.h"
#include "common/base/error.h"
#include "common/resource/checks.h"
#include "common/resource/rows.h"
#include "services/funding_ledger/domain/accounts/award_accounts.h"
#include "services/funding_ledger/domain/accounts/field_checks.h"
#include "services/funding_ledger/domain/accounts/fiscal_days.h"
#include "services/funding_ledger/domain/accounts/journal.h"
#include "services/funding_ledger/domain/accounts/lineage.h"
#include "services/funding_ledger/domain/accounts/money_days.h"
#include "services/funding_ledger/domain/awards/agreements.h"
#include "services/funding_ledger/domain/awards/award_lifecycle.h"
#include "services/funding_ledger/domain/awards/matching.h"
#include "services/funding_ledger/domain/awards/reviews.h"
#include "services/funding_ledger/domain/awards/summaries.h"
#include "services/funding_ledger/domain/budget/ceilings.h"
#include "services/funding_ledger/domain/guard/guard.h"
#include "services/funding_ledger/store/schema.h"
#include "zgc/common/v1/amount.pb.h"
#include "zgc/common/v1/error_reason.pb.h"
#include "zgc/funding/v1/accounts.pb.h"
#include "zgc/funding/v1/award_service.pb.h"
#include "zgc/funding/v1/awards.pb.h"
#include "zgc/funding/v1/fiscal_years.pb.h"

namespace zgc::funding {
namespace {

bool IsKnown(const v1::Award& award) {
  return award.amount_state() == common::v1::AMOUNT_STATE_KNOWN;
}

// AMOUNT_COMPUTED: what a dated rule grants for facts is not for a person to change.
absl::Status AmountComputed(const v1::Award& award) {
  const std::string rules = absl::StrJoin(award.rules(), ", ");
  return base::MakeError(
      absl::StatusCode::kFailedPrecondition, common::v1::ERROR_REASON_AMOUNT_COMPUTED,
      absl::StrCat("the amount of ", award.name(), " was computed by ", rules, " from ",
                   award.support(),
                   ": if the facts were wrong, reverse its payments, cancel the award and record "
                   "the facts anew"),
      {{"award", award.name()}, {"support", award.support()}, {"rule_versions", rules}});
}

// Takes the amount from what it is a part of, and from every ceiling, at once, as of
// `day`.
absl::Status Reserve(storage::Txn& txn, const std::string& day, v1::Award& award) {
  ZGC_ASSIGN_OR_RETURN(const auto lineage, WithParents(txn, award.program()));
  AccountRef from;
  if (award.within_summary().empty()) {
    ZGC_ASSIGN_OR_RETURN(from, DrawsOn(txn, award.fiscal_year(), lineage));
  } else {
    ZGC_ASSIGN_OR_RETURN(const v1::SummaryDisbursement summary,
                         GetRow(txn, kSummaryDisbursements, award.within_summary()));
    from = Unitemised(summary);
  }
  Posting posting(ContextOf(award, day, award.name(), award.document()));
  posting.Move(v1::TRANSFER_KIND_COMMITMENT, ReservedOn(award), from, award.amount_fen());
  ZGC_RETURN_IF_ERROR(UseCeilings(txn, award, lineage, award.amount_fen(), posting));
  ZGC_RETURN_IF_ERROR(NameHolders(txn, award.name(), posting.Post(txn)));
  award.set_reserved_from(AccountName(award.fiscal_year(), from));
  return RefreshSummary(txn, award.within_summary());
}

// Gives back a part of the reservation that was not paid, as of the day of the step.
absl::Status Release(storage::Txn& txn, const v1::Award& award, const std::string& date,
                     int64_t amount_fen) {
  ZGC_ASSIGN_OR_RETURN(const std::string day, GoesBackOn(txn, award, date));
  ZGC_ASSIGN_OR_RETURN(const AccountRef back, GoesBackTo(txn, award, PayingYear(award)));
  ZGC_ASSIGN_OR_RETURN(const auto lineage, WithParents(txn, award.program()));
  Posting posting(ContextOf(award, day, award.name(), ""));
  posting.Move(v1::TRANSFER_KIND_RELEASE, back, ReservedOn(award), amount_fen);
  ZGC_RETURN_IF_ERROR(ReleaseCeilings(txn, award, day, lineage, amount_fen, posting));
  ZGC_RETURN_IF_ERROR(posting.Post(txn));
  return RefreshSummary(txn, award.within_summary());
}

}  // namespace

absl::StatusOr<v1::Award> ApproveAward(storage::Txn& txn, const base::Actor& actor,
                                       const v1::ApproveAwardRequest& request) {
  ZGC_ASSIGN_OR_RETURN(v1::Award award, GetForUpdate(txn, kAwards, request));
  ZGC_RETURN_IF_ERROR(CheckAwardMove(txn, actor, "ApproveAward", award));
  ZGC_ASSIGN_OR_RETURN(const std::string decided, DecidedOn(txn, award));
  Checks checks(txn, request);
  CheckStepDay(txn, request.date(), award.steps(), checks);
  checks.Ordered(decided, request.date(), "date");
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  ZGC_ASSIGN_OR_RETURN(const auto earlier, PersonsBehind(txn, award));
  ZGC_RETURN_IF_ERROR(RequireOther(actor, award.name(), "ApproveAward", earlier));
  // 立项日: an award that states none takes effect with its approval.
  if (award.effective_date().empty()) {
    award.set_effective_date(DayIfIn(request.date(), award.fiscal_year()));
  }
  ZGC_RETURN_IF_ERROR(RequireOpen(txn, award.fiscal_year(), award.effective_date()));
  ZGC_RETURN_IF_ERROR(GuardApproval(txn, actor, award));
  if (IsKnown(award)) ZGC_RETURN_IF_ERROR(Reserve(txn, award.effective_date(), award));
  AwardLifecycle().Take(txn, actor, "ApproveAward",
                        {request.date(), "", Evidence(request.document())}, award);
  award.set_checker(actor.responsible());
  SetTime(txn, *award.mutable_approve_time());
  return Save(txn, kAwards, std::move(award));
}

absl::StatusOr<v1::Award> StateAwardAmount(storage::Txn& txn, const base::Actor& actor,
                                           const v1::StateAwardAmountRequest& request) {
  ZGC_ASSIGN_OR_RETURN(v1::Award award, GetForUpdate(txn, kAwards, request));
  ZGC_RETURN_IF_ERROR(CheckAwardMove(txn, actor, "StateAwardAmount", award));
  Checks checks(txn, request);
  CheckStepDay(txn, request.date(), award.steps(), checks);
  CheckPositive(request.amount_fen(), "amount_fen", checks);
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  award.set_amount_fen(request.amount_fen());
  award.set_amount_state(common::v1::AMOUNT_STATE_KNOWN);
  // Before that day nobody knew how much.
  const std::string day = CountsFrom(award, request.date(), award.fiscal_year());
  ZGC_RETURN_IF_ERROR(Reserve(txn, day.empty() ? award.effective_date() : day, award));
  std::string note = absl::StrCat("unknown to ", request.amount_fen(), " fen");
  if (!request.reason().empty()) absl::StrAppend(&note, ": ", request.reason());
  AwardLifecycle().Take(txn, actor, "StateAwardAmount",
                        {request.date(), note, Evidence(request.document())}, award);
  return Save(txn, kAwards, std::move(award));
}

absl::StatusOr<v1::Award> ReduceAward(storage::Txn& txn, const base::Actor& actor,
                                      const v1::ReduceAwardRequest& request) {
  ZGC_ASSIGN_OR_RETURN(v1::Award award, GetForUpdate(txn, kAwards, request));
  ZGC_RETURN_IF_ERROR(CheckAwardMove(txn, actor, "ReduceAward", award));
  if (!award.support().empty()) return AmountComputed(award);
  Checks checks(txn, request);
  CheckPositive(request.amount_fen(), "amount_fen", checks);
  checks.Expect(request.amount_fen() < award.amount_fen(), "amount_fen",
                absl::StrCat("must be less than ", award.amount_fen()));
  checks.Expect(request.amount_fen() >= award.paid_fen(), "amount_fen",
                absl::StrCat("is less than the ", award.paid_fen(), " fen that were paid"));
  CheckStepDay(txn, request.date(), award.steps(), checks);
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  ZGC_RETURN_IF_ERROR(
      Release(txn, award, request.date(), award.amount_fen() - request.amount_fen()));
  const std::string note =
      absl::StrCat(award.amount_fen(), " fen to ", request.amount_fen(), ": ", request.reason());
  award.set_amount_fen(request.amount_fen());
  award.set_reason(request.reason());
  CutTranches(award);
  AwardLifecycle().TakeTo(
      txn, actor, "ReduceAward",
      award.paid_fen() == award.amount_fen() ? v1::AWARD_STATE_PAID : award.state(),
      {request.date(), note, {}}, award);
  RefreshBreach(txn, request.date(), award);
  return Save(txn, kAwards, std::move(award));
}

absl::StatusOr<v1::Award> AcceptAward(storage::Txn& txn, const base::Actor& actor,
                                      const v1::AcceptAwardRequest& request) {
  ZGC_ASSIGN_OR_RETURN(v1::Award award, GetForUpdate(txn, kAwards, request));
  ZGC_RETURN_IF_ERROR(CheckAwardMove(txn, actor, "AcceptAward", award));
  Checks checks(txn, request);
  CheckStepDay(txn, request.date(), award.steps(), checks);
  // One of unknown amount may take effect on a day still to come.
  checks.Ordered(award.effective_date(), DayOr(txn, ""), "date");
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  ZGC_RETURN_IF_ERROR(RequireNoBreach(award, request.date()));
  AwardLifecycle().Take(txn, actor, "AcceptAward",
                        {request.date(), "", Evidence(request.document())}, award);
  award.set_acceptance_document(request.document());
  SetTime(txn, *award.mutable_accept_time());
  return Save(txn, kAwards, std::move(award));
}

absl::StatusOr<v1::Award> CancelAward(storage::Txn& txn, const base::Actor& actor,
                                      const v1::CancelAwardRequest& request) {
  ZGC_ASSIGN_OR_RETURN(v1::Award award, GetForUpdate(txn, kAwards, request));
  ZGC_RETURN_IF_ERROR(CheckAwardMove(txn, actor, "CancelAward", award));
  Checks checks(txn, request);
  CheckStepDay(txn, request.date(), award.steps(), checks);
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  if (award.state() == v1::AWARD_STATE_APPROVED) {
    // It undoes what the checker did, and counts in the figures of its year.
    ZGC_RETURN_IF_ERROR(RequireOther(actor, award.name(), "CancelAward", {award.maker()}));
    ZGC_RETURN_IF_ERROR(RequireOpen(txn, PayingYear(award)));
  }
  if (!award.reserved_from().empty()) {
    ZGC_RETURN_IF_ERROR(Release(txn, award, request.date(), award.amount_fen()));
    award.clear_reserved_from();
  }
  AwardLifecycle().Take(txn, actor, "CancelAward", {request.date(), request.reason(), {}}, award);
  award.set_reason(request.reason());
  return Save(txn, kAwards, std::move(award));
}

}  // namespace zgc::funding
