#include "services/funding_ledger/ledger/posting.h"

#include <algorithm>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/base/check.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/observability/log.h"
#include "services/funding_ledger/ledger/limits.h"
#include "services/funding_ledger/ledger/pendings.h"
#include "services/funding_ledger/ledger/reading.h"
#include "services/funding_ledger/store/schema.h"

namespace zgc::funding {
namespace {

// Pending transfers that one commit lets expire at most.
constexpr size_t kMaxExpiries = 4096;
// How many transfers ahead memory is asked for what an id is looked up in.
constexpr size_t kLookAhead = 8;

}  // namespace

PreparedTransfers::PreparedTransfers(const Books& books, v1::PostTransfersRequest& request) {
  std::vector<absl::string_view> names;
  items_.reserve(static_cast<size_t>(request.transfers_size()));
  for (v1::Transfer& transfer : *request.mutable_transfers()) {
    items_.push_back({&transfer, CheckShape(transfer, request.max_amount_fen())});
    names.push_back(transfer.debit());
    names.push_back(transfer.credit());
  }
  std::vector<BookAccount*> accounts;
  books.FindAll(names, accounts);
  for (size_t i = 0; i < items_.size(); ++i) {
    Item& item = items_[i];
    item.debit = accounts[2 * i];
    item.credit = accounts[2 * i + 1];
    if (item.result != v1::TRANSFER_RESULT_UNSPECIFIED || item.debit == nullptr ||
        item.credit == nullptr || EndsPending(*item.transfer)) {
      continue;
    }
    item.transfer->set_kind(v1::TRANSFER_KIND_SUBLEDGER);
    item.transfer->set_fiscal_year(item.debit->info.fiscal_year());
    item.record = item.transfer->SerializeAsString();
    item.leaf = LeafHash(item.record);
  }
  // A chain without an end is not tried.
  if (!items_.empty() && items_.back().transfer->linked()) {
    for (auto item = items_.rbegin(); item != items_.rend() && item->transfer->linked(); ++item) {
      item->result = item == items_.rbegin() ? v1::TRANSFER_RESULT_CHAIN_OPEN
                                             : v1::TRANSFER_RESULT_CHAIN_FAILED;
    }
  }
}

// One request on its way into the books.
class Poster {
 public:
  using Item = PreparedTransfers::Item;
  explicit Poster(storage::Txn& txn) : txn_(txn), books_(Books::Of(txn)) {}

  absl::StatusOr<v1::PostTransfersResponse> Run(std::vector<Item>& items) {
    ZGC_RETURN_IF_ERROR(books_.CheckIndexes());
    ZGC_RETURN_IF_ERROR(Expire());
    for (size_t i = 0; i < items.size();) {
      if (i + kLookAhead < items.size()) Expect(items[i + kLookAhead]);
      ZGC_ASSIGN_OR_RETURN(i, RunChain(items, i));
    }
    ZGC_RETURN_IF_ERROR(Finish());
    v1::PostTransfersResponse response;
    response.mutable_results()->Reserve(static_cast<int>(items.size()));
    int posted = 0;
    for (const Item& item : items) {
      response.add_results(item.result);
      if (item.result == v1::TRANSFER_RESULT_OK) ++posted;
    }
    ZGC_CHECK(response.results_size() == static_cast<int>(items.size()),
              "answers would be taken for those of other transfers");
    response.set_posted_count(posted);
    response.set_revision(accepted_.empty() ? txn_.revision() - 1 : txn_.revision());
    return response;
  }

  absl::Status ExpireOnly() {
    ZGC_RETURN_IF_ERROR(Expire());
    return Finish();
  }

 private:
  // To wait for memory costs more than to post.
  void Expect(const Item& item) const {
    books_.ExpectId(item.transfer->id());
    for (const BookAccount* account : {item.debit, item.credit}) {
      if (account == nullptr) continue;
      __builtin_prefetch(account);
      __builtin_prefetch(&account->now);
    }
  }

  struct Accepted {
    std::string record;
    Hash leaf;
  };

  // Posts the chain that begins at `first`, or the one transfer there; returns
  // what follows it.
  absl::StatusOr<size_t> RunChain(std::vector<Item>& items, size_t first) {
    const int64_t mark = books_.Mark();
    const size_t accepted = accepted_.size();
    const size_t pendings = pendings_.Mark();
    bool failed = false;
    size_t at = first;
    for (bool more = true; more && at < items.size(); ++at) {
      Item& item = items[at];
      more = item.transfer->linked();
      if (failed) {
        if (item.result != v1::TRANSFER_RESULT_CHAIN_OPEN) {
          item.result = v1::TRANSFER_RESULT_CHAIN_FAILED;
        }
        continue;
      }
      if (item.result == v1::TRANSFER_RESULT_UNSPECIFIED) {
        ZGC_ASSIGN_OR_RETURN(item.result, PostOne(item));
      }
      failed = item.result != v1::TRANSFER_RESULT_OK && item.result != v1::TRANSFER_RESULT_EXISTS;
      if (!failed) continue;
      if (at > first) books_.Rollback(mark);
      accepted_.resize(accepted);
      pendings_.Rollback(pendings);
      for (size_t i = first; i < at; ++i) items[i].result = v1::TRANSFER_RESULT_CHAIN_FAILED;
    }
    return at;
  }

  absl::StatusOr<v1::TransferResult> PostOne(Item& item) {
    const int64_t mark = books_.Mark();
    ZGC_ASSIGN_OR_RETURN(const auto known,
                         books_.TakeId(txn_, item.transfer->id(),
                                       {txn_.revision(), static_cast<int>(accepted_.size())}));
    if (known.has_value()) return CompareWith(*known, *item.transfer);
    ZGC_ASSIGN_OR_RETURN(const v1::TransferResult result, PostNew(item));
    if (result != v1::TRANSFER_RESULT_OK) books_.Rollback(mark);
    return result;
  }

  // One whose id is its own.
  absl::StatusOr<v1::TransferResult> PostNew(Item& item) {
    v1::PendingRow pending;
    const bool ends = EndsPending(*item.transfer);
    if (ends) {
      ZGC_ASSIGN_OR_RETURN(const auto refused, Resolve(item, pending));
      if (refused != v1::TRANSFER_RESULT_OK) return refused;
    }
    ZGC_ASSIGN_OR_RETURN(const auto refused, CheckAccounts(item));
    if (refused != v1::TRANSFER_RESULT_OK) return refused;
    const int64_t amount = item.transfer->amount_fen();
    if (ends) {
      pendings_.End(*item.transfer, pending);
    } else {
      for (const auto& [account, debit] :
           {std::pair(item.debit, true), std::pair(item.credit, false)}) {
        const v1::TransferResult limit = CheckLimits(*account, debit, amount);
        if (limit != v1::TRANSFER_RESULT_OK) return limit;
      }
      if (item.transfer->mode() == v1::TRANSFER_MODE_PENDING) {
        pendings_.Begin(*item.transfer, txn_.time_unix_nanos());
      }
    }
    Accept(item);
    return v1::TRANSFER_RESULT_OK;
  }

  // A request that is sent again finds all of its own in one segment.
  absl::StatusOr<absl::string_view> RecordAt(Position position) {
    if (!segment_.has_value() || segment_->revision() != position.revision) {
      records_.clear();
      ZGC_ASSIGN_OR_RETURN(segment_, kJournal.Get(txn_, {position.revision}));
      if (segment_.has_value()) {
        ZGC_RETURN_IF_ERROR(ForEachRecord(*segment_, [&](int, absl::string_view record) {
          records_.push_back(record);
          return true;
        }));
      }
    }
    const auto number = static_cast<size_t>(position.number);
    if (number < records_.size()) return records_[number];
    return absl::DataLossError(absl::StrCat("a transfer of ", position.revision, " is missing"));
  }

  absl::StatusOr<v1::TransferResult> CompareWith(Position position, const v1::Transfer& asked) {
    v1::Transfer posted;
    if (position.revision == txn_.revision()) {
      ZGC_CHECK(static_cast<size_t>(position.number) < accepted_.size(),
                "an id would be that of a transfer that was not accepted");
      if (!posted.ParseFromString(accepted_[static_cast<size_t>(position.number)].record)) {
        return absl::InternalError("a record of this commit does not parse");
      }
    } else {
      ZGC_ASSIGN_OR_RETURN(const absl::string_view record, RecordAt(position));
      if (!posted.ParseFromArray(record.data(), static_cast<int>(record.size()))) {
        return absl::DataLossError("damaged record in the journal");
      }
    }
    v1::Transfer same = asked;
    same.set_kind(posted.kind());
    same.set_fiscal_year(posted.fiscal_year());
    if (EndsPending(same)) {
      if (same.debit().empty()) same.set_debit(posted.debit());
      if (same.credit().empty()) same.set_credit(posted.credit());
      if (same.amount_fen() == 0) same.set_amount_fen(posted.amount_fen());
    }
    return RecordOf(same) == RecordOf(posted) ? v1::TRANSFER_RESULT_EXISTS
                                              : v1::TRANSFER_RESULT_ID_CONFLICT;
  }

  // Fills in what a transfer takes over from the pending one that it ends.
  absl::StatusOr<v1::TransferResult> Resolve(Item& item, v1::PendingRow& pending) {
    v1::Transfer& transfer = *item.transfer;
    ZGC_ASSIGN_OR_RETURN(const auto row, pendings_.Find(txn_, transfer.pending_id()));
    if (!row.has_value()) return v1::TRANSFER_RESULT_PENDING_NOT_FOUND;
    pending = *row;
    switch (pending.state()) {
      case v1::PENDING_STATE_POSTED:
        return v1::TRANSFER_RESULT_PENDING_ALREADY_POSTED;
      case v1::PENDING_STATE_VOIDED:
        return v1::TRANSFER_RESULT_PENDING_ALREADY_VOIDED;
      case v1::PENDING_STATE_EXPIRED:
        return v1::TRANSFER_RESULT_PENDING_EXPIRED;
      default:
        break;
    }
    if (pending.expire_unix_nanos() != 0 && pending.expire_unix_nanos() <= txn_.time_unix_nanos()) {
      return v1::TRANSFER_RESULT_PENDING_EXPIRED;
    }
    if ((!transfer.debit().empty() && transfer.debit() != pending.debit()) ||
        (!transfer.credit().empty() && transfer.credit() != pending.credit())) {
      return v1::TRANSFER_RESULT_PENDING_ACCOUNTS_DIFFER;
    }
    if (transfer.amount_fen() > pending.open_fen()) return v1::TRANSFER_RESULT_EXCEEDS_PENDING;
    transfer.set_debit(pending.debit());
    transfer.set_credit(pending.credit());
    if (transfer.amount_fen() == 0) transfer.set_amount_fen(pending.open_fen());
    item.debit = nullptr;
    item.credit = nullptr;
    return v1::TRANSFER_RESULT_OK;
  }

  absl::StatusOr<v1::TransferResult> CheckAccounts(Item& item) {
    v1::Transfer& transfer = *item.transfer;
    if (item.debit == nullptr) item.debit = books_.FindNow(transfer.debit());
    if (item.debit == nullptr) return v1::TRANSFER_RESULT_DEBIT_NOT_FOUND;
    if (item.credit == nullptr) item.credit = books_.FindNow(transfer.credit());
    if (item.credit == nullptr) return v1::TRANSFER_RESULT_CREDIT_NOT_FOUND;
    if (!item.debit->is_subledger || !item.credit->is_subledger) {
      return v1::TRANSFER_RESULT_RESERVED_ACCOUNT;
    }
    if (item.debit->year != item.credit->year) return v1::TRANSFER_RESULT_YEARS_DIFFER;
    const std::string& day = transfer.effective_date();
    if (!day.empty() && !absl::StartsWith(day, item.debit->year)) {
      return v1::TRANSFER_RESULT_INVALID_DATE;
    }
    if (transfer.mode() == v1::TRANSFER_MODE_VOID_PENDING) return v1::TRANSFER_RESULT_OK;
    ZGC_ASSIGN_OR_RETURN(const bool open, IsOpen(item.debit->info.fiscal_year(), day));
    return open ? v1::TRANSFER_RESULT_OK : v1::TRANSFER_RESULT_PERIOD_CLOSED;
  }

  // Without a day a transfer counts as of the last of the year, which is never in
  // a closed month of an open year.
  absl::StatusOr<bool> IsOpen(const std::string& year, const std::string& day) {
    // Nearly all of a request are of one year.
    if (year_.name() != year) {
      ZGC_ASSIGN_OR_RETURN(const auto row, kFiscalYears.Get(txn_, {year}));
      if (!row.has_value()) return absl::DataLossError(absl::StrCat(year, " is missing"));
      year_ = *row;
    }
    return year_.state() == v1::FISCAL_YEAR_STATE_OPEN &&
           (day.empty() || day > year_.closed_through());
  }

  void Accept(Item& item) {
    v1::Transfer& transfer = *item.transfer;
    ZGC_CHECK(item.debit != nullptr && item.credit != nullptr && item.debit != item.credit,
              "money would come from nowhere, go nowhere or stay where it is");
    ZGC_CHECK(item.debit->year == item.credit->year, "money would move between years");
    ZGC_CHECK(transfer.amount_fen() >= 0, "money would move backwards");
    if (item.record.empty()) {
      transfer.set_kind(v1::TRANSFER_KIND_SUBLEDGER);
      transfer.set_fiscal_year(item.debit->info.fiscal_year());
      item.record = transfer.SerializeAsString();
      item.leaf = LeafHash(item.record);
    }
    AddToSums(transfer.mode(), transfer.amount_fen(), true, txn_.revision(),
              books_.Change(*item.debit));
    AddToSums(transfer.mode(), transfer.amount_fen(), false, txn_.revision(),
              books_.Change(*item.credit));
    accepted_.push_back({std::move(item.record), item.leaf});
  }

  absl::Status Expire() {
    if (books_.next_expiry() > txn_.time_unix_nanos()) return absl::OkStatus();
    ZGC_ASSIGN_OR_RETURN(const auto due, DuePendings(txn_, txn_.time_unix_nanos(), kMaxExpiries));
    for (const DuePending& pending : due) {
      v1::Transfer transfer;
      transfer.set_mode(v1::TRANSFER_MODE_EXPIRE_PENDING);
      transfer.set_pending_id(pending.id);
      transfer.set_debit(pending.row.debit());
      transfer.set_credit(pending.row.credit());
      transfer.set_amount_fen(pending.row.open_fen());
      Item item;
      item.transfer = &transfer;
      item.debit = books_.FindNow(transfer.debit());
      item.credit = books_.FindNow(transfer.credit());
      if (item.debit == nullptr || item.credit == nullptr) {
        return absl::DataLossError("an account of a pending transfer is missing");
      }
      pendings_.End(transfer, pending.row);
      Accept(item);
    }
    return absl::OkStatus();
  }

  absl::Status Finish() {
    const bool was_due = books_.next_expiry() <= txn_.time_unix_nanos();
    int64_t next = std::min(books_.next_expiry(), pendings_.Write(txn_));
    if (was_due) {
      ZGC_ASSIGN_OR_RETURN(next, NextExpiry(txn_));
    }
    books_.SetNextExpiry(next);
    if (accepted_.empty()) return absl::OkStatus();
    std::string records;
    std::vector<Hash> leaves;
    size_t bytes = 0;
    for (const Accepted& one : accepted_) bytes += one.record.size() + 5;
    records.reserve(bytes);
    leaves.reserve(accepted_.size());
    for (const Accepted& one : accepted_) {
      AppendRecord(one.record, records);
      leaves.push_back(one.leaf);
    }
    ZGC_CHECK(records.size() <= bytes, "a record of the journal would be cut off");
    return books_.AppendSegment(txn_, std::move(records), leaves);
  }

  storage::Txn& txn_;
  Books& books_;
  std::vector<Accepted> accepted_;
  PendingChanges pendings_;
  // The one that was read last, and where its records are.
  absl::optional<v1::JournalSegment> segment_;
  std::vector<absl::string_view> records_;
  // The one that was looked up last.
  v1::FiscalYear year_;
};

absl::StatusOr<v1::PostTransfersResponse> PreparedTransfers::Post(storage::Txn& txn) {
  return Poster(txn).Run(items_);
}

void SubmitExpiry(storage::Store& store) {
  storage::Origin origin;
  origin.method = "ledger/expire";
  store.Submit(
      std::move(origin),
      [](storage::Txn& txn) -> absl::StatusOr<std::string> {
        ZGC_RETURN_IF_ERROR(Poster(txn).ExpireOnly());
        return "";
      },
      [](const absl::StatusOr<storage::Committed>& done) {
        if (!done.ok()) observability::LogError("pending transfers did not expire", done.status());
      });
}

}  // namespace zgc::funding
