#include "services/funding_ledger/domain/years/reversals.h"

#include <algorithm>

#include "absl/strings/match.h"
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
#include "services/funding_ledger/domain/payments/prior_years.h"
#include "services/funding_ledger/domain/payments/receivables.h"
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

// What a reversal needs to know of the record that it reverses.
struct Source {
  std::string fiscal_year;
  std::string program;
  // Its day, or empty.
  std::string effective_date;
  int64_t amount_fen = 0;
  // Who posted it; the reversal is another person's.
  std::vector<std::string> persons;
  std::string reversal;
  // What keeps it from being reversed.
  std::vector<std::string> obstacles;
  // Where its transfers are found soonest: among those of its award or account, or in the
  // commit that posted it.
  TransferIndex index = TransferIndex::kAward;
  std::string found_by;
  int64_t posted_in = 0;
  v1::Award award;
  // Of payments and clawbacks.
  v1::Payment payment;
};

std::vector<std::string> ObstaclesOf(v1::DecisionState state) {
  if (state == v1::DECISION_STATE_APPROVED || state == v1::DECISION_STATE_UNSPECIFIED) return {};
  return {absl::StrCat("it is ", v1::DecisionState_Name(state), " and not posted")};
}

// Who made and who approved it.
template <typename Row>
std::vector<std::string> PersonsOf(const Row& row) {
  std::vector<std::string> persons;
  if constexpr (requires { row.steps(); }) {
    for (const common::v1::Step& step : row.steps()) persons.push_back(step.actor());
  } else {
    persons.push_back(row.maker());
  }
  return persons;
}

absl::StatusOr<Source> OfPayment(const storage::Reader& reader, const std::string& name) {
  Source source;
  ZGC_ASSIGN_OR_RETURN(source.payment, GetRow(reader, kPayments, name));
  const v1::Payment& payment = source.payment;
  ZGC_ASSIGN_OR_RETURN(source.award, GetRow(reader, kAwards, payment.award()));
  source.fiscal_year = payment.fiscal_year();
  source.effective_date = payment.effective_date();
  source.program = payment.program();
  source.amount_fen = payment.amount_fen();
  source.persons = {payment.payer()};
  source.found_by = payment.award();
  source.reversal = payment.reversal();
  if (payment.clawed_back_fen() > 0) {
    source.obstacles.push_back(absl::StrCat(payment.clawed_back_fen(), " fen were claimed back"));
  }
  if (payment.set_off_fen() > 0) {
    source.obstacles.push_back(absl::StrCat(payment.set_off_fen(), " fen of it were set off"));
  }
  if (source.award.state() != v1::AWARD_STATE_PARTIALLY_PAID &&
      source.award.state() != v1::AWARD_STATE_PAID) {
    source.obstacles.push_back(
        absl::StrCat(source.award.name(), " is ", v1::AwardState_Name(source.award.state())));
  }
  return source;
}

absl::StatusOr<Source> OfClawback(const storage::Reader& reader, const std::string& name) {
  Source source;
  ZGC_ASSIGN_OR_RETURN(const v1::Clawback row, GetRow(reader, kClawbacks, name));
  ZGC_ASSIGN_OR_RETURN(source.payment, GetRow(reader, kPayments, row.payment()));
  ZGC_ASSIGN_OR_RETURN(source.award, GetRow(reader, kAwards, source.payment.award()));
  source.fiscal_year = row.fiscal_year().empty() ? source.payment.fiscal_year() : row.fiscal_year();
  source.program = source.payment.program();
  source.effective_date = row.effective_date();
  source.amount_fen = row.amount_fen();
  source.persons = {row.maker()};
  source.found_by = source.payment.award();
  source.reversal = row.reversal();
  const std::string obstacle = ReversalObstacle(row);
  if (!obstacle.empty()) source.obstacles.push_back(obstacle);
  return source;
}

// One of the records of the budget, which have these fields in common.
template <typename Row>
absl::StatusOr<Source> OfBudget(const storage::Reader& reader, const Rows<Row>& table,
                                const std::string& name) {
  Source source;
  ZGC_ASSIGN_OR_RETURN(const Row row, GetRow(reader, table, name));
  source.fiscal_year = row.fiscal_year();
  source.effective_date = row.effective_date();
  source.amount_fen = row.amount_fen();
  source.persons = PersonsOf(row);
  source.reversal = row.reversal();
  if constexpr (requires { row.unitemised_fen(); }) {
    // What claims it changes its row as well.
    source.index = TransferIndex::kAccount;
    source.found_by = AccountName(row.fiscal_year(), Unitemised(row));
  } else {
    // Nothing but its reversal changes it once it is posted.
    source.posted_in = row.revision();
  }
  if constexpr (requires { row.to_program(); }) {
    source.program = row.to_program();
  } else {
    source.program = row.program();
  }
  if constexpr (requires { row.state(); }) source.obstacles = ObstaclesOf(row.state());
  return source;
}

absl::StatusOr<Source> OfCarryOver(const storage::Reader& reader, const std::string& name) {
  Source source;
  ZGC_ASSIGN_OR_RETURN(const v1::CarryOver row, GetRow(reader, kCarryOvers, name));
  source.fiscal_year = row.to_year();
  source.program = row.program();
  source.effective_date = row.effective_date();
  source.amount_fen = row.available_fen();
  source.persons = PersonsOf(row);
  source.reversal = row.reversal();
  source.obstacles = ObstaclesOf(row.state());
  source.posted_in = row.revision();
  for (const v1::CarriedCommitment& carried : row.commitments()) {
    source.amount_fen += carried.amount_fen();
    ZGC_ASSIGN_OR_RETURN(const v1::Award award, GetRow(reader, kAwards, carried.award()));
    const int64_t open_fen =
        award.reserved_from().empty() ? 0 : award.amount_fen() - award.paid_fen();
    if (PayingYear(award) != row.to_year() || open_fen != carried.amount_fen()) {
      source.obstacles.push_back(absl::StrCat(award.name(), " is paid by ", PayingYear(award),
                                              " and holds ", open_fen, " fen, not the ",
                                              carried.amount_fen(), " that were carried over"));
    }
  }
  return source;
}

absl::StatusOr<Source> Find(const storage::Reader& reader, const std::string& name,
                            Checks& checks) {
  if (absl::StartsWith(name, "carryOvers/")) return OfCarryOver(reader, name);
  if (absl::StartsWith(name, "payments/")) return OfPayment(reader, name);
  if (absl::StartsWith(name, "clawbacks/")) return OfClawback(reader, name);
  if (absl::StartsWith(name, "allotments/")) return OfBudget(reader, kAllotments, name);
  if (absl::StartsWith(name, "virements/")) return OfBudget(reader, kVirements, name);
  if (absl::StartsWith(name, "appropriations/")) return OfBudget(reader, kAppropriations, name);
  if (absl::StartsWith(name, "summaryDisbursements/")) {
    return OfBudget(reader, kSummaryDisbursements, name);
  }
  checks.Add("reversal.source",
             "must be an appropriation, allotment, virement, carry-over, summary disbursement, "
             "payment or clawback");
  return checks.ToStatus();
}

// Whether it is posted in another year than the record was, as an adjustment.
bool IsPriorYear(const v1::Reversal& row, const Source& source) {
  return row.fiscal_year() != source.fiscal_year;
}

// A payment is taken back in the year that now pays its award, or if that is
// closed too in a later one; all else in its own year.
absl::Status CheckYear(const storage::Reader& reader, const v1::Reversal& row, const Source& source,
                       Checks& checks) {
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
                                                    const std::string& name, const Source& source) {
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
                             const Source& source, const PostingContext& context,
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

absl::Status Post(storage::Txn& txn, const v1::Reversal& row, const Source& source) {
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
                         Source& source) {
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
                          Source& source) {
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

// Its own year pays the rest of an award again.
absl::Status UndoCarryOver(storage::Txn& txn, const v1::Reversal& row) {
  ZGC_ASSIGN_OR_RETURN(v1::CarryOver carry_over, GetRow(txn, kCarryOvers, row.source()));
  for (const v1::CarriedCommitment& carried : carry_over.commitments()) {
    ZGC_ASSIGN_OR_RETURN(v1::Award award, GetRow(txn, kAwards, carried.award()));
    const bool its_own = carry_over.from_year() == award.fiscal_year();
    award.set_paying_year(its_own ? "" : carry_over.from_year());
    Save(txn, kAwards, std::move(award));
  }
  carry_over.set_reversal(row.name());
  Save(txn, kCarryOvers, std::move(carry_over));
  return absl::OkStatus();
}

template <typename Row>
absl::Status Mark(storage::Txn& txn, const v1::Reversal& row, const Rows<Row>& table) {
  ZGC_ASSIGN_OR_RETURN(Row record, GetRow(txn, table, row.source()));
  record.set_reversal(row.name());
  Save(txn, table, std::move(record));
  return absl::OkStatus();
}

// Takes back in the records what the posting took back in the accounts.
absl::Status Undo(storage::Txn& txn, const base::Actor& actor, const v1::Reversal& row,
                  Source& source) {
  const std::string& name = row.source();
  if (absl::StartsWith(name, "payments/")) return UndoPayment(txn, actor, row, source);
  if (absl::StartsWith(name, "clawbacks/")) return UndoClawback(txn, actor, row, source);
  if (absl::StartsWith(name, "carryOvers/")) return UndoCarryOver(txn, row);
  if (absl::StartsWith(name, "allotments/")) return Mark(txn, row, kAllotments);
  if (absl::StartsWith(name, "virements/")) return Mark(txn, row, kVirements);
  if (absl::StartsWith(name, "appropriations/")) return Mark(txn, row, kAppropriations);
  ZGC_RETURN_IF_ERROR(Mark(txn, row, kSummaryDisbursements));
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
  ZGC_ASSIGN_OR_RETURN(Source source, Find(txn, row.source(), checks));
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
  return ListRows(reader, kReversals, page, response.mutable_reversals(),
                  [&](const v1::Reversal& row) {
                    return Takes(request.fiscal_year(), row.fiscal_year()) &&
                           Takes(request.source(), row.source());
                  });
}

}  // namespace zgc::funding
