#include "services/funding_ledger/domain/payments/clawbacks.h"

#include <algorithm>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/base/error.h"
#include "common/query/list.h"
#include "common/resource/checks.h"
#include "common/resource/rows.h"
#include "services/funding_ledger/domain/accounts/award_accounts.h"
#include "services/funding_ledger/domain/accounts/field_checks.h"
#include "services/funding_ledger/domain/accounts/fiscal_days.h"
#include "services/funding_ledger/domain/accounts/journal.h"
#include "services/funding_ledger/domain/accounts/money_days.h"
#include "services/funding_ledger/domain/awards/matching.h"
#include "services/funding_ledger/domain/payments/prior_years.h"
#include "services/funding_ledger/domain/payments/receivables.h"
#include "services/funding_ledger/store/schema.h"
#include "zgc/common/v1/error_reason.pb.h"
#include "zgc/funding/v1/accounts.pb.h"
#include "zgc/funding/v1/adjustments.pb.h"
#include "zgc/funding/v1/awards.pb.h"
#include "zgc/funding/v1/fiscal_years.pb.h"
#include "zgc/funding/v1/payment_service.pb.h"
#include "zgc/funding/v1/payments.pb.h"

namespace zgc::funding {
namespace {

// The year that takes the clawback: that of the payment, or a later one once that
// is closed.
absl::Status CheckYear(const storage::Reader& reader, const v1::Clawback& row,
                       const v1::Payment& payment, Checks& checks) {
  ZGC_RETURN_IF_ERROR(CheckFiscalYear(reader, row.fiscal_year(), "clawback.fiscal_year", checks));
  ZGC_ASSIGN_OR_RETURN(const v1::FiscalYear paid,
                       GetRow(reader, kFiscalYears, payment.fiscal_year()));
  if (paid.state() == v1::FISCAL_YEAR_STATE_OPEN) {
    checks.Expect(row.fiscal_year() == paid.name(), "clawback.fiscal_year",
                  absl::StrCat("must be ", paid.name(), ", which is open"));
  } else {
    checks.Expect(row.fiscal_year() >= paid.name(), "clawback.fiscal_year",
                  absl::StrCat("is before ", paid.name()));
  }
  return absl::OkStatus();
}

// A clawback that names no year is of that of the payment, which may be closed by now.
absl::Status NameTheYear(const storage::Reader& reader, const v1::Clawback& row,
                         const v1::Payment& payment, absl::Status refused) {
  ZGC_ASSIGN_OR_RETURN(const v1::FiscalYear year, GetRow(reader, kFiscalYears, row.fiscal_year()));
  if (base::ReasonOf(refused) != common::v1::ERROR_REASON_PERIOD_CLOSED ||
      year.state() == v1::FISCAL_YEAR_STATE_OPEN) {
    return refused;
  }
  return base::MakeError(
      refused.code(), common::v1::ERROR_REASON_PERIOD_CLOSED,
      absl::StrCat(refused.message(), "; what comes back of ", payment.name(),
                   " is taken by a later year that is open: give it as clawback.fiscal_year"),
      {{"fiscal_year", year.name()}});
}

// What of the payment is claimed at once from the day of the new clawback on: what stands,
// and what was reversed on a later day, which may not be claimed twice until then. Without
// a day it may be any from that of the payment on. Reads all clawbacks: they are few.
struct Claimed {
  int64_t fen = 0;
  // The first day on which one that was reversed counts, or empty.
  std::string day;
};

absl::StatusOr<Claimed> ClaimedFrom(const storage::Reader& reader, const v1::Clawback& row,
                                    const v1::Payment& payment) {
  const std::string& from =
      row.effective_date().empty() ? payment.effective_date() : row.effective_date();
  std::vector<v1::Clawback> reversed;
  ZGC_RETURN_IF_ERROR(
      kClawbacks.ForEach(reader, [&](const storage::NameKey&, const v1::Clawback& other) {
        if (other.payment() == payment.name() && !other.reversal().empty()) {
          reversed.push_back(other);
        }
        return true;
      }));
  Claimed claimed = {payment.clawed_back_fen(), ""};
  for (const v1::Clawback& other : reversed) {
    ZGC_ASSIGN_OR_RETURN(const v1::Reversal reversal, GetRow(reader, kReversals, other.reversal()));
    const std::string since = CountsOn(other.effective_date(), other.fiscal_year());
    const std::string until = CountsOn(reversal.effective_date(), reversal.fiscal_year());
    // One that was claimed and reversed on the same day was never owed.
    if (until <= from || until <= since) continue;
    claimed.fen += other.amount_fen();
    const std::string day = std::max(from, since);
    if (claimed.day.empty() || day < claimed.day) claimed.day = day;
  }
  return claimed;
}

// INSUFFICIENT_FUNDS if more would be claimed than was paid on any day.
absl::Status RequireUnclaimed(const storage::Reader& reader, const v1::Clawback& row,
                              const v1::Payment& payment, const AccountRef& spent) {
  ZGC_ASSIGN_OR_RETURN(const Claimed claimed, ClaimedFrom(reader, row, payment));
  const int64_t left = std::max<int64_t>(payment.amount_fen() - claimed.fen, 0);
  if (row.amount_fen() <= left) return absl::OkStatus();
  return InsufficientFunds({{AccountName(payment.fiscal_year(), spent), payment.name(), left,
                             row.amount_fen(), claimed.day}});
}

}  // namespace

absl::StatusOr<v1::Clawback> CreateClawback(storage::Txn& txn, const base::Actor& actor,
                                            const v1::CreateClawbackRequest& request) {
  v1::Clawback row = request.clawback();
  row.set_name(absl::StrCat("clawbacks/", request.clawback_id()));
  row.set_maker(actor.responsible());
  ZGC_ASSIGN_OR_RETURN(const auto existing, kClawbacks.Get(txn, {row.name()}));
  if (existing.has_value()) return Exists(row.name());
  Checks checks(txn, request);
  ZGC_ASSIGN_OR_RETURN(auto payment,
                       checks.Reference(txn, kPayments, row.payment(), "clawback.payment"));
  CheckPositive(row.amount_fen(), "clawback.amount_fen", checks);
  if (payment.has_value()) {
    if (row.fiscal_year().empty()) row.set_fiscal_year(payment->fiscal_year());
    ZGC_RETURN_IF_ERROR(CheckYear(txn, row, *payment, checks));
    CheckMoneyDay(txn, row.effective_date(), row.fiscal_year(), "clawback.effective_date", checks);
    checks.Ordered(payment->effective_date(), row.effective_date(), "clawback.effective_date");
  }
  v1::Award award;
  if (payment.has_value()) {
    ZGC_ASSIGN_OR_RETURN(award, GetRow(txn, kAwards, payment->award()));
    DescribeReceivable(*payment, award, checks, row);
    ClawbackLifecycle().Take(txn, actor, "CreateClawback", {}, row);
  }
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  const AccountRef spent = OfProgram(v1::ACCOUNT_KIND_SPENT, payment->program());
  if (!payment->reversal().empty()) {
    return IllegalTransition(payment->name(), "CreateClawback",
                             {absl::StrCat(payment->reversal(), " reversed it")}, {});
  }
  ZGC_RETURN_IF_ERROR(RequireOther(actor, payment->name(), "CreateClawback", {payment->payer()}));
  ZGC_RETURN_IF_ERROR(RequireUnclaimed(txn, row, *payment, spent));
  PostingContext context = ContextOf(award, row.effective_date(), row.name(), row.document());
  context.fiscal_year = row.fiscal_year();
  context.payment = payment->name();
  Posting posting(std::move(context));
  const AccountRef receivable = OfProgram(v1::ACCOUNT_KIND_RECEIVABLE, payment->program());
  if (row.fiscal_year() == payment->fiscal_year()) {
    posting.Move(v1::TRANSFER_KIND_CLAWBACK, receivable, spent, row.amount_fen());
  } else {
    ZGC_RETURN_IF_ERROR(MoveFromPriorYear(txn, *payment, receivable, row.amount_fen(), posting));
  }
  const absl::Status posted = posting.Post(txn);
  if (!posted.ok()) return NameTheYear(txn, row, *payment, posted);
  payment->set_clawed_back_fen(payment->clawed_back_fen() + row.amount_fen());
  Save(txn, kPayments, *std::move(payment));
  award.set_clawed_back_fen(award.clawed_back_fen() + row.amount_fen());
  RefreshBreach(txn, row.effective_date(), award);
  Save(txn, kAwards, std::move(award));
  return Insert(txn, kClawbacks, std::move(row));
}

absl::StatusOr<v1::Clawback> GetClawback(const storage::Reader& reader,
                                         const v1::GetClawbackRequest& request) {
  ZGC_RETURN_IF_ERROR(Checks(reader, request).ToStatus());
  return GetRow(reader, kClawbacks, request.name());
}

absl::StatusOr<std::string> ListClawbacks(const storage::Reader& reader,
                                          const v1::ListClawbacksRequest& request,
                                          const storage::Page& page,
                                          v1::ListClawbacksResponse& response) {
  ZGC_RETURN_IF_ERROR(Checks(reader, request).ToStatus());
  return query::List(reader, kClawbacks.column(), request, page, response);
}

}  // namespace zgc::funding
