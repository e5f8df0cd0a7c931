#include "services/funding_ledger/domain/years/reversals.h"

#include <algorithm>

#include "absl/strings/match.h"
#include "common/query/list.h"
#include "common/resource/rows.h"
#include "services/funding_ledger/domain/accounts/award_accounts.h"
#include "services/funding_ledger/domain/accounts/field_checks.h"
#include "services/funding_ledger/domain/accounts/fiscal_days.h"
#include "services/funding_ledger/domain/accounts/journal.h"
#include "services/funding_ledger/domain/accounts/money_days.h"
#include "services/funding_ledger/domain/awards/agreements.h"
#include "services/funding_ledger/domain/awards/award_lifecycle.h"
#include "services/funding_ledger/domain/awards/matching.h"
#include "services/funding_ledger/domain/awards/summaries.h"
#include "services/funding_ledger/domain/budget/allotments.h"
#include "services/funding_ledger/domain/budget/appropriations.h"
#include "services/funding_ledger/domain/budget/virements.h"
#include "services/funding_ledger/domain/payments/prior_years.h"
#include "services/funding_ledger/domain/payments/receivables.h"
#include "services/funding_ledger/domain/years/carry_overs.h"
#include "services/funding_ledger/domain/years/reversal_sources.h"
#include "services/funding_ledger/ledger/reading.h"
#include "services/funding_ledger/ledger/segment.h"
#include "zgc/funding/v1/accounts.pb.h"
#include "zgc/funding/v1/adjustment_service.pb.h"
#include "zgc/funding/v1/adjustments.pb.h"
#include "zgc/funding/v1/awards.pb.h"
#include "zgc/funding/v1/budget.pb.h"
#include "zgc/funding/v1/fiscal_years.pb.h"
#include "zgc/funding/v1/payments.pb.h"
#include "zgc/funding/v1/segment.pb.h"

namespace zgc::funding {
namespace {

// Whether it is posted in another year than the record was, as an adjustment.
bool IsPriorYear(const v1::Reversal& row, const ReversalSource& source) {
  return row.fiscal_year() != source.fiscal_year;
}

// A payment is taken back in the year that now pays its award, or if that is
// closed too in a later one; all else in its own year.
absl::Status CheckYear(const storage::Reader& reader, const v1::Reversal& row,
                       const ReversalSource& source, Checks& checks) {
  if (!absl::StartsWith(row.source(), "payments/")) {
    checks.Expect(!IsPriorYear(row, source), "reversal.fiscal_year",
                  absl::StrCat("must be ", source.fiscal_year));
    return absl::OkStatus();
  }
  const std::string& paying = PayingYear(source.award);
  ZGC_ASSIGN_OR_RETURN(const v1::FiscalYear year, GetRow(reader, kFiscalYears, paying));
  const bool open = year.state() == v1::FISCAL_YEAR_STATE_OPEN;
  checks.Expect(open ? row.fiscal_year() == paying : row.fiscal_year() > paying,
                "reversal.fiscal_year",
                open ? absl::StrCat("must be ", paying, ", which pays the award")
                     : absl::StrCat("must be later than ", paying, ", which is closed"));
  checks.Expect(!IsPriorYear(row, source) || source.payment.within_summary().empty(),
                "reversal.source", "is within a summary of another year");
  return absl::OkStatus();
}

// The transfers that a record has posted, all in one commit.
absl::StatusOr<std::vector<v1::Transfer>> PostingOf(const storage::Reader& reader,
                                                    const std::string& name,
                                                    const ReversalSource& source) {
  std::vector<v1::Transfer> transfers;
  if (source.posted_in > 0) {
    absl::Status failed;
    ZGC_RETURN_IF_ERROR(ForEachRecordFrom(
        reader, {source.posted_in, 0},
        [&](const v1::JournalSegment& segment, int number, absl::string_view record) {
          if (segment.revision() != source.posted_in) return false;
          const auto transfer = TransferOf(record, segment.revision(), number, 0);
          failed.Update(transfer.status());
          if (failed.ok() && transfer->source() == name) transfers.push_back(*transfer);
          return failed.ok();
        }));
    ZGC_RETURN_IF_ERROR(failed);
    return transfers;
  }
  ZGC_RETURN_IF_ERROR(
      ForEachTransferOf(reader, source.index, source.found_by, [&](const v1::Transfer& transfer) {
        const bool its_own = transfer.source() == name;
        if (its_own && transfer.program() == source.program) transfers.push_back(transfer);
        return its_own || transfers.empty();
      }));
  return transfers;
}

absl::Status MirrorTransfers(const storage::Reader& reader, const v1::Reversal& row,
                             const ReversalSource& source, const PostingContext& context,
                             Posting& posting) {
  ZGC_ASSIGN_OR_RETURN(const auto transfers, PostingOf(reader, row.source(), source));
  if (transfers.empty()) {
    return absl::DataLossError(absl::StrCat("no posting of ", row.source()));
  }
  for (const v1::Transfer& transfer : transfers) {
    ZGC_ASSIGN_OR_RETURN(const v1::Account debit, RequireAccount(reader, transfer.debit()));
    ZGC_ASSIGN_OR_RETURN(const v1::Account credit, RequireAccount(reader, transfer.credit()));
    // A carry-over is of two years, and of the programs of its awards.
    PostingContext its_own = context;
    its_own.fiscal_year = transfer.fiscal_year();
    // What has no day is not reversed on one; so is what a carry-over took of its year.
    if (transfer.effective_date().empty()) its_own.effective_date.clear();
    its_own.program = transfer.program();
    its_own.award = transfer.award();
    posting.Switch(std::move(its_own));
    posting.Reverse(v1::TRANSFER_KIND_REVERSAL, transfer, RefOf(credit), RefOf(debit),
                    transfer.lot());
  }
  return absl::OkStatus();
}

// Of a virement the giver has its money again, as far as its ceiling allows.
absl::Status CheckGiver(const storage::Reader& reader, const v1::Reversal& row) {
  if (!absl::StartsWith(row.source(), "virements/")) return absl::OkStatus();
  ZGC_ASSIGN_OR_RETURN(const v1::Virement virement, GetRow(reader, kVirements, row.source()));
  ZGC_ASSIGN_OR_RETURN(const v1::Program giver, GetRow(reader, kPrograms, virement.from_program()));
  return CheckProgramCeiling(reader, giver, virement.fiscal_year(), virement.amount_fen());
}

absl::Status Post(storage::Txn& txn, const v1::Reversal& row, const ReversalSource& source) {
  PostingContext context;
  if (!source.award.name().empty()) {
    context = ContextOf(source.award, row.effective_date(), row.name(), row.document());
    context.payment = source.payment.name();
  }
  context.fiscal_year = row.fiscal_year();
  context.effective_date = row.effective_date();
  context.program = source.program;
  context.source = row.name();
  context.document = row.document();
  Posting posting(context);
  if (IsPriorYear(row, source)) {
    ZGC_RETURN_IF_ERROR(MoveFromPriorYear(txn, source.payment, ReservedOn(source.award),
                                          source.amount_fen, posting));
  } else {
    ZGC_RETURN_IF_ERROR(MirrorTransfers(txn, row, source, context, posting));
  }
  return posting.Post(txn);
}

// The award can be paid again.
absl::Status UndoPayment(storage::Txn& txn, const base::Actor& actor, const v1::Reversal& row,
                         ReversalSource& source) {
  v1::Award& award = source.award;
  award.set_paid_fen(award.paid_fen() - source.amount_fen);
  UnpayTranche(source.payment, award);
  AwardLifecycle().TakeTo(
      txn, actor, "CreateReversal",
      award.paid_fen() == 0 ? v1::AWARD_STATE_APPROVED : v1::AWARD_STATE_PARTIALLY_PAID,
      {row.effective_date(), absl::StrCat(source.payment.name(), ": ", row.reason()),
       Evidence(row.document())},
      award);
  RefreshBreach(txn, row.effective_date(), award);
  if (row.fiscal_year() != award.fiscal_year()) award.set_paying_year(row.fiscal_year());
  Save(txn, kAwards, std::move(award));
  source.payment.set_reversal(row.name());
  source.payment.set_reversed_in(row.fiscal_year());
  const std::string summary = source.payment.within_summary();
  Save(txn, kPayments, std::move(source.payment));
  return RefreshSummary(txn, summary);
}

absl::Status UndoClawback(storage::Txn& txn, const base::Actor& actor, const v1::Reversal& row,
                          ReversalSource& source) {
  source.payment.set_clawed_back_fen(source.payment.clawed_back_fen() - source.amount_fen);
  Save(txn, kPayments, std::move(source.payment));
  ZGC_ASSIGN_OR_RETURN(v1::Clawback clawback, GetRow(txn, kClawbacks, row.source()));
  UndoReceivable(txn, actor, {row.effective_date(), row.reason(), Evidence(row.document())},
                 clawback);
  clawback.set_reversal(row.name());
  Save(txn, kClawbacks, std::move(clawback));
  source.award.set_clawed_back_fen(source.award.clawed_back_fen() - source.amount_fen);
  RefreshBreach(txn, row.effective_date(), source.award);
  Save(txn, kAwards, std::move(source.award));
  return absl::OkStatus();
}

// Of a step in a record that is taken back, or in one that it rests on.
StepDetails ReversalDetails(const v1::Reversal& row) {
  return {"", absl::StrCat(row.name(), " of ", row.source(), ": ", row.reason()),
          Evidence(row.document())};
}

// Its own year pays the rest of an award again.
absl::Status UndoCarryOver(storage::Txn& txn, const base::Actor& actor, const v1::Reversal& row) {
  ZGC_ASSIGN_OR_RETURN(v1::CarryOver carry_over, GetRow(txn, kCarryOvers, row.source()));
  for (const v1::CarriedCommitment& carried : carry_over.commitments()) {
    ZGC_ASSIGN_OR_RETURN(v1::Award award, GetRow(txn, kAwards, carried.award()));
    const bool its_own = carry_over.from_year() == award.fiscal_year();
    award.set_paying_year(its_own ? "" : carry_over.from_year());
    AwardLifecycle().Follow(txn, actor, "CreateReversal", ReversalDetails(row), award);
    Save(txn, kAwards, std::move(award));
  }
  carry_over.set_reversal(row.name());
  CarryOverLifecycle().Follow(txn, actor, "CreateReversal", ReversalDetails(row), carry_over);
  Save(txn, kCarryOvers, std::move(carry_over));
  return absl::OkStatus();
}

template <typename Row>
absl::Status Mark(storage::Txn& txn, const base::Actor& actor, const v1::Reversal& row,
                  const Rows<Row>& table, const Lifecycle<Row>* lifecycle = nullptr) {
  ZGC_ASSIGN_OR_RETURN(Row record, GetRow(txn, table, row.source()));
  record.set_reversal(row.name());
  if constexpr (requires { record.steps(); }) {
    lifecycle->Follow(txn, actor, "CreateReversal", ReversalDetails(row), record);
  }
  Save(txn, table, std::move(record));
  return absl::OkStatus();
}

// Takes back in the records what the posting took back in the accounts.
absl::Status Undo(storage::Txn& txn, const base::Actor& actor, const v1::Reversal& row,
                  ReversalSource& source) {
  const std::string& name = row.source();
  if (absl::StartsWith(name, "payments/")) return UndoPayment(txn, actor, row, source);
  if (absl::StartsWith(name, "clawbacks/")) return UndoClawback(txn, actor, row, source);
  if (absl::StartsWith(name, "carryOvers/")) return UndoCarryOver(txn, actor, row);
  if (absl::StartsWith(name, "allotments/")) return Mark(txn, actor, row, kAllotments);
  if (absl::StartsWith(name, "virements/"))
    return Mark(txn, actor, row, kVirements, &VirementLifecycle());
  if (absl::StartsWith(name, "appropriations/"))
    return Mark(txn, actor, row, kAppropriations, &AppropriationLifecycle());
  ZGC_RETURN_IF_ERROR(Mark(txn, actor, row, kSummaryDisbursements));
  return RefreshSummary(txn, name);
}

}  // namespace

absl::StatusOr<v1::Reversal> CreateReversal(storage::Txn& txn, const base::Actor& actor,
                                            const v1::CreateReversalRequest& request) {
  v1::Reversal row = request.reversal();
  row.set_name(absl::StrCat("reversals/", request.reversal_id()));
  row.set_maker(actor.responsible());
  ZGC_ASSIGN_OR_RETURN(const auto existing, kReversals.Get(txn, {row.name()}));
  if (existing.has_value()) return Exists(row.name());
  Checks checks(txn, request);
  ZGC_ASSIGN_OR_RETURN(ReversalSource source, FindReversalSource(txn, row.source(), checks));
  if (row.fiscal_year().empty()) row.set_fiscal_year(source.fiscal_year);
  row.set_amount_fen(source.amount_fen);
  row.set_prior_year(IsPriorYear(row, source));
  // The budget of a year is changed before the year begins, and that is taken back.
  if (!row.effective_date().empty() || !source.payment.name().empty()) {
    CheckMoneyDay(txn, row.effective_date(), row.fiscal_year(), "reversal.effective_date", checks);
  }
  checks.Ordered(source.effective_date, row.effective_date(), "reversal.effective_date");
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  if (!source.reversal.empty()) {
    source.obstacles.push_back(absl::StrCat(source.reversal, " reversed it before"));
  }
  if (!source.obstacles.empty()) {
    return IllegalTransition(row.source(), "CreateReversal", source.obstacles, {});
  }
  ZGC_RETURN_IF_ERROR(RequireOther(actor, row.source(), "CreateReversal", source.persons));
  ZGC_RETURN_IF_ERROR(RequireOpen(txn, row.fiscal_year(), row.effective_date()));
  ZGC_RETURN_IF_ERROR(CheckYear(txn, row, source, checks));
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  ZGC_RETURN_IF_ERROR(CheckGiver(txn, row));
  ZGC_RETURN_IF_ERROR(Post(txn, row, source));
  ZGC_RETURN_IF_ERROR(Undo(txn, actor, row, source));
  return Insert(txn, kReversals, std::move(row));
}

absl::StatusOr<v1::Reversal> GetReversal(const storage::Reader& reader,
                                         const v1::GetReversalRequest& request) {
  return GetRow(reader, kReversals, request.name());
}

absl::StatusOr<std::string> ListReversals(const storage::Reader& reader,
                                          const v1::ListReversalsRequest& request,
                                          const storage::Page& page,
                                          v1::ListReversalsResponse& response) {
  return query::List(reader, kReversals.column(), request, page, response);
}

}  // namespace zgc::funding
