#include "services/funding_ledger/ledger/index/indexer.h"

#include <endian.h>

#include <algorithm>
#include <numeric>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/check.h"
#include "common/base/status_macros.h"
#include "common/observability/log.h"
#include "services/funding_ledger/store/schema.h"

namespace zgc::funding {
namespace {

// Rows written at a time: commits wait for one another's turn at the log, so none
// may take long.
constexpr size_t kRowsAtATime = 512;
// TransferIndex, which begins with 1.
constexpr int kIndexes = 6;

// A transfer that is found under a value.
struct Hit {
  uint32_t value;
  int32_t number;
  // How much its revision is above the first of the chunk.
  uint32_t step;
  // The day as of which it counts, of an account.
  int32_t day;
};

// What is found under one value.
struct Value {
  absl::string_view text;
  uint32_t hits = 0;
  // Of an account: its sums before the chunk, and as they run.
  Sums opening;
  Sums* running = nullptr;
};

struct IndexPart {
  absl::flat_hash_map<absl::string_view, uint32_t> numbers;
  std::vector<Value> values;
  // In the order of the journal.
  std::vector<Hit> hits;

  Value& Add(absl::string_view text, uint32_t step, int number, int32_t day) {
    const auto [at, is_new] = numbers.try_emplace(text, static_cast<uint32_t>(values.size()));
    if (is_new) values.push_back({text, 0, {}, nullptr});
    hits.push_back({at->second, number, step, day});
    Value& value = values[at->second];
    ++value.hits;
    return value;
  }
  // Values in the order of their texts.
  std::vector<uint32_t> Sorted() const {
    std::vector<uint32_t> sorted(values.size());
    std::iota(sorted.begin(), sorted.end(), 0);
    std::sort(sorted.begin(), sorted.end(),
              [this](uint32_t a, uint32_t b) { return values[a].text < values[b].text; });
    return sorted;
  }
  // The hits of value 0, then those of value 1, …, and where those of each begin.
  std::vector<Hit> ByValue(std::vector<size_t>& begins) const {
    begins.assign(values.size() + 1, 0);
    for (size_t i = 0; i < values.size(); ++i) begins[i + 1] = begins[i] + values[i].hits;
    std::vector<size_t> next = begins;
    std::vector<Hit> grouped(hits.size());
    for (const Hit& hit : hits) grouped[next[hit.value]++] = hit;
    return grouped;
  }
};

// Writes where the transfers of one value are, and their days if `dated`.
void AddHits(const Hit* hit, const Hit* end, bool dated, v1::IndexChunk& row) {
  uint32_t step = 0;
  int32_t day = 0;
  for (; hit != end; ++hit) {
    row.add_revision_steps(hit->step - step);
    row.add_numbers(static_cast<uint32_t>(hit->number));
    step = hit->step;
    if (!dated) continue;
    if (const int runs = row.day_counts_size(); runs > 0 && hit->day == day) {
      row.set_day_counts(runs - 1, row.day_counts(runs - 1) + 1);
      continue;
    }
    row.add_day_steps(hit->day - day);
    row.add_day_counts(1);
    day = hit->day;
  }
}

struct IdRow {
  TransferId id;
  int64_t revision;
  int number;
};

// In the order of the bytes of ids.
bool IsBefore(const IdRow& a, const IdRow& b) {
  const auto words = [](TransferId id) {
    return std::pair(be64toh(absl::Uint128High64(id)), be64toh(absl::Uint128Low64(id)));
  };
  return words(a.id) < words(b.id);
}

}  // namespace

struct Indexer::Chunk {
  explicit Chunk(const v1::IndexMark& before) : mark(before), first(before.revision() + 1) {}
  // After it.
  v1::IndexMark mark;
  const int64_t first;
  // By TransferIndex; texts point into the segments, which outlive the chunk.
  IndexPart parts[kIndexes + 1];
  std::vector<IdRow> ids;

  Value& Add(TransferIndex index, absl::string_view text, int64_t revision, int number,
             int32_t day = 0) {
    return parts[static_cast<int>(index)].Add(text, static_cast<uint32_t>(revision - first), number,
                                              day);
  }
  // Days are few, and come in a row.
  int32_t DayOf(const RecordView& record) {
    if (record.effective_date != last_date || record.fiscal_year != last_year) {
      last_date = record.effective_date;
      last_year = record.fiscal_year;
      last_day = DayNumber(funding::DayOf(record));
    }
    return last_day;
  }
  // They point into the segments too.
  absl::string_view last_date;
  absl::string_view last_year;
  int32_t last_day = 0;
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
    ZGC_CHECK(waiting_.empty() || segment->revision() > waiting_.back()->revision(),
              "the journal would be indexed out of order");
    unindexed_ += segment->count();
    waiting_.push_back(std::move(segment));
  }
}

int64_t Indexer::indexed_revision() const {
  absl::MutexLock lock(&mutex_);
  return indexed_revision_;
}

void Indexer::AwaitAll() {
  absl::MutexLock lock(&mutex_);
  const auto none = [&]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) { return unindexed_ == 0; };
  ++await_all_;
  mutex_.Await(absl::Condition(&none));
  --await_all_;
}

int64_t Indexer::unindexed() const {
  absl::MutexLock lock(&mutex_);
  return unindexed_;
}

bool Indexer::stalled() const {
  absl::MutexLock lock(&mutex_);
  return stalled_;
}

void Indexer::WhenBelow(int64_t limit, std::function<void()> ready) {
  {
    absl::MutexLock lock(&mutex_);
    if (unindexed_ >= limit && !stalled_) {
      waiters_.push_back({limit, std::move(ready)});
      return;
    }
  }
  ready();
}

void Indexer::Wake() {
  std::vector<Waiter> woken;
  {
    absl::MutexLock lock(&mutex_);
    const auto waits = [this](const Waiter& waiter) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
      return unindexed_ >= waiter.limit && !stalled_;
    };
    const auto first = std::stable_partition(waiters_.begin(), waiters_.end(), waits);
    std::move(first, waiters_.end(), std::back_inserter(woken));
    waiters_.erase(first, waiters_.end());
  }
  for (const Waiter& waiter : woken) waiter.ready();
}

void Indexer::Stall() {
  {
    absl::MutexLock lock(&mutex_);
    stalled_ = true;
  }
  Wake();
}

void Indexer::Run() {
  IndexUntilTheEnd();
  Stall();
}

void Indexer::IndexUntilTheEnd() {
  const auto due = [this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) { return ending_ || IsFull(); };
  while (true) {
    std::vector<Segment> segments;
    int64_t count = 0;
    {
      absl::MutexLock lock(&mutex_);
      mutex_.AwaitWithTimeout(absl::Condition(&due), kPatience);
      // What is left is indexed at the next start.
      if (ending_) return;
      const bool ripe = IsFull() || absl::Now() - first_ >= kPatience;
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
      // Whoever waits for it would wait as long as the disk is full, and hold up the end
      // of the process.
      Stall();
      absl::MutexLock lock(&mutex_);
      if (mutex_.AwaitWithTimeout(absl::Condition(&ending_), absl::Seconds(1))) return;
    }
    mark_ = chunk.mark;
    store_.ShowDerived();
    {
      absl::MutexLock lock(&mutex_);
      unindexed_ -= count;
      ZGC_CHECK(unindexed_ >= 0, "posting would go on however much waits");
      indexed_revision_ = mark_.revision();
      stalled_ = false;
    }
    Wake();
  }
}

absl::Status Indexer::Build(const std::vector<Segment>& segments, Chunk& chunk) {
  for (const Segment& segment : segments) ZGC_RETURN_IF_ERROR(AddSegment(*segment, chunk));
  return absl::OkStatus();
}

absl::Status Indexer::AddSegment(const v1::JournalSegment& segment, Chunk& chunk) {
  const int64_t revision = segment.revision();
  ZGC_CHECK(revision > chunk.mark.revision(), "a segment would be counted twice");
  ZGC_CHECK(segment.first_sequence() == chunk.mark.sequence(),
            "transfers between two segments would be in no balance");
  bool damaged = false;
  ZGC_RETURN_IF_ERROR(ForEachRecord(segment, [&](int number, absl::string_view record) {
    RecordView view;
    damaged = !ReadRecord(record, view);
    if (damaged) return false;
    AddAccount(view.debit, view, /*debit=*/true, revision, number, chunk);
    AddAccount(view.credit, view, /*debit=*/false, revision, number, chunk);
    const auto add = [&](TransferIndex index, absl::string_view value) {
      if (!value.empty()) chunk.Add(index, value, revision, number);
    };
    add(TransferIndex::kAward, view.award);
    add(TransferIndex::kEnterprise, view.enterprise);
    add(TransferIndex::kProgram, view.program);
    add(TransferIndex::kPark, view.park);
    add(TransferIndex::kTask, view.task);
    if (!view.id.empty()) chunk.ids.push_back({IdOf(view.id), revision, number});
    return true;
  }));
  if (damaged) return absl::DataLossError(absl::StrCat("damaged journal segment ", revision));
  chunk.mark.set_revision(revision);
  chunk.mark.set_sequence(segment.first_sequence() + segment.count());
  return absl::OkStatus();
}

void Indexer::AddAccount(absl::string_view name, const RecordView& record, bool debit,
                         int64_t revision, int number, Chunk& chunk) {
  Value& value = chunk.Add(TransferIndex::kAccount, name, revision, number, chunk.DayOf(record));
  if (value.running == nullptr) {
    auto& running = running_[name];
    if (running == nullptr) running = std::make_unique<Sums>();
    value.opening = *running;
    value.running = running.get();
  }
  AddToSums(record.mode, record.amount_fen, debit, revision, *value.running);
}

absl::Status Indexer::Write(Chunk& chunk) {
  std::vector<storage::Write> rows;
  const auto put = [&](storage::ColumnId column, std::string key,
                       std::string value) -> absl::Status {
    rows.push_back({column, std::move(key), std::move(value)});
    if (rows.size() < kRowsAtATime) return absl::OkStatus();
    ZGC_RETURN_IF_ERROR(store_.WriteDerived(rows));
    rows.clear();
    return absl::OkStatus();
  };
  v1::IndexChunk row;
  std::vector<size_t> begins;
  for (int index = 1; index <= kIndexes; ++index) {
    const IndexPart& part = chunk.parts[index];
    const std::vector<Hit> hits = part.ByValue(begins);
    for (const uint32_t number : part.Sorted()) {
      const Value& value = part.values[number];
      row.Clear();
      AddHits(hits.data() + begins[number], hits.data() + begins[number + 1],
              value.running != nullptr, row);
      if (value.running != nullptr) {
        *row.mutable_opening() = ToMessage(value.opening);
        *row.mutable_closing() = ToMessage(*value.running);
      }
      ZGC_RETURN_IF_ERROR(
          put(kChunks.column().id,
              storage::EncodeKey(ChunkKey{index, std::string(value.text), chunk.first}),
              row.SerializeAsString()));
    }
  }
  std::sort(chunk.ids.begin(), chunk.ids.end(), IsBefore);
  for (const IdRow& id : chunk.ids) {
    ZGC_RETURN_IF_ERROR(put(kTransferIds.id, BytesOf(id.id),
                            storage::KeyWriter().Int(id.revision).Int(id.number).Take()));
  }
  // Last: rows of a chunk count once the mark has reached it.
  rows.push_back({kIndexMark.column().id, storage::EncodeKey(storage::NameKey{}),
                  chunk.mark.SerializeAsString()});
  return store_.WriteDerived(rows);
}

}  // namespace zgc::funding
