#include "services/funding_ledger/domain/accounts/journal.h"

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/strip.h"
#include "common/base/check.h"
#include "common/base/error.h"
#include "common/base/names.h"
#include "common/resource/rows.h"
#include "services/funding_ledger/domain/accounts/lots.h"
#include "services/funding_ledger/store/schema.h"
#include "zgc/common/v1/error_reason.pb.h"
#include "zgc/funding/v1/accounts.pb.h"
#include "zgc/funding/v1/fiscal_years.pb.h"

namespace zgc::funding {
namespace {

// Whose part of an account a posting moves: what awards and payments hold is kept
// apart, everything else is common.
const std::string& OwnerOf(v1::AccountKind kind, const PostingContext& context) {
  static const std::string kCommon;
  switch (kind) {
    case v1::ACCOUNT_KIND_SOURCE:
    case v1::ACCOUNT_KIND_AVAILABLE:
    case v1::ACCOUNT_KIND_UNITEMISED:
    case v1::ACCOUNT_KIND_CARRIED_OUT:
    case v1::ACCOUNT_KIND_CARRIED_IN:
      return kCommon;
    case v1::ACCOUNT_KIND_SPENT:
    case v1::ACCOUNT_KIND_RECEIVABLE:
    case v1::ACCOUNT_KIND_PRIOR_YEAR:
    case v1::ACCOUNT_KIND_WRITEOFF:
      return context.payment.empty() ? context.award : context.payment;
    default:
      return context.award;
  }
}

// "2019" of "fiscalYears/2019"; "a" of "programs/a".

}  // namespace

AccountRef OfProgram(v1::AccountKind kind, const std::string& program) {
  return {kind, program, program};
}

AccountRef RefOf(const v1::Account& account) {
  return {account.kind(), account.holder(), account.program()};
}

std::string AccountName(const std::string& fiscal_year, const AccountRef& ref) {
  const std::string kind = absl::StrReplaceAll(
      absl::AsciiStrToLower(absl::StripPrefix(v1::AccountKind_Name(ref.kind), "ACCOUNT_KIND_")),
      {{"_", "-"}});
  // Programs and ceilings may have the same id, and both have a limit.
  const char* owner = "";
  if (IsMemorandum(ref.kind)) {
    owner = absl::StartsWith(ref.holder, "programs/") ? "program-" : "ceiling-";
  }
  return absl::StrCat("accounts/", base::IdOf(fiscal_year), "-", kind, "-", owner,
                      base::IdOf(ref.holder));
}

bool IsMemorandum(v1::AccountKind kind) {
  return kind == v1::ACCOUNT_KIND_LIMIT || kind == v1::ACCOUNT_KIND_HEADROOM ||
         kind == v1::ACCOUNT_KIND_USED;
}

v1::AccountSide NormalSide(v1::AccountKind kind) {
  switch (kind) {
    case v1::ACCOUNT_KIND_SOURCE:
    case v1::ACCOUNT_KIND_CARRIED_IN:
    case v1::ACCOUNT_KIND_PRIOR_YEAR:
    case v1::ACCOUNT_KIND_LIMIT:
      return v1::ACCOUNT_SIDE_CREDIT;
    default:
      return v1::ACCOUNT_SIDE_DEBIT;
  }
}

absl::StatusOr<int64_t> Balance(const storage::Reader& reader, const std::string& fiscal_year,
                                const AccountRef& ref) {
  ZGC_ASSIGN_OR_RETURN(const auto account, FindAccount(reader, AccountName(fiscal_year, ref)));
  return account.has_value() ? account->balance_fen() : 0;
}

absl::StatusOr<bool> IsOpened(const storage::Reader& reader, const std::string& fiscal_year,
                              const AccountRef& ref) {
  ZGC_ASSIGN_OR_RETURN(const auto account, FindAccount(reader, AccountName(fiscal_year, ref)));
  return account.has_value();
}

absl::Status RequireOpen(const storage::Reader& reader, const std::string& fiscal_year,
                         const std::string& effective_date) {
  ZGC_RETURN_IF_ERROR(RequireOpen(reader, fiscal_year));
  ZGC_ASSIGN_OR_RETURN(const v1::FiscalYear year, GetRow(reader, kFiscalYears, fiscal_year));
  // Closed months end before the year does.
  if (effective_date.empty() || effective_date > year.closed_through()) return absl::OkStatus();
  return base::MakeError(absl::StatusCode::kFailedPrecondition,
                         common::v1::ERROR_REASON_PERIOD_CLOSED,
                         absl::StrCat(fiscal_year, " is closed through ", year.closed_through(),
                                      ", not open on ", effective_date),
                         {{"fiscal_year", fiscal_year}, {"closed_through", year.closed_through()}});
}

absl::Status RequireOpen(const storage::Reader& reader, const std::string& fiscal_year) {
  ZGC_ASSIGN_OR_RETURN(const v1::FiscalYear year, GetRow(reader, kFiscalYears, fiscal_year));
  if (year.state() == v1::FISCAL_YEAR_STATE_OPEN) return absl::OkStatus();
  return base::MakeError(absl::StatusCode::kFailedPrecondition,
                         common::v1::ERROR_REASON_PERIOD_CLOSED,
                         absl::StrCat(fiscal_year, " is closed"), {{"fiscal_year", fiscal_year}});
}

LotSide Posting::SideOf(const Line& line, const AccountRef& ref) const {
  const PostingContext& context = ContextOf(line);
  return {AccountName(context.fiscal_year, ref), ref.kind,
          ref.owner.empty() ? OwnerOf(ref.kind, context) : ref.owner};
}

v1::Account Posting::Describe(const Line& line, const AccountRef& ref) const {
  const PostingContext& context = ContextOf(line);
  v1::Account account;
  account.set_name(AccountName(context.fiscal_year, ref));
  account.set_kind(ref.kind);
  account.set_fiscal_year(context.fiscal_year);
  account.set_program(ref.program);
  account.set_holder(ref.holder);
  account.set_normal_side(NormalSide(ref.kind));
  return account;
}

v1::Transfer Posting::ToTransfer(const Line& line, const LotPart& part) const {
  const PostingContext& context = ContextOf(line);
  v1::Transfer transfer;
  transfer.set_debit(AccountName(context.fiscal_year, line.debit));
  transfer.set_credit(AccountName(context.fiscal_year, line.credit));
  transfer.set_amount_fen(part.amount_fen);
  transfer.set_kind(line.kind);
  transfer.set_fiscal_year(context.fiscal_year);
  transfer.set_effective_date(context.effective_date);
  transfer.set_program(context.program);
  transfer.set_award(context.award);
  transfer.set_source(context.source);
  transfer.set_enterprise(context.enterprise);
  transfer.set_park(context.park);
  transfer.set_document(context.document);
  transfer.set_lot(part.lot);
  transfer.set_reverses(line.reverses);
  return transfer;
}

absl::Status Posting::Post(storage::Txn& txn) {
  for (const PostingContext& context : contexts_) {
    ZGC_RETURN_IF_ERROR(RequireOpen(txn, context.fiscal_year, context.effective_date));
  }
  LotMover lots(txn);
  std::vector<LotPart> parts;
  std::vector<v1::Transfer> transfers;
  std::vector<v1::Account> accounts;
  ZGC_CHECK(!contexts_.empty() || lines_.empty(), "a line would be of no year");
  for (const Line& line : lines_) {
    const LotMove move = {SideOf(line, line.debit), SideOf(line, line.credit), line.amount_fen,
                          line.lot};
    if (line.same_lots) {
      ZGC_RETURN_IF_ERROR(lots.MoveParts(move, parts));
    } else {
      ZGC_ASSIGN_OR_RETURN(parts, lots.Move(move));
    }
    int64_t moved_fen = 0;
    for (const LotPart& part : parts) {
      moved_fen += part.amount_fen;
      transfers.push_back(ToTransfer(line, part));
    }
    if (moved_fen != line.amount_fen) {
      // Refused whole: the state is sound, only this posting is not.
      return absl::InternalError(
          absl::StrCat("lots of ", moved_fen, " fen for a posting of ", line.amount_fen));
    }
    accounts.push_back(Describe(line, line.debit));
    accounts.push_back(Describe(line, line.credit));
  }
  ZGC_CHECK(accounts.size() == 2 * lines_.size(), "a line would have one side only");
  return AppendTransfers(txn, transfers, accounts);
}

absl::StatusOr<Fold> FoldJournal(const storage::Reader& reader, const std::string& fiscal_year) {
  struct Moved {
    int64_t debits_fen = 0;
    int64_t credits_fen = 0;
  };
  absl::btree_map<std::string, Moved> sums;
  bool overflow = false;
  ZGC_RETURN_IF_ERROR(ForEachTransfer(reader, [&](const v1::Transfer& transfer) {
    if (!Takes(fiscal_year, transfer.fiscal_year()) || !MovesMoney(transfer.mode())) return true;
    const auto add = [&](int64_t& sum) {
      overflow = overflow || __builtin_add_overflow(sum, transfer.amount_fen(), &sum);
    };
    add(sums[transfer.debit()].debits_fen);
    add(sums[transfer.credit()].credits_fen);
    return !overflow;
  }));
  if (overflow) return absl::DataLossError("the journal adds up to more than an account can hold");
  Fold fold;
  for (const auto& [name, sum] : sums) {
    ZGC_ASSIGN_OR_RETURN(auto account, FindAccount(reader, name));
    if (!account.has_value()) {
      return absl::DataLossError(absl::StrCat(name, " is in the journal but missing"));
    }
    account->set_debits_fen(sum.debits_fen);
    account->set_credits_fen(sum.credits_fen);
    const int64_t net = sum.debits_fen - sum.credits_fen;
    account->set_balance_fen(account->normal_side() == v1::ACCOUNT_SIDE_DEBIT ? net : -net);
    fold[name] = *std::move(account);
  }
  return fold;
}

}  // namespace zgc::funding
