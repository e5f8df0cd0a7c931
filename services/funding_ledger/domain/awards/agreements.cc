#include "services/funding_ledger/domain/awards/agreements.h"

#include <algorithm>

#include "absl/strings/strip.h"
#include "common/base/error.h"
#include "common/resource/foreign.h"
#include "common/resource/rows.h"
#include "services/funding_ledger/domain/accounts/award_accounts.h"
#include "services/funding_ledger/domain/accounts/field_checks.h"
#include "services/funding_ledger/domain/accounts/fiscal_days.h"
#include "services/funding_ledger/domain/accounts/journal.h"
#include "services/funding_ledger/domain/accounts/money_days.h"
#include "services/funding_ledger/domain/awards/award_lifecycle.h"
#include "services/funding_ledger/domain/awards/matching.h"
#include "services/funding_ledger/domain/awards/milestones.h"
#include "services/funding_ledger/domain/awards/waits.h"
#include "services/funding_ledger/store/schema.h"
#include "zgc/common/v1/amount.pb.h"
#include "zgc/common/v1/error_reason.pb.h"
#include "zgc/funding/v1/agreements.pb.h"
#include "zgc/funding/v1/award_service.pb.h"
#include "zgc/funding/v1/awards.pb.h"
#include "zgc/funding/v1/payments.pb.h"

namespace zgc::funding {
namespace {

constexpr int kMaxTranches = 100;
constexpr char kMilestoneSource[] = "task_registry";

bool IsPlanned(const v1::Award& award, const v1::Payment& payment) {
  return payment.tranche() > 0 && payment.tranche() <= award.tranches_size();
}

void CheckCondition(const v1::Tranche& tranche, const v1::Award& award, const std::string& field,
                    Checks& checks) {
  const bool milestone = tranche.condition() == v1::TRANCHE_CONDITION_MILESTONE;
  const bool matching = tranche.condition() == v1::TRANCHE_CONDITION_MATCHING;
  if (milestone) {
    resource::CheckForeign(tranche.milestone(), resource::kMilestonePrefix, field + ".milestone",
                           checks);
  } else {
    checks.Expect(tranche.milestone().empty(), field + ".milestone",
                  "goes with condition MILESTONE only");
  }
  if (!matching) {
    checks.Expect(tranche.matching_fen() == 0, field + ".matching_fen",
                  "goes with condition MATCHING only");
    return;
  }
  CheckPositive(tranche.matching_fen(), field + ".matching_fen", checks);
  checks.Expect(award.matching_state() == common::v1::AMOUNT_STATE_KNOWN &&
                    tranche.matching_fen() <= award.matching_fen(),
                field + ".matching_fen", "is more than the award asks for");
}

void CheckTranches(const v1::SignAgreementRequest& request, const v1::Award& award,
                   Checks& checks) {
  if (request.tranches().empty()) return;
  checks.Expect(request.tranches_size() <= kMaxTranches, "tranches",
                absl::StrCat("must be ", kMaxTranches, " at most"));
  absl::int128 sum = 0;
  int number = 0;
  for (const v1::Tranche& tranche : request.tranches()) {
    const std::string field = absl::StrCat("tranches[", number++, "]");
    CheckPositive(tranche.amount_fen(), field + ".amount_fen", checks);
    sum += tranche.amount_fen();
    checks.Ordered(request.date(), tranche.due_date(), field + ".due_date");
    // What the year does not pay is not promised for another: whether it will be carried
    // over nobody knows when this is signed.
    checks.Expect(
        tranche.due_date().empty() || !DayIfIn(tranche.due_date(), PayingYear(award)).empty(),
        field + ".due_date",
        absl::StrCat(award.name(), " is paid by ", PayingYear(award),
                     " only: a tranche of another year needs an award of that year"));
    CheckCondition(tranche, award, field, checks);
  }
  if (award.amount_state() == common::v1::AMOUNT_STATE_KNOWN) {
    checks.Expect(sum == award.amount_fen(), "tranches",
                  absl::StrCat("must add up to ", award.amount_fen(), " fen"));
  } else {
    checks.Add("tranches", "need an award of known amount");
  }
}

}  // namespace

absl::StatusOr<v1::Award> SignAgreement(storage::Txn& txn, const base::Actor& actor,
                                        const v1::SignAgreementRequest& request) {
  ZGC_ASSIGN_OR_RETURN(v1::Award award, GetForUpdate(txn, kAwards, request));
  ZGC_RETURN_IF_ERROR(CheckAwardMove(txn, actor, "SignAgreement", award));
  Checks checks(txn, request);
  CheckStepDay(txn, request.date(), award.steps(), checks);
  checks.Ordered(award.effective_date(), request.date(), "date");
  CheckTranches(request, award, checks);
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  v1::Agreement& agreement = *award.mutable_agreement();
  agreement.set_date(request.date());
  agreement.set_document(request.document());
  agreement.set_signer(actor.responsible());
  agreement.set_revision(txn.revision());
  *award.mutable_tranches() = request.tranches();
  int number = 0;
  for (v1::Tranche& tranche : *award.mutable_tranches()) {
    tranche.set_number(++number);
  }
  AwardLifecycle().Take(
      txn, actor, "SignAgreement",
      {request.date(), absl::StrCat(number, " tranches"), Evidence(request.document())}, award);
  return Save(txn, kAwards, std::move(award));
}

absl::Status CheckTranche(const storage::Reader& reader, const v1::Award& award,
                          const v1::Payment& payment, const std::string& day, Checks& checks) {
  if (award.has_agreement()) {
    checks.Expect(
        award.agreement().date() <= day, "payment.effective_date",
        absl::StrCat(day, " is before ", award.agreement().date(), ", the day of the agreement"));
  }
  if (award.tranches().empty()) {
    checks.Expect(payment.tranche() == 0, "payment.tranche", "the award has no tranches");
    return absl::OkStatus();
  }
  if (!IsPlanned(award, payment)) {
    checks.Add("payment.tranche", absl::StrCat("must be 1 to ", award.tranches_size()));
    return absl::OkStatus();
  }
  const v1::Tranche& tranche = award.tranches(payment.tranche() - 1);
  if (tranche.condition() != v1::TRANCHE_CONDITION_MILESTONE) return absl::OkStatus();
  ZGC_ASSIGN_OR_RETURN(const auto milestone, kTaskMilestones.Get(reader, {tranche.milestone()}));
  if (milestone.has_value() && milestone->accepted()) {
    checks.Expect(milestone->decided_date() <= day, "payment.effective_date",
                  absl::StrCat(day, " is before ", milestone->decided_date(),
                               ", the day of the acceptance of ", tranche.milestone()));
  }
  return absl::OkStatus();
}

absl::Status RequirePayableTranche(const storage::Reader& reader, const v1::Award& award,
                                   const v1::Payment& payment) {
  if (!IsPlanned(award, payment)) return absl::OkStatus();
  const v1::Tranche& tranche = award.tranches(payment.tranche() - 1);
  const std::string name = absl::StrCat(award.name(), " tranche ", tranche.number());
  const std::string& day = payment.effective_date();
  ZGC_ASSIGN_OR_RETURN(const auto waiting, WaitOf(reader, award, tranche, MatchedBy(award, day)));
  if (waiting.has_value()) {
    WaitWords wait = Describe(*waiting);
    if (waiting->condition() == v1::TRANCHE_CONDITION_MATCHING && !day.empty()) {
      absl::StrAppend(&wait.stands, " by ", day);
    }
    return base::MakeError(absl::StatusCode::kFailedPrecondition,
                           common::v1::ERROR_REASON_TRANCHE_WAITING,
                           absl::StrCat(name, " waits for ", wait.what, " since ",
                                        waiting->since_date(), ": ", wait.stands),
                           {{"award", award.name()},
                            {"tranche", absl::StrCat(tranche.number())},
                            {"waits_for", wait.what},
                            {"since", waiting->since_date()},
                            {"stands", wait.stands}});
  }
  const int64_t left = tranche.amount_fen() - tranche.paid_fen();
  if (payment.amount_fen() <= left) return absl::OkStatus();
  return InsufficientFunds(
      {{AccountName(PayingYear(award), ReservedOn(award)), name, left, payment.amount_fen()}});
}

absl::Status RequireCurrentMilestone(const storage::Reader& reader, const v1::Payment& payment,
                                     resource::SourceWatch& sources,
                                     const google::protobuf::Duration& max_source_age) {
  ZGC_ASSIGN_OR_RETURN(const absl::Duration max_age, resource::AskedMaxAge(max_source_age));
  ZGC_ASSIGN_OR_RETURN(const v1::Award award, GetRow(reader, kAwards, payment.award()));
  if (!IsPlanned(award, payment)) return absl::OkStatus();
  const v1::Tranche& tranche = award.tranches(payment.tranche() - 1);
  if (tranche.condition() != v1::TRANCHE_CONDITION_MILESTONE) return absl::OkStatus();
  ZGC_ASSIGN_OR_RETURN(const resource::Standing source, StandingOf(reader, kMilestoneSource));
  return sources.RequireCurrent(kMilestoneSource, source.here(), max_age);
}

void PayTranche(const v1::Payment& payment, v1::Award& award) {
  if (!IsPlanned(award, payment)) return;
  v1::Tranche& tranche = *award.mutable_tranches(payment.tranche() - 1);
  tranche.set_paid_fen(tranche.paid_fen() + payment.amount_fen());
}

void UnpayTranche(const v1::Payment& payment, v1::Award& award) {
  if (!IsPlanned(award, payment)) return;
  v1::Tranche& tranche = *award.mutable_tranches(payment.tranche() - 1);
  tranche.set_paid_fen(tranche.paid_fen() - payment.amount_fen());
}

void CutTranches(v1::Award& award) {
  int64_t above = -award.amount_fen();
  for (const v1::Tranche& tranche : award.tranches()) above += tranche.amount_fen();
  for (int i = award.tranches_size() - 1; i >= 0 && above > 0; --i) {
    v1::Tranche& tranche = *award.mutable_tranches(i);
    const int64_t cut = std::min(above, tranche.amount_fen() - tranche.paid_fen());
    tranche.set_amount_fen(tranche.amount_fen() - cut);
    above -= cut;
  }
}

}  // namespace zgc::funding
