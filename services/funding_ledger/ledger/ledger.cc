#include "services/funding_ledger/ledger/ledger.h"

#include <algorithm>
#include <map>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "common/base/error.h"
#include "common/resource/rows.h"
#include "google/rpc/error_details.pb.h"
#include "services/funding_ledger/store/schema.h"

namespace zgc::funding {
namespace {

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

void AppendOne(storage::Txn& txn, v1::Transfer transfer, int number) {
  transfer.set_name(TransferName(txn.revision(), number));
  transfer.set_revision(txn.revision());
  kTransfers.Put(txn, {transfer.name()}, transfer);
  kTransfersByAccount.Add(txn, {transfer.debit(), transfer.name()});
  kTransfersByAccount.Add(txn, {transfer.credit(), transfer.name()});
  if (!transfer.program().empty()) {
    kTransfersByProgram.Add(txn, {transfer.program(), transfer.name()});
  }
  if (!transfer.award().empty()) kTransfersByAward.Add(txn, {transfer.award(), transfer.name()});
}

}  // namespace

std::string TransferName(int64_t revision, int number) {
  return absl::StrFormat("transfers/%012d-%04d", revision, number);
}

absl::StatusOr<absl::optional<v1::Account>> FindAccount(const storage::Reader& reader,
                                                        const std::string& name) {
  return kAccounts.Get(reader, {name});
}

absl::StatusOr<v1::Account> RequireAccount(const storage::Reader& reader, const std::string& name) {
  return GetRow(reader, kAccounts, name);
}

absl::Status ForEachAccount(const storage::Reader& reader,
                            absl::FunctionRef<bool(const v1::Account&)> visit) {
  return kAccounts.ForEach(
      reader, [&](const storage::NameKey&, const v1::Account& account) { return visit(account); });
}

absl::StatusOr<absl::optional<v1::Transfer>> FindTransfer(const storage::Reader& reader,
                                                          const std::string& name) {
  return kTransfers.Get(reader, {name});
}

absl::Status ForEachTransfer(const storage::Reader& reader,
                             absl::FunctionRef<bool(const v1::Transfer&)> visit) {
  return kTransfers.ForEach(reader, [&](const storage::NameKey&, const v1::Transfer& transfer) {
    return visit(transfer);
  });
}

absl::Status ForEachTransferOf(const storage::Reader& reader, TransferIndex index,
                               const std::string& value,
                               absl::FunctionRef<bool(const v1::Transfer&)> visit) {
  const auto matches = [&](const v1::Transfer& transfer) {
    switch (index) {
      case TransferIndex::kAccount:
        return transfer.debit() == value || transfer.credit() == value;
      case TransferIndex::kAward:
        return transfer.award() == value;
      case TransferIndex::kEnterprise:
        return transfer.enterprise() == value;
      case TransferIndex::kProgram:
        return transfer.program() == value;
      case TransferIndex::kPark:
        return transfer.park() == value;
      case TransferIndex::kTask:
        return transfer.task() == value;
    }
    return false;
  };
  return ForEachTransfer(reader, [&](const v1::Transfer& transfer) {
    return matches(transfer) ? visit(transfer) : true;
  });
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

absl::Status AppendTransfers(storage::Txn& txn, std::vector<v1::Transfer> transfers,
                             const std::vector<v1::Account>& accounts) {
  // Nodes stay where they are while others are loaded.
  std::map<std::string, v1::Account> touched;
  const auto load = [&](const std::string& name) -> absl::StatusOr<v1::Account*> {
    const auto found = touched.find(name);
    if (found != touched.end()) return &found->second;
    ZGC_ASSIGN_OR_RETURN(auto account, kAccounts.Get(txn, {name}));
    if (!account.has_value()) {
      const auto described = std::find_if(accounts.begin(), accounts.end(),
                                          [&](const auto& one) { return one.name() == name; });
      if (described == accounts.end()) return absl::InternalError(absl::StrCat("no ", name));
      account = *described;
    }
    return &touched.emplace(name, *std::move(account)).first->second;
  };
  std::vector<Shortfall> shortfalls;
  for (const v1::Transfer& transfer : transfers) {
    if (transfer.amount_fen() <= 0) return absl::InternalError("a transfer of nothing");
    ZGC_ASSIGN_OR_RETURN(v1::Account* const debit, load(transfer.debit()));
    ZGC_ASSIGN_OR_RETURN(v1::Account* const credit, load(transfer.credit()));
    for (const auto& [account, side] :
         {std::pair(debit, v1::ACCOUNT_SIDE_DEBIT), std::pair(credit, v1::ACCOUNT_SIDE_CREDIT)}) {
      const int64_t before = account->balance_fen();
      ZGC_RETURN_IF_ERROR(Add(*account, side, transfer.amount_fen()));
      if (account->balance_fen() < std::min<int64_t>(before, 0)) {
        shortfalls.push_back({account->name(), account->holder(), before, transfer.amount_fen()});
      }
    }
  }
  if (!shortfalls.empty()) return InsufficientFunds(shortfalls);
  int number = 0;
  for (v1::Transfer& transfer : transfers) AppendOne(txn, std::move(transfer), number++);
  for (auto& [name, account] : touched) {
    if (account.has_create_time()) {
      Save(txn, kAccounts, account);
    } else {
      ZGC_RETURN_IF_ERROR(Insert(txn, kAccounts, account).status());
    }
  }
  return absl::OkStatus();
}

}  // namespace zgc::funding
