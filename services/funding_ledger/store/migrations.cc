#include "services/funding_ledger/store/migrations.h"

#include <string>
#include <utility>

#include "absl/container/btree_map.h"
#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_cat.h"
#include "services/funding_ledger/ledger/day_balances.h"
#include "services/funding_ledger/ledger/segment.h"
#include "services/funding_ledger/store/schema.h"

namespace zgc::funding {
namespace {

constexpr Rows<v1::Transfer> kTransferRows{{21, "transfers", true}};

// Transfers as the segments of their commits.
class SegmentWriter {
 public:
  explicit SegmentWriter(storage::Txn& txn) : txn_(txn) {}

  void Add(const v1::Transfer& transfer) {
    if (transfer.revision() != segment_.revision()) Write();
    segment_.set_revision(transfer.revision());
    v1::Transfer kept = transfer;
    kept.clear_sequence();
    const std::string record = RecordOf(kept);
    leaves_.push_back(LeafHash(record));
    AppendRecord(record, *segment_.mutable_records());
  }

  void Write() {
    if (leaves_.empty()) return;
    // The commit that makes the segment: records of a store before this version had no
    // time of their own.
    segment_.set_time_unix_nanos(txn_.time_unix_nanos());
    hash_ = SealSegment(hash_, sequence_, leaves_, segment_);
    kJournal.Put(txn_, {segment_.revision()}, segment_);
    sequence_ += segment_.count();
    segment_.Clear();
    leaves_.clear();
  }

 private:
  storage::Txn& txn_;
  v1::JournalSegment segment_;
  std::vector<Hash> leaves_;
  Hash hash_{};
  int64_t sequence_ = 0;
};

absl::Status ToSegments(storage::Txn& txn) {
  SegmentWriter writer(txn);
  // Names are in the order of the journal.
  ZGC_RETURN_IF_ERROR(
      kTransferRows.ForEach(txn, [&](const storage::NameKey&, const v1::Transfer& transfer) {
        writer.Add(transfer);
        return true;
      }));
  writer.Write();
  return absl::OkStatus();
}

// Reads the whole journal once. Callers' accounts have no days and may be many.
absl::Status ToAccountDays(storage::Txn& txn) {
  absl::flat_hash_map<std::string, v1::Account> accounts;
  ZGC_RETURN_IF_ERROR(
      kAccounts.ForEach(txn, [&](const storage::NameKey& key, const v1::Account& account) {
        if (account.kind() != v1::ACCOUNT_KIND_SUBLEDGER) accounts.emplace(key.name, account);
        return true;
      }));
  absl::btree_map<AccountDayKey, int64_t> days;
  absl::Status failed;
  const auto add = [&](const v1::Transfer& transfer) {
    if (transfer.kind() == v1::TRANSFER_KIND_SUBLEDGER) return;
    if (accounts.count(transfer.debit()) == 0 || accounts.count(transfer.credit()) == 0) {
      failed = absl::DataLossError(absl::StrCat("no account of ", transfer.name()));
      return;
    }
    ForEachDayChange(
        transfer, [&](const std::string& name) { return &accounts.at(name); },
        [&](const AccountDayKey& key, int64_t fen) { days[key] += fen; });
  };
  ZGC_RETURN_IF_ERROR(
      kJournal.ForEach(txn, [&](const RevisionKey&, const v1::JournalSegment& segment) {
        const absl::Status read = ForEachRecord(segment, [&](int number, absl::string_view record) {
          const auto transfer = TransferOf(record, segment.revision(), number, 0);
          failed.Update(transfer.status());
          if (failed.ok()) add(*transfer);
          return failed.ok();
        });
        failed.Update(read);
        return failed.ok();
      }));
  ZGC_RETURN_IF_ERROR(failed);
  for (const auto& [key, fen] : days) {
    if (fen == 0) continue;
    v1::AccountDay row;
    row.set_net_fen(fen);
    kAccountDays.Put(txn, key, row);
  }
  return absl::OkStatus();
}

}  // namespace

std::vector<storage::Migration> FundingLedgerMigrations() {
  return {{2, ToSegments}, {3, ToAccountDays}};
}

std::vector<storage::Column> FormerColumns() { return {kTransferRows.column()}; }

}  // namespace zgc::funding
