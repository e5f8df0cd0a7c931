#include "services/funding_ledger/domain/payments/payments.h"

#include <algorithm>

#include "common/query/list.h"
#include "common/resource/checks.h"
#include "common/resource/rows.h"
#include "services/funding_ledger/domain/accounts/award_accounts.h"
#include "services/funding_ledger/domain/accounts/field_checks.h"
#include "services/funding_ledger/domain/accounts/fiscal_days.h"
#include "services/funding_ledger/domain/accounts/journal.h"
#include "services/funding_ledger/domain/accounts/money_days.h"
#include "services/funding_ledger/domain/awards/agreements.h"
#include "services/funding_ledger/domain/awards/award_lifecycle.h"
#include "services/funding_ledger/domain/awards/matching.h"
#include "services/funding_ledger/domain/awards/reviews.h"
#include "services/funding_ledger/domain/awards/summaries.h"
#include "services/funding_ledger/domain/guard/claims.h"
#include "services/funding_ledger/domain/guard/guard.h"
#include "services/funding_ledger/domain/payments/receivables.h"
#include "services/funding_ledger/store/schema.h"
#include "zgc/common/v1/amount.pb.h"
#include "zgc/common/v1/step.pb.h"
#include "zgc/funding/v1/accounts.pb.h"
#include "zgc/funding/v1/agreements.pb.h"
#include "zgc/funding/v1/awards.pb.h"
#include "zgc/funding/v1/budget.pb.h"
#include "zgc/funding/v1/payment_service.pb.h"
#include "zgc/funding/v1/payments.pb.h"

namespace zgc::funding {
namespace {

// The summary that the payment is a part of, if any; of the same fund and year.
absl::StatusOr<absl::optional<v1::SummaryDisbursement>> SummaryOf(const storage::Reader& reader,
                                                                  const v1::Payment& payment,
                                                                  const v1::Award& award,
                                                                  Checks& checks) {
  checks.Expect(
      award.within_summary().empty() || Takes(payment.within_summary(), award.within_summary()),
      "payment.within_summary", absl::StrCat("the award is within ", award.within_summary()));
  ZGC_ASSIGN_OR_RETURN(
      auto summary, checks.OptionalReference(reader, kSummaryDisbursements,
                                             payment.within_summary(), "payment.within_summary"));
  if (!summary.has_value()) return summary;
  ZGC_ASSIGN_OR_RETURN(const v1::Program program, GetRow(reader, kPrograms, award.program()));
  checks.Expect(summary->fiscal_year() == PayingYear(award), "payment.within_summary",
                absl::StrCat("is of ", summary->fiscal_year()));
  checks.Expect(summary->program() == program.fund(), "payment.within_summary",
                absl::StrCat("is of the fund ", summary->program()));
  return summary;
}

absl::Status CheckPayment(const storage::Txn& txn, v1::Payment& payment,
                          const absl::optional<v1::Award>& award,
                          absl::optional<v1::SummaryDisbursement>& summary, Checks& checks) {
  CheckPositive(payment.amount_fen(), "payment.amount_fen", checks);
  CheckSupportItems(payment.support_items(), "payment.support_items", checks);
  if (award.has_value()) {
    CheckMoneyDay(txn, payment.effective_date(), PayingYear(*award), "payment.effective_date",
                  checks);
    // Where only the year is known, that may have ended before the award was approved; and
    // the money has moved by today.
    const std::string day = std::min(CountsOn(payment.effective_date(), PayingYear(*award)),
                                     resource::DayOfCommit(txn));
    checks.Expect(
        award->effective_date() <= day, "payment.effective_date",
        absl::StrCat(day, " is before ", award->effective_date(), ", the day of the award"));
    for (const common::v1::Step& step : award->steps()) {
      if (step.method() != "ApproveAward" && step.method() != "StateAwardAmount") continue;
      checks.Expect(step.date() <= day, "payment.effective_date",
                    absl::StrCat(day, " is before ", step.date(), ", the day of ", step.method()));
    }
    ZGC_ASSIGN_OR_RETURN(summary, SummaryOf(txn, payment, *award, checks));
    ZGC_RETURN_IF_ERROR(CheckTranche(txn, *award, payment, day, checks));
    ZGC_RETURN_IF_ERROR(CheckSetOffs(txn, *award, day, payment, checks));
  }
  return checks.ToStatus();
}

// Who stood behind the award, or showed the matching funds that the payment rests on.
absl::StatusOr<std::vector<std::string>> PersonsBefore(const storage::Reader& reader,
                                                       const v1::Award& award) {
  ZGC_ASSIGN_OR_RETURN(std::vector<std::string> persons, PersonsBehind(reader, award));
  for (const v1::MatchingEvidence& evidence : award.matching_evidence()) {
    persons.push_back(evidence.recorder());
  }
  return persons;
}

// The state allows it, the person is another, nothing has to be waited for, and
// the award has as much left.
absl::Status CheckPayable(const storage::Reader& reader, const v1::Award& award,
                          const base::Actor& actor, const v1::Payment& payment) {
  ZGC_RETURN_IF_ERROR(CheckAwardMove(reader, actor, "CreatePayment", award));
  ZGC_ASSIGN_OR_RETURN(const std::vector<std::string> earlier, PersonsBefore(reader, award));
  ZGC_RETURN_IF_ERROR(RequireOther(actor, award.name(), "CreatePayment", earlier));
  ZGC_RETURN_IF_ERROR(RequirePayableTranche(reader, award, payment));
  const int64_t left = award.amount_fen() - award.paid_fen();
  if (payment.amount_fen() > left) {
    return InsufficientFunds({{AccountName(PayingYear(award), ReservedOn(award)), award.name(),
                               left, payment.amount_fen()}});
  }
  return RequireMatched(award, payment);
}

absl::Status PostPayment(storage::Txn& txn, const base::Actor& actor, const v1::Payment& payment,
                         const v1::Award& award,
                         const absl::optional<v1::SummaryDisbursement>& summary) {
  const AccountRef spent = OfProgram(v1::ACCOUNT_KIND_SPENT, award.program());
  PostingContext context =
      ContextOf(award, payment.effective_date(), payment.name(), payment.document());
  context.payment = payment.name();
  Posting posting(context);
  if (!award.within_summary().empty()) {
    posting.Move(v1::TRANSFER_KIND_RECLASSIFICATION, spent, ReservedOn(award),
                 payment.amount_fen());
  } else if (summary.has_value()) {
    // The money was counted as spent before the award reserved it once more.
    ZGC_ASSIGN_OR_RETURN(const AccountRef back, GoesBackTo(txn, award, PayingYear(award)));
    posting.Move(v1::TRANSFER_KIND_RECLASSIFICATION, spent, Unitemised(*summary),
                 payment.amount_fen());
    ZGC_ASSIGN_OR_RETURN(context.effective_date, GoesBackOn(txn, award, payment.effective_date()));
    posting.Switch(std::move(context));
    posting.Move(v1::TRANSFER_KIND_RELEASE, back, ReservedOn(award), payment.amount_fen());
  } else {
    posting.Move(v1::TRANSFER_KIND_PAYMENT, spent, ReservedOn(award), payment.amount_fen());
  }
  ZGC_RETURN_IF_ERROR(PostSetOffs(txn, actor, payment, posting));
  ZGC_RETURN_IF_ERROR(posting.Post(txn));
  return summary.has_value() ? RefreshSummary(txn, summary->name()) : absl::OkStatus();
}

}  // namespace

absl::StatusOr<v1::Payment> CreatePayment(storage::Txn& txn, const base::Actor& actor,
                                          const v1::CreatePaymentRequest& request) {
  v1::Payment payment = request.payment();
  payment.set_name(absl::StrCat("payments/", request.payment_id()));
  payment.set_payer(actor.responsible());
  ZGC_ASSIGN_OR_RETURN(const auto existing, kPayments.Get(txn, {payment.name()}));
  if (existing.has_value()) return Exists(payment.name());
  Checks checks(txn, request);
  ZGC_ASSIGN_OR_RETURN(auto award,
                       checks.Reference(txn, kAwards, payment.award(), "payment.award"));
  absl::optional<v1::SummaryDisbursement> summary;
  ZGC_RETURN_IF_ERROR(CheckPayment(txn, payment, award, summary, checks));
  ZGC_RETURN_IF_ERROR(CheckPayable(txn, *award, actor, payment));
  ZGC_RETURN_IF_ERROR(GuardPayment(txn, *award, payment));
  ZGC_RETURN_IF_ERROR(PostPayment(txn, actor, payment, *award, summary));
  if (payment.within_summary().empty()) payment.set_within_summary(award->within_summary());
  payment.set_program(award->program());
  payment.set_fiscal_year(PayingYear(*award));
  award->set_paid_fen(award->paid_fen() + payment.amount_fen());
  PayTranche(payment, *award);
  const v1::AwardState to = award->paid_fen() == award->amount_fen()
                                ? v1::AWARD_STATE_PAID
                                : v1::AWARD_STATE_PARTIALLY_PAID;
  // The payments themselves are dated records: only those that change the state are
  // steps, so that an award paid in many parts stays small.
  if (to != award->state()) {
    AwardLifecycle().TakeTo(
        txn, actor, "CreatePayment", to,
        {payment.effective_date(), payment.name(), Evidence(payment.document())}, *award);
  }
  RefreshBreach(txn, payment.effective_date(), *award);
  Save(txn, kAwards, *std::move(award));
  return Insert(txn, kPayments, std::move(payment));
}

absl::StatusOr<v1::Payment> GetPayment(const storage::Reader& reader,
                                       const v1::GetPaymentRequest& request) {
  ZGC_RETURN_IF_ERROR(Checks(reader, request).ToStatus());
  return GetRow(reader, kPayments, request.name());
}

absl::StatusOr<std::string> ListPayments(const storage::Reader& reader,
                                         const v1::ListPaymentsRequest& request,
                                         const storage::Page& page,
                                         v1::ListPaymentsResponse& response) {
  return query::List(reader, kPayments.column(), request, page, response);
}

}  // namespace zgc::funding
