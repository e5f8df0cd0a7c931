#include "services/funding_ledger/ledger/indexer.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/observability/log.h"
#include "services/funding_ledger/store/schema.h"

namespace zgc::funding {
namespace {

// Rows written at a time: commits wait for one another's turn at the log, so none
// may take long.
constexpr size_t kRowsAtATime = 512;

// Of one value of an index.
struct Entry {
  v1::IndexChunk row;
  int64_t last_revision = 0;
  const Sums* closing = nullptr;
};
using Entries = absl::flat_hash_map<std::string, Entry>;

void AddPosition(int64_t first_revision, int64_t revision, int number, Entry& entry) {
  const int64_t before = entry.last_revision == 0 ? first_revision : entry.last_revision;
  entry.row.add_revision_steps(static_cast<uint32_t>(revision - before));
  entry.row.add_numbers(static_cast<uint32_t>(number));
  entry.last_revision = revision;
}

Entry& EntryOf(absl::string_view value, Entries& entries) {
  const auto found = entries.find(value);
  return found != entries.end() ? found->second : entries[std::string(value)];
}

}  // namespace

struct Indexer::Chunk {
  explicit Chunk(const v1::IndexMark& before) : mark(before), first(before.revision() + 1) {}
  // After it.
  v1::IndexMark mark;
  const int64_t first;
  // By TransferIndex.
  Entries entries[7];
  std::vector<std::pair<TransferId, std::string>> id_rows;
};

Indexer::Indexer(storage::Store& store, v1::IndexMark mark,
                 absl::flat_hash_map<std::string, Sums> running, std::function<void()> tick)
    : store_(store), tick_(std::move(tick)), mark_(std::move(mark)) {
  for (auto& [name, sums] : running) running_[name] = std::make_unique<Sums>(sums);
}

Indexer::~Indexer() {
  {
    absl::MutexLock lock(&mutex_);
    ending_ = true;
  }
  if (thread_.joinable()) thread_.join();
}

void Indexer::Start() {
  thread_ = std::thread([this] { Run(); });
}

void Indexer::Add(std::vector<Segment> segments) {
  absl::MutexLock lock(&mutex_);
  if (waiting_.empty()) first_ = absl::Now();
  for (Segment& segment : segments) {
    unindexed_ += segment->count();
    waiting_.push_back(std::move(segment));
  }
}

absl::Status Indexer::IndexNow(const std::vector<Segment>& segments) {
  if (segments.empty()) return absl::OkStatus();
  Chunk chunk(mark_);
  ZGC_RETURN_IF_ERROR(Build(segments, chunk));
  ZGC_RETURN_IF_ERROR(Write(chunk));
  mark_ = chunk.mark;
  absl::MutexLock lock(&mutex_);
  for (const auto& [id, row] : chunk.id_rows) indexed_ids_.push_back(id);
  return absl::OkStatus();
}

std::vector<TransferId> Indexer::TakeIndexedIds() {
  absl::MutexLock lock(&mutex_);
  return std::exchange(indexed_ids_, {});
}

int64_t Indexer::unindexed() const {
  absl::MutexLock lock(&mutex_);
  return unindexed_;
}

bool Indexer::Await(int64_t limit, absl::Duration timeout) const {
  absl::MutexLock lock(&mutex_);
  const auto below = [&]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) { return unindexed_ < limit; };
  return mutex_.AwaitWithTimeout(absl::Condition(&below), timeout);
}

void Indexer::Run() {
  const auto due = [this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    return ending_ || unindexed_ >= kChunk;
  };
  while (true) {
    std::vector<Segment> segments;
    int64_t count = 0;
    {
      absl::MutexLock lock(&mutex_);
      mutex_.AwaitWithTimeout(absl::Condition(&due), kPatience);
      // What is left is indexed at the next start.
      if (ending_) return;
      const bool ripe = unindexed_ >= kChunk || absl::Now() - first_ >= kPatience;
      while (ripe && !waiting_.empty() && count < 2 * kChunk) {
        count += waiting_.front()->count();
        segments.push_back(std::move(waiting_.front()));
        waiting_.pop_front();
      }
    }
    tick_();
    if (segments.empty()) continue;
    Chunk chunk(mark_);
    if (const absl::Status built = Build(segments, chunk); !built.ok()) {
      // Damage that came between the commit and now. Posting stops once too much
      // waits, and the next start says what is damaged.
      observability::LogError("the journal cannot be indexed", built);
      return;
    }
    for (absl::Status written = Write(chunk); !written.ok(); written = Write(chunk)) {
      observability::LogError("the index of the journal was not written", written);
      absl::MutexLock lock(&mutex_);
      if (mutex_.AwaitWithTimeout(absl::Condition(&ending_), absl::Seconds(1))) return;
    }
    mark_ = chunk.mark;
    store_.ShowDerived();
    absl::MutexLock lock(&mutex_);
    unindexed_ -= count;
    for (const auto& [id, row] : chunk.id_rows) indexed_ids_.push_back(id);
  }
}

absl::Status Indexer::Build(const std::vector<Segment>& segments, Chunk& chunk) {
  for (const Segment& segment : segments) ZGC_RETURN_IF_ERROR(AddSegment(*segment, chunk));
  return absl::OkStatus();
}

absl::Status Indexer::AddSegment(const v1::JournalSegment& segment, Chunk& chunk) {
  const int64_t revision = segment.revision();
  bool damaged = false;
  ZGC_RETURN_IF_ERROR(ForEachRecord(segment, [&](int number, absl::string_view record) {
    RecordView view;
    damaged = !ReadRecord(record, view);
    if (damaged) return false;
    AddAccount(view.debit, view, /*debit=*/true, revision, number, chunk);
    AddAccount(view.credit, view, /*debit=*/false, revision, number, chunk);
    const auto add = [&](TransferIndex index, absl::string_view value) {
      if (value.empty()) return;
      AddPosition(chunk.first, revision, number,
                  EntryOf(value, chunk.entries[static_cast<int>(index)]));
    };
    add(TransferIndex::kAward, view.award);
    add(TransferIndex::kEnterprise, view.enterprise);
    add(TransferIndex::kProgram, view.program);
    add(TransferIndex::kPark, view.park);
    add(TransferIndex::kTask, view.task);
    if (!view.id.empty()) {
      chunk.id_rows.emplace_back(IdOf(view.id), std::string(view.id));
      storage::KeyWriter position;
      chunk.id_rows.back().second += position.Int(revision).Int(number).Take();
    }
    return true;
  }));
  if (damaged) return absl::DataLossError(absl::StrCat("damaged journal segment ", revision));
  chunk.mark.set_revision(revision);
  chunk.mark.set_sequence(segment.first_sequence() + segment.count());
  return absl::OkStatus();
}

void Indexer::AddAccount(absl::string_view name, const RecordView& record, bool debit,
                         int64_t revision, int number, Chunk& chunk) {
  Entry& entry = EntryOf(name, chunk.entries[static_cast<int>(TransferIndex::kAccount)]);
  if (entry.closing == nullptr) {
    auto& running = running_[name];
    if (running == nullptr) running = std::make_unique<Sums>();
    *entry.row.mutable_opening() = ToMessage(*running);
    entry.closing = running.get();
  }
  AddToSums(record.mode, record.amount_fen, debit, revision, *const_cast<Sums*>(entry.closing));
  AddPosition(chunk.first, revision, number, entry);
}

absl::Status Indexer::Write(const Chunk& chunk) {
  std::vector<storage::Write> rows;
  const auto flush = [&](size_t least) -> absl::Status {
    if (rows.size() < least || rows.empty()) return absl::OkStatus();
    ZGC_RETURN_IF_ERROR(store_.WriteDerived(rows));
    rows.clear();
    return absl::OkStatus();
  };
  for (int index = 1; index < 7; ++index) {
    std::vector<const Entries::value_type*> sorted;
    for (const auto& entry : chunk.entries[index]) sorted.push_back(&entry);
    std::sort(sorted.begin(), sorted.end(),
              [](const auto* a, const auto* b) { return a->first < b->first; });
    for (const auto* entry : sorted) {
      v1::IndexChunk row = entry->second.row;
      if (entry->second.closing != nullptr) {
        *row.mutable_closing() = ToMessage(*entry->second.closing);
      }
      rows.push_back({kChunks.column().id,
                      storage::EncodeKey(ChunkKey{index, entry->first, chunk.first}),
                      row.SerializeAsString()});
      ZGC_RETURN_IF_ERROR(flush(kRowsAtATime));
    }
  }
  std::vector<const std::string*> ids;
  for (const auto& [id, row] : chunk.id_rows) ids.push_back(&row);
  std::sort(ids.begin(), ids.end(), [](const auto* a, const auto* b) { return *a < *b; });
  for (const std::string* id : ids) {
    rows.push_back({kTransferIds.id, id->substr(0, 16), id->substr(16)});
    ZGC_RETURN_IF_ERROR(flush(kRowsAtATime));
  }
  // Last: rows of a chunk count once the mark has reached it.
  rows.push_back({kIndexMark.column().id, storage::EncodeKey(storage::NameKey{}),
                  chunk.mark.SerializeAsString()});
  return flush(1);
}

}  // namespace zgc::funding
