#include "services/funding_ledger/ledger/day_balances.h"

#include <iterator>

#include "absl/strings/str_cat.h"
#include "common/base/names.h"
#include "common/base/status_macros.h"
#include "services/funding_ledger/ledger/limits.h"

namespace zgc::funding {
namespace {

// Whether it takes back what an earlier one moved.
bool GivesBack(v1::TransferKind kind) {
  switch (kind) {
    case v1::TRANSFER_KIND_RELEASE:
    case v1::TRANSFER_KIND_LAPSE:
    case v1::TRANSFER_KIND_REVERSAL:
    case v1::TRANSFER_KIND_REPAYMENT:
    case v1::TRANSFER_KIND_SET_OFF:
      return true;
    default:
      return false;
  }
}

}  // namespace

bool HasDays(v1::AccountKind kind) {
  return kind != v1::ACCOUNT_KIND_SUBLEDGER && kind != v1::ACCOUNT_KIND_LIMIT &&
         kind != v1::ACCOUNT_KIND_HEADROOM && kind != v1::ACCOUNT_KIND_USED;
}

void ForEachDayChange(const v1::Transfer& transfer,
                      absl::FunctionRef<const v1::Account*(const std::string&)> find,
                      absl::FunctionRef<void(const AccountDayKey& key, int64_t fen)> visit) {
  if (transfer.kind() == v1::TRANSFER_KIND_SUBLEDGER || !MovesMoney(transfer.mode())) return;
  for (const bool debit : {true, false}) {
    const v1::Account& account = *find(debit ? transfer.debit() : transfer.credit());
    if (!HasDays(account.kind())) continue;
    const bool grows = debit == (account.normal_side() == v1::ACCOUNT_SIDE_DEBIT);
    AccountDayKey key = {account.name(), transfer.effective_date()};
    if (key.day.empty() && (!grows || GivesBack(transfer.kind()))) {
      const std::string& year = transfer.fiscal_year();
      key.day = absl::StrCat(base::IdOf(year), "-12-31");
    }
    visit(key, grows ? transfer.amount_fen() : -transfer.amount_fen());
  }
}

void DayBalances::Add(const BookAccount& account, const AccountDayKey& key, int64_t fen) {
  Changed& changed = changed_[key.account];
  changed.account = &account;
  changed.fen[key.day] += fen;
}

absl::StatusOr<std::vector<Shortfall>> DayBalances::Write() {
  std::vector<Shortfall> shortfalls;
  for (const auto& [name, changed] : changed_) {
    ZGC_RETURN_IF_ERROR(WriteRows(name, changed));
    ZGC_RETURN_IF_ERROR(FindShortfall(name, changed, shortfalls));
  }
  return shortfalls;
}

absl::Status DayBalances::WriteRows(const std::string& name, const Changed& changed) {
  for (const auto& [day, fen] : changed.fen) {
    ZGC_ASSIGN_OR_RETURN(auto row, kAccountDays.Get(txn_, {name, day}));
    if (!row.has_value()) row.emplace();
    row->set_net_fen(row->net_fen() + fen);
    if (row->net_fen() == 0) {
      kAccountDays.Delete(txn_, {name, day});
    } else {
      kAccountDays.Put(txn_, {name, day}, *row);
    }
  }
  return absl::OkStatus();
}

absl::Status DayBalances::FindShortfall(const std::string& name, const Changed& changed,
                                        std::vector<Shortfall>& shortfalls) const {
  // What this posting has brought up to a day, below zero where it takes.
  int64_t posted_fen = 0;
  auto next = changed.fen.begin();
  while (next != changed.fen.end() && posted_fen + next->second >= 0) {
    posted_fen += next->second;
    ++next;
  }
  // Before the first day that it lowers all stays as good as it was.
  if (next == changed.fen.end()) return absl::OkStatus();
  storage::KeyWriter account;
  account.String(name);
  // A day of the posting whose row is gone, as all of it nets to nothing, is looked at too.
  absl::btree_map<std::string, int64_t> days;
  for (auto day = next; day != changed.fen.end(); ++day) days[day->first] = 0;
  int64_t balance_fen = BalanceOf(*changed.account);
  ZGC_RETURN_IF_ERROR(
      kAccountDays.ForEach(txn_,
                           {storage::EncodeKey(AccountDayKey{name, next->first}),
                            storage::PrefixEnd(account.Take()), false},
                           [&](const AccountDayKey& key, const v1::AccountDay& row) {
                             days[key.day] = row.net_fen();
                             balance_fen -= row.net_fen();
                             return true;
                           }));
  for (const auto& [day, net_fen] : days) {
    balance_fen += net_fen;
    for (; next != changed.fen.end() && next->first <= day; ++next) posted_fen += next->second;
    if (balance_fen >= 0 || posted_fen >= 0) continue;
    shortfalls.push_back(
        {name, changed.account->info.holder(), balance_fen - posted_fen, -posted_fen, day});
    return absl::OkStatus();
  }
  return absl::OkStatus();
}

}  // namespace zgc::funding
