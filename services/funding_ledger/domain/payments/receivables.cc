#include "services/funding_ledger/domain/payments/receivables.h"

#include <algorithm>

#include "absl/container/btree_set.h"
#include "common/resource/rows.h"
#include "services/funding_ledger/domain/accounts/award_accounts.h"
#include "services/funding_ledger/domain/accounts/field_checks.h"
#include "services/funding_ledger/domain/accounts/fiscal_days.h"
#include "services/funding_ledger/domain/accounts/journal.h"
#include "services/funding_ledger/domain/accounts/money_days.h"
#include "services/funding_ledger/domain/awards/award_lifecycle.h"
#include "services/funding_ledger/store/schema.h"
#include "zgc/funding/v1/accounts.pb.h"
#include "zgc/funding/v1/awards.pb.h"
#include "zgc/funding/v1/budget.pb.h"
#include "zgc/funding/v1/payment_service.pb.h"
#include "zgc/funding/v1/payments.pb.h"

namespace zgc::funding {
namespace {

// Where a receivable lies in the books: the year, the payment that it comes from,
// its award, and the account that takes money that comes back.
struct ClawbackBooks {
  std::string fiscal_year;
  v1::Award award;
  v1::Payment payment;
  AccountRef available;
};

absl::StatusOr<ClawbackBooks> ClawbackBooksOf(const storage::Reader& reader,
                                              const v1::Clawback& row) {
  ClawbackBooks books;
  ZGC_ASSIGN_OR_RETURN(books.payment, GetRow(reader, kPayments, row.payment()));
  ZGC_ASSIGN_OR_RETURN(books.award, GetRow(reader, kAwards, books.payment.award()));
  books.fiscal_year = row.fiscal_year();
  if (!books.award.within_summary().empty()) {
    // What was stated as spent in a summary and came back is new money of the fund.
    ZGC_ASSIGN_OR_RETURN(const v1::Program program,
                         GetRow(reader, kPrograms, books.award.program()));
    books.available = OfProgram(v1::ACCOUNT_KIND_AVAILABLE, program.fund());
    return books;
  }
  ZGC_ASSIGN_OR_RETURN(books.available, GoesBackTo(reader, books.award, books.fiscal_year));
  return books;
}

// What moves of the receivable has in common, whatever `source` moves it.
PostingContext ContextIn(const ClawbackBooks& books, const std::string& day,
                         const std::string& source, const std::string& document) {
  // The day may lie in another year than the books, which then know the year only.
  PostingContext context =
      ContextOf(books.award, DayIfIn(day, books.fiscal_year), source, document);
  context.fiscal_year = books.fiscal_year;
  context.payment = books.payment.name();
  return context;
}

// The day from which something can come back: that of the clawback; where it has none,
// that of the payment, which may have none either.
const std::string& ComesBackFrom(const v1::Clawback& row, const v1::Payment& payment) {
  return row.effective_date().empty() ? payment.effective_date() : row.effective_date();
}

AccountRef ReceivableOf(const ClawbackBooks& books) {
  return OfProgram(v1::ACCOUNT_KIND_RECEIVABLE, books.award.program());
}

using Obstacles = absl::StatusOr<std::vector<std::string>>;

Obstacles AlreadyProposed(const storage::Reader&, const v1::Clawback& row) {
  if (!row.has_write_off_proposal()) return std::vector<std::string>();
  return std::vector<std::string>{"a proposal waits for approval"};
}

Obstacles NotProposed(const storage::Reader&, const v1::Clawback& row) {
  if (row.has_write_off_proposal()) return std::vector<std::string>();
  return std::vector<std::string>{"no write-off is proposed"};
}

// What came back meanwhile may leave less than was proposed.
Obstacles NotApprovable(const storage::Reader& reader, const v1::Clawback& row) {
  if (row.write_off_proposal().amount_fen() <= row.open_fen()) return NotProposed(reader, row);
  return std::vector<std::string>{absl::StrCat("only ", row.open_fen(), " fen are still open")};
}

void CheckOpenAmount(const v1::Clawback& row, int64_t fen, absl::string_view field,
                     Checks& checks) {
  CheckPositive(fen, field, checks);
  checks.Expect(fen <= row.open_fen(), field,
                absl::StrCat("is more than the ", row.open_fen(), " fen that are open"));
}

void Settle(const storage::Txn& txn, const base::Actor& actor, absl::string_view method,
            const StepDetails& details, v1::Clawback& row) {
  row.set_open_fen(row.amount_fen() - row.repaid_fen() - row.set_off_fen() - row.written_off_fen());
  ClawbackLifecycle().TakeTo(
      txn, actor, method,
      row.open_fen() == 0 ? v1::CLAWBACK_STATE_SETTLED : v1::CLAWBACK_STATE_OPEN, details, row);
}

}  // namespace

const resource::Lifecycle<v1::Clawback>& ClawbackLifecycle() {
  constexpr auto kOpen = v1::CLAWBACK_STATE_OPEN;
  constexpr auto kSettled = v1::CLAWBACK_STATE_SETTLED;
  static const auto* const lifecycle = new resource::Lifecycle<v1::Clawback>(
      {{.method = "CreateClawback", .to = {kOpen}},
       {.method = "RecordRepayment",
        .from = {kOpen},
        .to = {kOpen, kSettled},
        .not_by = {"CreateClawback"}},
       {.method = "CreatePayment",
        .from = {kOpen},
        .to = {kOpen, kSettled},
        .not_by = {"CreateClawback"},
        .when = "with set_offs"},
       {.method = "ProposeWriteOff",
        .from = {kOpen},
        .when = "no proposal waits",
        .obstacles = &AlreadyProposed},
       {.method = "ApproveWriteOff",
        .from = {kOpen},
        .to = {kOpen, kSettled},
        .not_by = {"CreateClawback", "ProposeWriteOff"},
        .when = "a proposal waits, and as much is open",
        .obstacles = &NotApprovable},
       {.method = "RejectWriteOff",
        .from = {kOpen, kSettled},
        .not_by = {"ProposeWriteOff"},
        .when = "a proposal waits",
        .obstacles = &NotProposed},
       {.method = "CarryOverClawback", .from = {kOpen}, .not_by = {"CreateClawback"}},
       {.method = "CreateReversal",
        .from = {kOpen},
        .to = {kSettled},
        .when = "nothing of it is settled or was carried over"}});
  return *lifecycle;
}

void DescribeReceivable(const v1::Payment& payment, const v1::Award& award, Checks& checks,
                        v1::Clawback& row) {
  row.set_award(award.name());
  row.set_tranche(payment.tranche());
  if (row.enterprise().empty()) {
    if (EnterprisesOf(award) == Recipients::kOne) row.set_enterprise(award.enterprises(0));
  } else {
    checks.Expect(std::find(award.enterprises().begin(), award.enterprises().end(),
                            row.enterprise()) != award.enterprises().end(),
                  "clawback.enterprise", absl::StrCat("is not named by ", award.name()));
  }
  row.set_open_fen(row.amount_fen());
}

absl::Status CheckSetOffs(const storage::Txn& txn, const v1::Award& award, const std::string& day,
                          v1::Payment& payment, Checks& checks) {
  absl::btree_set<std::string> seen;
  absl::int128 sum = 0;
  int number = 0;
  for (const v1::SetOff& set_off : payment.set_offs()) {
    const std::string field = absl::StrCat("payment.set_offs[", number++, "]");
    ZGC_ASSIGN_OR_RETURN(
        const auto row, checks.Reference(txn, kClawbacks, set_off.clawback(), field + ".clawback"));
    checks.Expect(seen.insert(set_off.clawback()).second, field + ".clawback", "is given twice");
    sum += set_off.amount_fen();
    if (!row.has_value()) continue;
    CheckOpenAmount(*row, set_off.amount_fen(), field + ".amount_fen", checks);
    CheckBegun(txn, row->fiscal_year(), field + ".clawback", checks);
    ZGC_ASSIGN_OR_RETURN(const v1::Payment paid, GetRow(txn, kPayments, row->payment()));
    checks.Ordered(ComesBackFrom(*row, paid), day, "payment.effective_date");
    checks.Expect(
        EnterprisesOf(award) == Recipients::kOne && !row->enterprise().empty() &&
            award.enterprises(0) == row->enterprise(),
        field + ".clawback",
        absl::StrCat("is owed by ",
                     row->enterprise().empty() ? "nobody in particular" : row->enterprise(),
                     ", who is not the one recipient of ", award.name()));
  }
  if (sum > payment.amount_fen()) {
    checks.Add("payment.set_offs", "are more than the payment");
    return absl::OkStatus();
  }
  payment.set_set_off_fen(static_cast<int64_t>(sum));
  return absl::OkStatus();
}

absl::Status PostSetOffs(storage::Txn& txn, const base::Actor& actor, const v1::Payment& payment,
                         Posting& posting) {
  for (const v1::SetOff& set_off : payment.set_offs()) {
    ZGC_ASSIGN_OR_RETURN(v1::Clawback row, GetRow(txn, kClawbacks, set_off.clawback()));
    ZGC_ASSIGN_OR_RETURN(const ClawbackBooks books, ClawbackBooksOf(txn, row));
    ZGC_RETURN_IF_ERROR(ClawbackLifecycle().Check(txn, actor, "CreatePayment", row));
    posting.Switch(ContextIn(books, payment.effective_date(), payment.name(), payment.document()));
    posting.Move(v1::TRANSFER_KIND_SET_OFF, books.available, ReceivableOf(books),
                 set_off.amount_fen());
    row.set_set_off_fen(row.set_off_fen() + set_off.amount_fen());
    Settle(txn, actor, "CreatePayment",
           {payment.effective_date(),
            absl::StrCat(set_off.amount_fen(), " fen set off against ", payment.name()),
            Evidence(payment.document())},
           row);
    Save(txn, kClawbacks, std::move(row));
  }
  return absl::OkStatus();
}

absl::StatusOr<v1::Clawback> RecordRepayment(storage::Txn& txn, const base::Actor& actor,
                                             const v1::RecordRepaymentRequest& request) {
  ZGC_ASSIGN_OR_RETURN(v1::Clawback row, GetForUpdate(txn, kClawbacks, request));
  ZGC_RETURN_IF_ERROR(ClawbackLifecycle().Check(txn, actor, "RecordRepayment", row));
  ZGC_ASSIGN_OR_RETURN(const ClawbackBooks books, ClawbackBooksOf(txn, row));
  Checks checks(txn, request);
  // It may be older than the steps: cash comes in while a write-off is proposed.
  CheckMoneyDay(txn, request.date(), books.fiscal_year, "date", checks);
  checks.Ordered(ComesBackFrom(row, books.payment), request.date(), "date");
  CheckOpenAmount(row, request.amount_fen(), "amount_fen", checks);
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  Posting posting(ContextIn(books, request.date(), row.name(), request.document()));
  posting.Move(v1::TRANSFER_KIND_REPAYMENT, books.available, ReceivableOf(books),
               request.amount_fen());
  ZGC_RETURN_IF_ERROR(posting.Post(txn));
  row.set_repaid_fen(row.repaid_fen() + request.amount_fen());
  Settle(txn, actor, "RecordRepayment",
         {request.date(), absl::StrCat(request.amount_fen(), " fen"), Evidence(request.document())},
         row);
  return Save(txn, kClawbacks, std::move(row));
}

absl::StatusOr<v1::Clawback> ProposeWriteOff(storage::Txn& txn, const base::Actor& actor,
                                             const v1::ProposeWriteOffRequest& request) {
  ZGC_ASSIGN_OR_RETURN(v1::Clawback row, GetForUpdate(txn, kClawbacks, request));
  ZGC_RETURN_IF_ERROR(ClawbackLifecycle().Check(txn, actor, "ProposeWriteOff", row));
  ZGC_ASSIGN_OR_RETURN(const v1::Payment payment, GetRow(txn, kPayments, row.payment()));
  const std::string day = DayOr(txn, request.date());
  Checks checks(txn, request);
  CheckStepDay(txn, day, row.steps(), checks);
  // The first step of a clawback has the clawback before it.
  checks.Ordered(ComesBackFrom(row, payment), day, "date");
  CheckOpenAmount(row, request.amount_fen(), "amount_fen", checks);
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  v1::WriteOffProposal& proposal = *row.mutable_write_off_proposal();
  proposal.set_amount_fen(request.amount_fen());
  proposal.set_reason(request.reason());
  proposal.set_document(request.document());
  proposal.set_proposer(actor.responsible());
  proposal.set_date(day);
  Settle(txn, actor, "ProposeWriteOff",
         {day, absl::StrCat(request.amount_fen(), " fen: ", request.reason()),
          Evidence(request.document())},
         row);
  return Save(txn, kClawbacks, std::move(row));
}

absl::StatusOr<v1::Clawback> ApproveWriteOff(storage::Txn& txn, const base::Actor& actor,
                                             const v1::ApproveWriteOffRequest& request) {
  constexpr absl::string_view kMethod = "ApproveWriteOff";
  ZGC_ASSIGN_OR_RETURN(v1::Clawback row, GetForUpdate(txn, kClawbacks, request));
  ZGC_RETURN_IF_ERROR(ClawbackLifecycle().Check(txn, actor, kMethod, row));
  const v1::WriteOffProposal proposal = row.write_off_proposal();
  ZGC_ASSIGN_OR_RETURN(const ClawbackBooks books, ClawbackBooksOf(txn, row));
  const std::string day = DayOr(txn, request.date());
  Checks checks(txn, request);
  CheckStepDay(txn, day, row.steps(), checks);
  CheckBegun(txn, books.fiscal_year, "date", checks);
  // A repayment recorded since may be older than the proposal.
  checks.Ordered(std::max(ComesBackFrom(row, books.payment), proposal.date()), day, "date");
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  Posting posting(ContextIn(books, day, row.name(), proposal.document()));
  posting.Move(v1::TRANSFER_KIND_WRITE_OFF,
               OfProgram(v1::ACCOUNT_KIND_WRITEOFF, books.award.program()), ReceivableOf(books),
               proposal.amount_fen());
  ZGC_RETURN_IF_ERROR(posting.Post(txn));
  row.set_written_off_fen(row.written_off_fen() + proposal.amount_fen());
  row.clear_write_off_proposal();
  Settle(txn, actor, kMethod,
         {day, absl::StrCat(proposal.amount_fen(), " fen: ", proposal.reason()),
          Evidence(proposal.document())},
         row);
  return Save(txn, kClawbacks, std::move(row));
}

absl::StatusOr<v1::Clawback> RejectWriteOff(storage::Txn& txn, const base::Actor& actor,
                                            const v1::RejectWriteOffRequest& request) {
  constexpr absl::string_view kMethod = "RejectWriteOff";
  ZGC_ASSIGN_OR_RETURN(v1::Clawback row, GetForUpdate(txn, kClawbacks, request));
  ZGC_RETURN_IF_ERROR(ClawbackLifecycle().Check(txn, actor, kMethod, row));
  const std::string day = DayOr(txn, request.date());
  Checks checks(txn, request);
  CheckStepDay(txn, day, row.steps(), checks);
  checks.Ordered(row.write_off_proposal().date(), day, "date");
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  row.clear_write_off_proposal();
  Settle(txn, actor, kMethod, {day, request.reason(), {}}, row);
  return Save(txn, kClawbacks, std::move(row));
}

absl::StatusOr<v1::Clawback> CarryOverClawback(storage::Txn& txn, const base::Actor& actor,
                                               const v1::CarryOverClawbackRequest& request) {
  constexpr absl::string_view kMethod = "CarryOverClawback";
  ZGC_ASSIGN_OR_RETURN(v1::Clawback row, GetForUpdate(txn, kClawbacks, request));
  ZGC_RETURN_IF_ERROR(ClawbackLifecycle().Check(txn, actor, kMethod, row));
  Checks checks(txn, request);
  checks.Expect(request.fiscal_year() > row.fiscal_year(), "fiscal_year",
                absl::StrCat("must be after ", row.fiscal_year()));
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  ZGC_ASSIGN_OR_RETURN(ClawbackBooks books, ClawbackBooksOf(txn, row));
  const AccountRef receivable = ReceivableOf(books);
  Posting posting(ContextIn(books, "", row.name(), request.document()));
  posting.Move(v1::TRANSFER_KIND_CARRY_OUT,
               OfProgram(v1::ACCOUNT_KIND_CARRIED_OUT, books.award.program()), receivable,
               row.open_fen());
  books.fiscal_year = request.fiscal_year();
  ZGC_ASSIGN_OR_RETURN(const std::string day, FirstOpenDay(txn, books.fiscal_year));
  posting.Switch(ContextIn(books, day, row.name(), request.document()));
  posting.MoveSame(v1::TRANSFER_KIND_CARRY_IN, receivable,
                   OfProgram(v1::ACCOUNT_KIND_CARRIED_IN, books.award.program()));
  ZGC_RETURN_IF_ERROR(posting.Post(txn));
  const std::string note =
      absl::StrCat(row.fiscal_year(), " to ", request.fiscal_year(), ": ", request.reason());
  row.set_fiscal_year(request.fiscal_year());
  Settle(txn, actor, kMethod, {"", note, Evidence(request.document())}, row);
  return Save(txn, kClawbacks, std::move(row));
}

std::string ReversalObstacle(const v1::Clawback& row) {
  if (row.open_fen() != row.amount_fen()) {
    return absl::StrCat(row.amount_fen() - row.open_fen(), " fen of it are settled");
  }
  const bool carried = !ActorsOf(row.steps(), {"CarryOverClawback"}).empty();
  return carried ? absl::StrCat("it was carried over to ", row.fiscal_year()) : "";
}

void UndoReceivable(const storage::Txn& txn, const base::Actor& actor, const StepDetails& details,
                    v1::Clawback& row) {
  row.set_open_fen(0);
  row.clear_write_off_proposal();
  ClawbackLifecycle().Take(txn, actor, "CreateReversal", details, row);
}

}  // namespace zgc::funding
