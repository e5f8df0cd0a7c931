#include "services/funding_ledger/ledger/pendings.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "common/base/check.h"
#include "common/base/status_macros.h"

namespace zgc::funding {
namespace {

constexpr int64_t kNever = std::numeric_limits<int64_t>::max();

}  // namespace

absl::StatusOr<int64_t> NextExpiry(const storage::Reader& reader) {
  int64_t next = kNever;
  ZGC_RETURN_IF_ERROR(kExpiries.ForEach(reader, "", [&](const ExpiryKey& key) {
    next = key.unix_nanos;
    return false;
  }));
  return next;
}

absl::StatusOr<std::vector<DuePending>> DuePendings(const storage::Reader& reader,
                                                    int64_t unix_nanos, size_t limit) {
  std::vector<DuePending> due;
  ZGC_RETURN_IF_ERROR(kExpiries.ForEach(reader, "", [&](const ExpiryKey& key) {
    if (key.unix_nanos > unix_nanos || due.size() == limit) return false;
    due.push_back({key.id, {}});
    return true;
  }));
  for (DuePending& pending : due) {
    ZGC_ASSIGN_OR_RETURN(const auto row, kPendings.Get(reader, {pending.id}));
    if (!row.has_value()) return absl::DataLossError("a pending transfer is missing");
    pending.row = *row;
  }
  return due;
}

void PendingChanges::Rollback(size_t mark) {
  ZGC_CHECK(mark <= undo_.size(), "a change that was taken back would be taken back again");
  for (; undo_.size() > mark; undo_.pop_back()) {
    Undo& undo = undo_.back();
    if (undo.before.has_value()) {
      rows_[undo.id] = *std::move(undo.before);
    } else {
      rows_.erase(undo.id);
    }
  }
}

absl::StatusOr<absl::optional<v1::PendingRow>> PendingChanges::Find(const storage::Reader& reader,
                                                                    const std::string& id) const {
  const auto changed = rows_.find(id);
  if (changed != rows_.end()) return absl::optional<v1::PendingRow>(changed->second);
  return kPendings.Get(reader, {id});
}

void PendingChanges::Set(const std::string& id, v1::PendingRow row) {
  const auto before = rows_.find(id);
  undo_.push_back(
      {id, before == rows_.end() ? absl::nullopt : absl::optional<v1::PendingRow>(before->second)});
  rows_[id] = std::move(row);
}

void PendingChanges::Begin(const v1::Transfer& transfer, int64_t now_unix_nanos) {
  ZGC_CHECK(transfer.amount_fen() > 0, "nothing would be reserved");
  v1::PendingRow row;
  row.set_debit(transfer.debit());
  row.set_credit(transfer.credit());
  row.set_open_fen(transfer.amount_fen());
  row.set_state(v1::PENDING_STATE_OPEN);
  if (transfer.timeout_seconds() > 0) {
    row.set_expire_unix_nanos(now_unix_nanos +
                              absl::ToInt64Nanoseconds(absl::Seconds(transfer.timeout_seconds())));
  }
  Set(transfer.id(), std::move(row));
}

void PendingChanges::End(const v1::Transfer& transfer, v1::PendingRow row) {
  ZGC_CHECK(row.state() == v1::PENDING_STATE_OPEN, "a reservation would end twice");
  ZGC_CHECK(transfer.amount_fen() >= 0 && transfer.amount_fen() <= row.open_fen(),
            "more would be posted than was reserved");
  row.set_open_fen(row.open_fen() - transfer.amount_fen());
  if (transfer.mode() == v1::TRANSFER_MODE_EXPIRE_PENDING) {
    row.set_state(v1::PENDING_STATE_EXPIRED);
  } else if (transfer.mode() == v1::TRANSFER_MODE_VOID_PENDING) {
    row.set_state(v1::PENDING_STATE_VOIDED);
  } else if (row.open_fen() == 0) {
    row.set_state(v1::PENDING_STATE_POSTED);
  }
  Set(transfer.pending_id(), std::move(row));
}

int64_t PendingChanges::Write(storage::Txn& txn) const {
  int64_t first = kNever;
  for (const auto& [id, row] : rows_) {
    const ExpiryKey expiry{row.expire_unix_nanos(), id};
    if (expiry.unix_nanos != 0) {
      if (row.state() == v1::PENDING_STATE_OPEN) {
        kExpiries.Add(txn, expiry);
        first = std::min(first, expiry.unix_nanos);
      } else {
        kExpiries.Remove(txn, expiry);
      }
    }
    kPendings.Put(txn, {id}, row);
  }
  return first;
}

}  // namespace zgc::funding
