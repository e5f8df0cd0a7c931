#include "services/funding_ledger/ledger/books.h"

#include <limits>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/check.h"
#include "common/base/error.h"
#include "common/base/names.h"
#include "common/base/status_macros.h"
#include "common/observability/log.h"
#include "common/resource/rows.h"
#include "services/funding_ledger/ledger/index/indexer.h"
#include "services/funding_ledger/ledger/ledger.h"
#include "services/funding_ledger/ledger/pendings.h"
#include "services/funding_ledger/ledger/reading.h"
#include "services/funding_ledger/store/schema.h"

namespace zgc::funding {

BookAccount::BookAccount(v1::Account opened)
    : info(std::move(opened)),
      year(base::IdOf(info.fiscal_year())),
      is_subledger(info.kind() == v1::ACCOUNT_KIND_SUBLEDGER),
      grows_by_debit(info.normal_side() == v1::ACCOUNT_SIDE_DEBIT) {}

Books::Books() : next_expiry_(0) {}

Books::~Books() { Close(); }

std::unique_ptr<storage::Resident> MakeBooks() { return std::make_unique<Books>(); }

Books& Books::Of(const storage::Reader& reader) { return static_cast<Books&>(*reader.resident()); }

absl::Status Books::Load(storage::Store& store) {
  store_ = &store;
  const storage::Snapshot snapshot = store.Read();
  ZGC_RETURN_IF_ERROR(LoadAccounts(snapshot));
  ZGC_RETURN_IF_ERROR(LoadTail(snapshot));
  {
    absl::MutexLock lock(&mutex_);
    seen_revision_ = snapshot.revision();
  }
  ZGC_ASSIGN_OR_RETURN(next_expiry_, NextExpiry(snapshot));
  // Without what the indexer adds from here on: those ids are among the recent ones.
  warming_ = std::thread([this, indexed = store.Read()] { WarmFilter(indexed); });
  indexer_->Start();
  return absl::OkStatus();
}

void Books::Close() {
  closing_ = true;
  if (warming_.joinable()) warming_.join();
  indexer_.reset();
}

absl::Status Books::LoadAccounts(const storage::Snapshot& snapshot) {
  ZGC_ASSIGN_OR_RETURN(const v1::IndexMark mark, IndexMarkOf(snapshot));
  absl::flat_hash_map<std::string, Sums> running;
  absl::Status failed;
  absl::flat_hash_map<std::string, std::unique_ptr<BookAccount>> accounts;
  ZGC_RETURN_IF_ERROR(
      kAccounts.ForEach(snapshot, [&](const storage::NameKey& key, const v1::Account& info) {
        const auto sums = ClosingSums(snapshot, key.name, mark.revision());
        failed = sums.status();
        if (!failed.ok()) return false;
        auto account = std::make_unique<BookAccount>(info);
        account->now = *sums;
        running[key.name] = *sums;
        accounts[key.name] = std::move(account);
        return true;
      }));
  ZGC_RETURN_IF_ERROR(failed);
  {
    absl::MutexLock lock(&mutex_);
    accounts_ = std::move(accounts);
  }
  indexer_ = std::make_unique<Indexer>(*store_, mark, std::move(running), [this] {
    if (expires_alone_ && next_expiry_ <= absl::ToUnixNanos(store_->clock().Now())) {
      SubmitExpiry(*store_);
    }
  });
  return absl::OkStatus();
}

absl::Status Books::LoadTail(const storage::Snapshot& snapshot) {
  ZGC_ASSIGN_OR_RETURN(const v1::IndexMark mark, IndexMarkOf(snapshot));
  ZGC_ASSIGN_OR_RETURN(chain_, ChainEndAt(snapshot, mark.revision()));
  std::vector<Indexer::Segment> tail;
  std::vector<Hash> leaves;
  absl::Status failed;
  absl::Status damage;
  // Their places are fixed, and nobody else knows them yet.
  absl::flat_hash_map<std::string, BookAccount*> accounts;
  {
    absl::MutexLock lock(&mutex_);
    for (const auto& [name, account] : accounts_) accounts[name] = account.get();
  }
  const auto add = [&](absl::string_view name, const RecordView& record, bool debit,
                       int64_t revision) {
    const auto account = accounts.find(name);
    if (account == accounts.end()) {
      damage = absl::DataLossError(
          absl::StrCat("journal segment ", revision, " posts to ", name, ", which is missing"));
    } else {
      AddToSums(record.mode, record.amount_fen, debit, revision, account->second->now);
    }
  };
  ZGC_RETURN_IF_ERROR(
      ForEachSegment(snapshot, mark.revision() + 1, [&](const v1::JournalSegment& segment) {
        failed = CheckSegment(segment, ViewOf(chain_.hash), chain_.sequence, &leaves);
        if (!failed.ok()) return false;
        chain_ = {HashOf(segment.hash()), segment.revision(), chain_.sequence + segment.count()};
        tail.push_back(std::make_shared<v1::JournalSegment>(segment));
        failed = ForEachRecord(segment, [&](int number, absl::string_view record) {
          RecordView view;
          if (!ReadRecord(record, view)) {
            damage = absl::DataLossError(absl::StrCat("journal segment ", segment.revision(),
                                                      ", record ", number, ": does not parse"));
            return false;
          }
          add(view.debit, view, true, segment.revision());
          add(view.credit, view, false, segment.revision());
          // Transactions do not see yet what is indexed here.
          if (!view.id.empty()) recent_ids_.Add(IdOf(view.id), {segment.revision(), number});
          return damage.ok();
        });
        return failed.ok() && damage.ok();
      }));
  ZGC_RETURN_IF_ERROR(failed);
  ZGC_RETURN_IF_ERROR(damage);
  for (const auto& [name, account] : accounts) account->seen = account->now;
  // Behind the start, which needs no room on the disk then.
  indexer_->Add(std::move(tail));
  return absl::OkStatus();
}

void Books::WarmFilter(const storage::Snapshot& snapshot) {
  const auto cursor = snapshot.Scan(kTransferIds, {});
  for (; cursor->Valid() && !closing_; cursor->Next()) filter_.Add(IdOf(cursor->key()));
  if (closing_) return;
  if (cursor->status().ok()) {
    warmed_.store(Warming::kDone, std::memory_order_release);
  } else {
    // Ids are then looked up one by one: slow, and right.
    observability::LogError("the filter of transfer ids is not used", cursor->status());
    warmed_.store(Warming::kFailed, std::memory_order_release);
  }
}

void Books::Rollback(int64_t mark) {
  ZGC_CHECK(mark >= 0, "there is nothing before the first change");
  if (static_cast<int64_t>(undo_.size()) <= mark) return;
  while (static_cast<int64_t>(undo_.size()) > mark) {
    Undo& undo = undo_.back();
    switch (undo.kind) {
      case Undo::kSums:
        undo.account->now = undo.sums;
        break;
      case Undo::kOpened: {
        absl::MutexLock lock(&mutex_);
        auto account = accounts_.extract(undo.account->info.name());
        ZGC_CHECK(!account.empty() && !account.mapped()->seen.has_value(),
                  "an account that readers see would be closed");
        abandoned_.push_back(std::move(account.mapped()));
        break;
      }
      case Undo::kId:
        recent_ids_.Remove(undo.id);
        break;
      case Undo::kSegment:
        ZGC_CHECK(!chain_undo_.empty() && chain_undo_.size() == staged_.size(),
                  "the chain would go on from a segment that is not in the journal");
        chain_ = chain_undo_.back();
        chain_undo_.pop_back();
        staged_.pop_back();
        break;
    }
    undo_.pop_back();
  }
  // What was taken back may have been an expiry: look again.
  if (expiry_raised_) next_expiry_ = 0;
}

void Books::Commit(int64_t revision) {
  {
    absl::MutexLock lock(&mutex_);
    ZGC_CHECK(revision > seen_revision_, "readers would be shown an older state as the newest");
    // An account stands in the log once for each change; the first look moves what is seen.
    Sums moved;
    for (const Undo& undo : undo_) {
      if (undo.account == nullptr) continue;
      const Sums& now = undo.account->now;
      const Sums seen = undo.account->seen.value_or(Sums{});
      moved.debits_fen += now.debits_fen - seen.debits_fen;
      moved.credits_fen += now.credits_fen - seen.credits_fen;
      moved.pending_debits_fen += now.pending_debits_fen - seen.pending_debits_fen;
      moved.pending_credits_fen += now.pending_credits_fen - seen.pending_credits_fen;
      undo.account->seen = now;
    }
    ZGC_CHECK(moved.debits_fen == moved.credits_fen, "the books would not balance");
    ZGC_CHECK(moved.pending_debits_fen == moved.pending_credits_fen,
              "what is reserved would not balance");
    seen_revision_ = revision;
  }
  ZGC_CHECK(chain_.revision <= revision, "the chain would end in a commit that is not there");
  if (filter_complete_) {
    for (const Undo& undo : undo_) {
      if (undo.kind == Undo::kId) filter_.Add(undo.id);
    }
  }
  ZGC_CHECK(chain_undo_.size() == staged_.size(), "a segment of the journal would not be indexed");
  undo_.clear();
  chain_undo_.clear();
  expiry_raised_ = false;
  if (indexer_ == nullptr) return;
  if (!staged_.empty()) indexer_->Add(std::exchange(staged_, {}));
  ForgetIndexedIds();
}

void Books::ForgetIndexedIds() {
  if (!filter_complete_) {
    const Warming warming = warmed_.load(std::memory_order_acquire);
    if (warming == Warming::kRuns) return;
    if (warming == Warming::kDone) {
      recent_ids_.ForEach([&](TransferId id) { filter_.Add(id); });
      filter_complete_ = true;
    }
  }
  recent_ids_.Forget(indexer_->indexed_revision());
}

void Books::FindAll(const std::vector<absl::string_view>& names,
                    std::vector<BookAccount*>& accounts) const {
  absl::ReaderMutexLock lock(&mutex_);
  accounts.clear();
  for (const absl::string_view name : names) {
    const auto found = accounts_.find(name);
    const bool on_disk = found != accounts_.end() && found->second->seen.has_value();
    accounts.push_back(on_disk ? found->second.get() : nullptr);
  }
}

absl::optional<absl::flat_hash_map<std::string, Sums>> Books::SeenAt(int64_t revision) const {
  absl::ReaderMutexLock lock(&mutex_);
  if (seen_revision_ != revision) return absl::nullopt;
  absl::flat_hash_map<std::string, Sums> all;
  for (const auto& [name, account] : accounts_) {
    if (account->seen.has_value()) all[name] = *account->seen;
  }
  return all;
}

absl::optional<Sums> Books::SeenAt(const std::string& name, int64_t revision) const {
  absl::ReaderMutexLock lock(&mutex_);
  if (seen_revision_ != revision) return absl::nullopt;
  const auto found = accounts_.find(name);
  return found == accounts_.end() ? absl::nullopt : found->second->seen;
}

BookAccount* Books::FindNow(absl::string_view name) {
  absl::ReaderMutexLock lock(&mutex_);
  const auto found = accounts_.find(name);
  return found == accounts_.end() ? nullptr : found->second.get();
}

absl::StatusOr<BookAccount*> Books::OpenAccount(storage::Txn& txn, v1::Account account) {
  ZGC_ASSIGN_OR_RETURN(account, resource::Insert(txn, kAccounts, std::move(account)));
  const std::string name = account.name();
  absl::MutexLock lock(&mutex_);
  auto& entry = accounts_[name];
  ZGC_CHECK(entry == nullptr, "the sums of an account would be lost by opening it again");
  entry = std::make_unique<BookAccount>(std::move(account));
  undo_.push_back({Undo::kOpened, entry.get(), {}, 0});
  return entry.get();
}

absl::StatusOr<absl::optional<Position>> Books::TakeId(const storage::Txn& txn,
                                                       absl::string_view id, Position position) {
  ZGC_CHECK(position.revision == txn.revision(), "an id would lead to another commit's transfer");
  const TransferId key = IdOf(id);
  if (!filter_complete_ || filter_.MayHold(key)) {
    const auto recent = recent_ids_.Find(key);
    if (recent.has_value()) return recent;
    auto indexed = FindIndexedId(txn, id);
    if (!indexed.ok() || indexed->has_value()) return indexed;
  }
  // The filter holds what is on disk: an id of this group shows itself here.
  const auto taken = recent_ids_.Add(key, position);
  if (taken.has_value()) return taken;
  undo_.push_back({Undo::kId, nullptr, {}, key});
  return absl::optional<Position>();
}

absl::Status Books::AppendSegment(storage::Txn& txn, std::string records,
                                  const std::vector<Hash>& leaves) {
  if (chain_.revision == txn.revision()) {
    return absl::InternalError("a transaction posts to the journal twice");
  }
  ZGC_CHECK(!leaves.empty(), "a segment without a transfer has no hash to go on from");
  ZGC_CHECK(txn.revision() > chain_.revision, "the journal would go back");
  const auto segment = std::make_shared<v1::JournalSegment>();
  segment->set_revision(txn.revision());
  segment->set_time_unix_nanos(txn.time_unix_nanos());
  segment->set_records(std::move(records));
  const Hash hash = SealSegment(chain_.hash, chain_.sequence, leaves, *segment);
  undo_.push_back({Undo::kSegment, nullptr, {}, 0});
  chain_undo_.push_back(chain_);
  chain_ = {hash, txn.revision(), chain_.sequence + segment->count()};
  kJournal.Put(txn, {txn.revision()}, *segment);
  staged_.push_back(segment);
  return absl::OkStatus();
}

bool Books::IsBehind() const {
  return indexer_ != nullptr && indexer_->unindexed() >= kMaxUnindexed && !indexer_->stalled();
}

void Books::WhenIndexed(std::function<void()> ready) {
  indexer_->WhenBelow(kMaxUnindexed, std::move(ready));
}

absl::Status Books::CheckIndexes() const {
  if (indexer_ == nullptr) return absl::OkStatus();
  const int64_t most = indexer_->stalled() ? kMaxUnindexed : kMostUnindexed;
  if (indexer_->unindexed() < most) return absl::OkStatus();
  return base::RetryLater(absl::StatusCode::kResourceExhausted, common::v1::ERROR_REASON_OVERLOADED,
                          "the indexes of the journal stay behind", absl::Seconds(1));
}

void Books::AwaitIndexed() { indexer_->AwaitAll(); }

}  // namespace zgc::funding
