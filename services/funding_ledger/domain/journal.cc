#include "services/funding_ledger/domain/journal.h"

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/strip.h"
#include "common/base/error.h"
#include "common/resource/rows.h"
#include "google/rpc/error_details.pb.h"

namespace zgc::funding {
namespace {

bool IsMemorandum(v1::AccountKind kind) {
  return kind == v1::ACCOUNT_KIND_LIMIT || kind == v1::ACCOUNT_KIND_HEADROOM ||
         kind == v1::ACCOUNT_KIND_USED;
}

// "2019" of "fiscalYears/2019"; "a" of "programs/a".
absl::string_view IdOf(absl::string_view name) { return name.substr(name.find('/') + 1); }

void SetBalance(v1::Account& account) {
  const int64_t net = account.debits_fen() - account.credits_fen();
  account.set_balance_fen(account.normal_side() == v1::ACCOUNT_SIDE_DEBIT ? net : -net);
}

absl::Status Overflow(const std::string& account) {
  base::FieldErrors errors;
  errors.Add("amount_fen", absl::StrCat("is too large for ", account));
  return errors.ToStatus();
}

// Both sums only grow and neither is negative, so their difference always fits.
absl::Status Add(v1::Account& account, v1::AccountSide side, int64_t amount_fen) {
  int64_t sum = 0;
  const bool debit = side == v1::ACCOUNT_SIDE_DEBIT;
  if (__builtin_add_overflow(debit ? account.debits_fen() : account.credits_fen(), amount_fen,
                             &sum)) {
    return Overflow(account.name());
  }
  if (debit) {
    account.set_debits_fen(sum);
  } else {
    account.set_credits_fen(sum);
  }
  SetBalance(account);
  return absl::OkStatus();
}

}  // namespace

AccountRef OfProgram(v1::AccountKind kind, const std::string& program) {
  return {kind, program, program};
}

AccountRef RefOf(const v1::Account& account) {
  return {account.kind(), account.holder(), account.program()};
}

std::string AccountName(const std::string& fiscal_year, const AccountRef& ref) {
  const std::string kind =
      absl::AsciiStrToLower(absl::StripPrefix(v1::AccountKind_Name(ref.kind), "ACCOUNT_KIND_"));
  // Programs and ceilings may have the same id, and both have a limit.
  const char* owner = "";
  if (IsMemorandum(ref.kind)) {
    owner = absl::StartsWith(ref.holder, "programs/") ? "program-" : "ceiling-";
  }
  return absl::StrCat("accounts/", IdOf(fiscal_year), "-", kind, "-", owner, IdOf(ref.holder));
}

std::string TransferName(int64_t revision, int number) {
  return absl::StrFormat("transfers/%012d-%04d", revision, number);
}

v1::AccountSide NormalSide(v1::AccountKind kind) {
  return kind == v1::ACCOUNT_KIND_SOURCE || kind == v1::ACCOUNT_KIND_LIMIT ? v1::ACCOUNT_SIDE_CREDIT
                                                                           : v1::ACCOUNT_SIDE_DEBIT;
}

absl::StatusOr<int64_t> Balance(const storage::Reader& reader, const std::string& fiscal_year,
                                const AccountRef& ref) {
  ZGC_ASSIGN_OR_RETURN(const auto account, kAccounts.Get(reader, {AccountName(fiscal_year, ref)}));
  return account.has_value() ? account->balance_fen() : 0;
}

absl::StatusOr<bool> IsOpened(const storage::Reader& reader, const std::string& fiscal_year,
                              const AccountRef& ref) {
  ZGC_ASSIGN_OR_RETURN(const auto account, kAccounts.Get(reader, {AccountName(fiscal_year, ref)}));
  return account.has_value();
}

absl::Status InsufficientFunds(const std::vector<Shortfall>& shortfalls) {
  const Shortfall& first = shortfalls.front();
  absl::Status status = base::MakeError(
      absl::StatusCode::kFailedPrecondition, common::v1::ERROR_REASON_INSUFFICIENT_FUNDS,
      absl::StrCat(first.account, " of ", first.holder, " has ", first.headroom_fen, " fen, not ",
                   first.requested_fen),
      {{"account", first.account},
       {"holder", first.holder},
       {"headroom_fen", absl::StrCat(first.headroom_fen)},
       {"requested_fen", absl::StrCat(first.requested_fen)}});
  google::rpc::PreconditionFailure failure;
  for (const Shortfall& shortfall : shortfalls) {
    auto* violation = failure.add_violations();
    violation->set_type("FUNDS");
    violation->set_subject(shortfall.account);
    violation->set_description(absl::StrCat(shortfall.holder, " has ", shortfall.headroom_fen,
                                            " fen left, ", shortfall.requested_fen,
                                            " were asked for"));
  }
  base::AttachDetail(status, failure);
  return status;
}

absl::Status RequireOpen(const storage::Reader& reader, const std::string& fiscal_year) {
  ZGC_ASSIGN_OR_RETURN(const v1::FiscalYear year, GetRow(reader, kFiscalYears, fiscal_year));
  if (year.state() == v1::FISCAL_YEAR_STATE_OPEN) return absl::OkStatus();
  return base::MakeError(absl::StatusCode::kFailedPrecondition,
                         common::v1::ERROR_REASON_PERIOD_CLOSED,
                         absl::StrCat(fiscal_year, " is closed"), {{"fiscal_year", fiscal_year}});
}

absl::StatusOr<v1::Account*> Posting::Load(const storage::Txn& txn, const AccountRef& ref) {
  const std::string name = AccountName(context_.fiscal_year, ref);
  const auto found = accounts_.find(name);
  if (found != accounts_.end()) return &found->second;
  ZGC_ASSIGN_OR_RETURN(auto account, kAccounts.Get(txn, {name}));
  if (!account.has_value()) {
    account.emplace();
    account->set_name(name);
    account->set_kind(ref.kind);
    account->set_fiscal_year(context_.fiscal_year);
    account->set_program(ref.program);
    account->set_holder(ref.holder);
    account->set_normal_side(NormalSide(ref.kind));
  }
  return &accounts_.emplace(name, *std::move(account)).first->second;
}

void Posting::Append(storage::Txn& txn, const Line& line, int number) const {
  v1::Transfer transfer;
  transfer.set_name(TransferName(txn.revision(), number));
  transfer.set_debit(AccountName(context_.fiscal_year, line.debit));
  transfer.set_credit(AccountName(context_.fiscal_year, line.credit));
  transfer.set_amount_fen(line.amount_fen);
  transfer.set_kind(line.kind);
  transfer.set_fiscal_year(context_.fiscal_year);
  transfer.set_effective_date(context_.effective_date);
  transfer.set_program(context_.program);
  transfer.set_award(context_.award);
  transfer.set_source(context_.source);
  transfer.set_revision(txn.revision());
  kTransfers.Put(txn, {transfer.name()}, transfer);
  kTransfersByAccount.Add(txn, {transfer.debit(), transfer.name()});
  kTransfersByAccount.Add(txn, {transfer.credit(), transfer.name()});
  if (!transfer.program().empty()) {
    kTransfersByProgram.Add(txn, {transfer.program(), transfer.name()});
  }
  if (!transfer.award().empty()) kTransfersByAward.Add(txn, {transfer.award(), transfer.name()});
}

absl::Status Posting::Post(storage::Txn& txn) {
  ZGC_RETURN_IF_ERROR(RequireOpen(txn, context_.fiscal_year));
  std::vector<Shortfall> shortfalls;
  for (const Line& line : lines_) {
    if (line.amount_fen <= 0) return absl::InternalError("a transfer of nothing");
    ZGC_ASSIGN_OR_RETURN(v1::Account* const debit, Load(txn, line.debit));
    ZGC_ASSIGN_OR_RETURN(v1::Account* const credit, Load(txn, line.credit));
    for (const auto& [account, side] :
         {std::pair(debit, v1::ACCOUNT_SIDE_DEBIT), std::pair(credit, v1::ACCOUNT_SIDE_CREDIT)}) {
      const int64_t before = account->balance_fen();
      ZGC_RETURN_IF_ERROR(Add(*account, side, line.amount_fen));
      if (account->balance_fen() < std::min<int64_t>(before, 0)) {
        shortfalls.push_back({account->name(), account->holder(), before, line.amount_fen});
      }
    }
  }
  if (!shortfalls.empty()) return InsufficientFunds(shortfalls);
  int number = 0;
  for (const Line& line : lines_) Append(txn, line, number++);
  for (auto& [name, account] : accounts_) {
    if (account.has_create_time()) {
      Save(txn, kAccounts, account);
    } else {
      ZGC_RETURN_IF_ERROR(Insert(txn, kAccounts, account).status());
    }
  }
  return absl::OkStatus();
}

absl::StatusOr<Fold> FoldJournal(const storage::Reader& reader, const std::string& fiscal_year) {
  Fold fold;
  absl::Status failed;
  const auto add = [&](const std::string& name, v1::AccountSide side, int64_t amount_fen) {
    v1::Account& account = fold[name];
    account.set_name(name);
    const absl::Status added = Add(account, side, amount_fen);
    if (failed.ok()) failed = added;
  };
  ZGC_RETURN_IF_ERROR(
      kTransfers.ForEach(reader, [&](const storage::NameKey&, const v1::Transfer& transfer) {
        if (!Takes(fiscal_year, transfer.fiscal_year())) return true;
        add(transfer.debit(), v1::ACCOUNT_SIDE_DEBIT, transfer.amount_fen());
        add(transfer.credit(), v1::ACCOUNT_SIDE_CREDIT, transfer.amount_fen());
        return failed.ok();
      }));
  ZGC_RETURN_IF_ERROR(failed);
  for (auto& [name, sums] : fold) {
    ZGC_ASSIGN_OR_RETURN(const auto row, kAccounts.Get(reader, {name}));
    if (!row.has_value()) {
      return absl::DataLossError(absl::StrCat(name, " is in the journal but missing"));
    }
    v1::Account account = *row;
    account.set_debits_fen(sums.debits_fen());
    account.set_credits_fen(sums.credits_fen());
    SetBalance(account);
    sums = std::move(account);
  }
  return fold;
}

}  // namespace zgc::funding
