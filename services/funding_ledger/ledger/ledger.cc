#include "services/funding_ledger/ledger/ledger.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "common/base/error.h"
#include "common/resource/rows.h"
#include "google/rpc/error_details.pb.h"
#include "services/funding_ledger/ledger/day_balances.h"
#include "services/funding_ledger/ledger/limits.h"
#include "services/funding_ledger/ledger/reading.h"
#include "services/funding_ledger/store/schema.h"

namespace zgc::funding {
namespace {

// Makes messages of records until one does not parse.
template <typename Walk>
absl::Status ForEachMessage(absl::FunctionRef<bool(const v1::Transfer&)> visit, Walk walk) {
  absl::Status failed;
  const auto one = [&](const v1::JournalSegment& segment, int number, absl::string_view record) {
    const auto transfer =
        TransferOf(record, segment.revision(), number, segment.first_sequence() + number);
    failed = transfer.status();
    return failed.ok() && visit(*transfer);
  };
  ZGC_RETURN_IF_ERROR(walk(one));
  return failed;
}

}  // namespace

std::string TransferName(int64_t revision, int number) {
  return absl::StrFormat("transfers/%012d-%04d", revision, number);
}

absl::StatusOr<absl::optional<v1::Account>> FindAccount(const storage::Reader& reader,
                                                        const std::string& name) {
  if (reader.in_txn()) {
    const BookAccount* const account = Books::Of(reader).FindNow(name);
    if (account == nullptr) return absl::optional<v1::Account>();
    return absl::optional<v1::Account>(WithSums(reader, account->info, account->now));
  }
  ZGC_ASSIGN_OR_RETURN(auto info, kAccounts.Get(reader, {name}));
  if (!info.has_value()) return info;
  ZGC_ASSIGN_OR_RETURN(const Sums sums, SumsAt(reader, name));
  return absl::optional<v1::Account>(WithSums(reader, *std::move(info), sums));
}

absl::StatusOr<v1::Account> RequireAccount(const storage::Reader& reader, const std::string& name) {
  ZGC_ASSIGN_OR_RETURN(auto account, FindAccount(reader, name));
  if (!account.has_value()) return resource::NotFound(name);
  return *std::move(account);
}

absl::Status ForEachAccount(const storage::Reader& reader,
                            absl::FunctionRef<bool(const v1::Account&)> visit) {
  absl::flat_hash_map<std::string, Sums> all;
  if (!reader.in_txn()) {
    ZGC_ASSIGN_OR_RETURN(all, AllSumsAt(reader));
  }
  return kAccounts.ForEach(reader, [&](const storage::NameKey& key, const v1::Account& info) {
    if (!reader.in_txn()) return visit(WithSums(reader, info, all[key.name]));
    return visit(WithSums(reader, info, Books::Of(reader).FindNow(key.name)->now));
  });
}

absl::StatusOr<absl::optional<v1::Transfer>> FindTransfer(const storage::Reader& reader,
                                                          const std::string& name) {
  const auto position = PositionOf(name);
  if (!position.has_value() || position->revision > reader.revision() ||
      TransferName(position->revision, position->number) != name) {
    return absl::optional<v1::Transfer>();
  }
  ZGC_ASSIGN_OR_RETURN(const auto segment, kJournal.Get(reader, {position->revision}));
  if (!segment.has_value() || position->number >= segment->count()) {
    return absl::optional<v1::Transfer>();
  }
  ZGC_ASSIGN_OR_RETURN(auto transfer, TransferAt(reader, *position));
  return absl::optional<v1::Transfer>(std::move(transfer));
}

absl::Status ForEachTransfer(const storage::Reader& reader,
                             absl::FunctionRef<bool(const v1::Transfer&)> visit) {
  return ForEachMessage(visit, [&](VisitRecord one) { return ForEachRecordFrom(reader, {}, one); });
}

absl::Status ForEachTransferOf(const storage::Reader& reader, TransferIndex index,
                               const std::string& value,
                               absl::FunctionRef<bool(const v1::Transfer&)> visit) {
  return ForEachMessage(
      visit, [&](VisitRecord one) { return ForEachRecordOf(reader, index, value, {}, one); });
}

absl::Status InsufficientFunds(const std::vector<Shortfall>& shortfalls) {
  const Shortfall& first = shortfalls.front();
  const auto on_day = [](const Shortfall& one) {
    return one.day.empty() ? "" : absl::StrCat(" on ", one.day);
  };
  absl::Status status = base::MakeError(
      absl::StatusCode::kFailedPrecondition, common::v1::ERROR_REASON_INSUFFICIENT_FUNDS,
      absl::StrCat(first.account,
                   first.account == first.holder ? "" : absl::StrCat(" of ", first.holder), " has ",
                   first.headroom_fen, " fen", on_day(first), ", not ", first.requested_fen),
      {{"account", first.account},
       {"holder", first.holder},
       {"headroom_fen", absl::StrCat(first.headroom_fen)},
       {"requested_fen", absl::StrCat(first.requested_fen)},
       {"day", first.day}});
  google::rpc::PreconditionFailure failure;
  for (const Shortfall& shortfall : shortfalls) {
    auto* violation = failure.add_violations();
    violation->set_type("FUNDS");
    violation->set_subject(shortfall.account);
    violation->set_description(absl::StrCat(shortfall.holder, " has ", shortfall.headroom_fen,
                                            " fen left", on_day(shortfall), ", ",
                                            shortfall.requested_fen, " were asked for"));
  }
  base::AttachDetail(status, failure);
  return status;
}

absl::Status AppendTransfers(storage::Txn& txn, const std::vector<v1::Transfer>& transfers,
                             const std::vector<v1::Account>& accounts) {
  Books& books = Books::Of(txn);
  ZGC_RETURN_IF_ERROR(books.CheckIndexes());
  const auto load = [&](const std::string& name) -> absl::StatusOr<BookAccount*> {
    if (BookAccount* const account = books.FindNow(name); account != nullptr) return account;
    const auto described = std::find_if(accounts.begin(), accounts.end(),
                                        [&](const auto& one) { return one.name() == name; });
    if (described == accounts.end()) return absl::InternalError(absl::StrCat("no ", name));
    return books.OpenAccount(txn, *described);
  };
  std::vector<Shortfall> shortfalls;
  std::string records;
  std::vector<Hash> leaves;
  for (const v1::Transfer& transfer : transfers) {
    if (transfer.amount_fen() <= 0) return absl::InternalError("a transfer of nothing");
    ZGC_ASSIGN_OR_RETURN(BookAccount* const debit, load(transfer.debit()));
    ZGC_ASSIGN_OR_RETURN(BookAccount* const credit, load(transfer.credit()));
    for (const auto& [account, is_debit] : {std::pair(debit, true), std::pair(credit, false)}) {
      const int64_t before = BalanceOf(*account);
      if (!Fits(*account, is_debit, transfer.amount_fen())) {
        base::FieldErrors errors;
        errors.Add("amount_fen", absl::StrCat("is too large for ", account->info.name()));
        return errors.ToStatus();
      }
      AddToSums(v1::TRANSFER_MODE_UNSPECIFIED, transfer.amount_fen(), is_debit, txn.revision(),
                books.Change(*account));
      if (BalanceOf(*account) < std::min<int64_t>(before, 0)) {
        shortfalls.push_back(
            {account->info.name(), account->info.holder(), before, transfer.amount_fen()});
      }
    }
    const std::string record = RecordOf(transfer);
    leaves.push_back(LeafHash(record));
    AppendRecord(record, records);
  }
  if (!shortfalls.empty()) return InsufficientFunds(shortfalls);
  DayBalances days(txn);
  for (const v1::Transfer& transfer : transfers) {
    ForEachDayChange(
        transfer, [&](const std::string& name) { return &books.FindNow(name)->info; },
        [&](const AccountDayKey& key, int64_t fen) {
          days.Add(*books.FindNow(key.account), key, fen);
        });
  }
  ZGC_ASSIGN_OR_RETURN(shortfalls, days.Write());
  if (!shortfalls.empty()) return InsufficientFunds(shortfalls);
  return books.AppendSegment(txn, std::move(records), leaves);
}

}  // namespace zgc::funding
