#include "services/funding_ledger/proof/index_entries.h"

#include <map>
#include <memory>
#include <utility>
#include <vector>

#include "absl/hash/hash.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "common/base/status_macros.h"
#include "services/funding_ledger/ledger/index/chunk.h"
#include "services/funding_ledger/ledger/ledger.h"
#include "services/funding_ledger/ledger/reading.h"
#include "services/funding_ledger/store/schema.h"

namespace zgc::funding {
namespace {

struct Entry {
  Position place;
  EntryDay day;
};

int32_t DayNumberOf(const v1::Transfer& transfer) {
  if (!transfer.effective_date().empty()) return DayNumber(transfer.effective_date());
  const absl::string_view year = absl::StripPrefix(transfer.fiscal_year(), "fiscalYears/");
  return DayNumber(absl::StrCat(year, "-12-31"));
}

// The entries of one index in the order of its rows: those of one key, or all.
class IndexedEntries {
 public:
  IndexedEntries(const storage::Snapshot& snapshot, int64_t mark, size_t kind,
                 const absl::optional<std::string>& only)
      : mark_(mark), kind_(kind) {
    storage::ScanRange range;
    if (kind == kIdIndex) {
      if (only.has_value()) range = {*only, *only + '\0', false};
    } else {
      storage::KeyWriter begin;
      begin.Int(static_cast<int64_t>(kind));
      if (only.has_value()) begin.String(*only);
      range.begin = begin.Take();
      range.end = storage::PrefixEnd(range.begin);
    }
    cursor_ = snapshot.Scan(kind == kIdIndex ? kTransferIds : kChunks.column(), range);
  }

  // False at the end.
  absl::StatusOr<bool> Next(std::string& key, Entry& entry) {
    while (at_ == entries_.size()) {
      if (!cursor_->Valid()) {
        ZGC_RETURN_IF_ERROR(cursor_->status());
        return false;
      }
      at_ = 0;
      if (!ReadRow()) return absl::DataLossError("a row of an index does not parse");
      cursor_->Next();
    }
    key = key_;
    entry = entries_[at_++];
    return true;
  }

 private:
  bool ReadRow() {
    entries_.clear();
    if (kind_ == kIdIndex) {
      key_ = std::string(cursor_->key());
      const auto position = ReadIdRow(cursor_->value());
      if (position.has_value() && position->revision <= mark_) entries_.push_back({*position, {}});
      return position.has_value();
    }
    ChunkKey key;
    v1::IndexChunk chunk;
    if (!ReadChunk(*cursor_, key, chunk).ok()) return false;
    key_ = key.value;
    if (key.first_revision > mark_) return true;
    DayRuns days(chunk);
    for (const Position place : PositionsOf(chunk, key.first_revision)) {
      entries_.push_back({place, days.Next()});
    }
    return true;
  }

  const int64_t mark_;
  const size_t kind_;
  std::unique_ptr<storage::Cursor> cursor_;
  std::string key_;
  std::vector<Entry> entries_;
  size_t at_ = 0;
};

// The first key of the bucket, by its bytes, whose entries differ.
absl::StatusOr<std::string> FindWrongKey(const storage::Snapshot& snapshot, int64_t mark,
                                         int64_t dated_from, Tally::Difference where) {
  std::map<std::string, uint64_t> sums;
  const auto hash_of = [&](absl::string_view key, Position position, const EntryDay& day) {
    return HashOfEntry(where.kind, absl::HashOf(key), position, day);
  };
  ZGC_RETURN_IF_ERROR(ForEachTransferUpTo(
      snapshot, mark,
      [&](const v1::JournalSegment&, Position position, const v1::Transfer& transfer) {
        ForEachEntry(position, transfer, dated_from,
                     [&](size_t kind, absl::string_view key, const EntryDay& day) {
                       if (kind != where.kind || Tally::BucketOf(key) != where.bucket) return;
                       sums[std::string(key)] += hash_of(key, position, day);
                     });
        return true;
      }));
  IndexedEntries entries(snapshot, mark, where.kind, absl::nullopt);
  std::string key;
  Entry entry;
  while (true) {
    ZGC_ASSIGN_OR_RETURN(const bool more, entries.Next(key, entry));
    if (!more) break;
    if (Tally::BucketOf(key) == where.bucket) sums[key] -= hash_of(key, entry.place, entry.day);
  }
  for (const auto& [name, sum] : sums) {
    if (sum != 0) return name;
  }
  return absl::InternalError("an index differs from the journal, and no key of it does");
}

}  // namespace

const char* NameOfIndex(size_t kind) {
  static constexpr const char* kNames[kIndexKinds] = {"",        "account", "award", "enterprise",
                                                      "program", "park",    "task",  "id"};
  return kNames[kind];
}

void ForEachEntry(
    Position position, const v1::Transfer& transfer, int64_t dated_from,
    absl::FunctionRef<void(size_t kind, absl::string_view key, const EntryDay& day)> visit) {
  const auto of = [](TransferIndex index) { return static_cast<size_t>(index); };
  const EntryDay day =
      position.revision < dated_from ? EntryDay() : EntryDay(DayNumberOf(transfer));
  visit(of(TransferIndex::kAccount), transfer.debit(), day);
  visit(of(TransferIndex::kAccount), transfer.credit(), day);
  const auto add = [&](size_t kind, absl::string_view key) {
    if (!key.empty()) visit(kind, key, absl::nullopt);
  };
  add(of(TransferIndex::kAward), transfer.award());
  add(of(TransferIndex::kEnterprise), transfer.enterprise());
  add(of(TransferIndex::kProgram), transfer.program());
  add(of(TransferIndex::kPark), transfer.park());
  add(of(TransferIndex::kTask), transfer.task());
  add(kIdIndex, transfer.id());
}

uint64_t HashOfEntry(size_t kind, uint64_t key_hash, Position position, const EntryDay& day) {
  return absl::HashOf(kind, key_hash, position.revision, position.number, day);
}

absl::Status ForEachTransferUpTo(const storage::Snapshot& snapshot, int64_t revision,
                                 VisitTransfer visit) {
  v1::Transfer transfer;
  bool parsed = true;
  ZGC_RETURN_IF_ERROR(ForEachRecordFrom(
      snapshot, {1, 0},
      [&](const v1::JournalSegment& segment, int number, absl::string_view record) {
        if (segment.revision() > revision) return false;
        parsed = transfer.ParseFromArray(record.data(), static_cast<int>(record.size()));
        return parsed && visit(segment, {segment.revision(), number}, transfer);
      }));
  return parsed ? absl::OkStatus() : absl::DataLossError("a record of the journal does not parse");
}

v1::JournalDamage IndexDamage(absl::string_view index, absl::string_view key, Position place,
                              absl::string_view what) {
  v1::JournalDamage damage;
  damage.set_index(std::string(index));
  damage.set_key(std::string(key));
  damage.set_revision(place.revision);
  damage.set_transfer_number(-1);
  if (place.revision > 0) {
    damage.set_transfer_number(place.number);
    damage.set_transfer(TransferName(place.revision, place.number));
  }
  damage.set_description(std::string(what));
  return damage;
}

std::string ShownKey(size_t kind, absl::string_view key) {
  return kind == kIdIndex ? absl::BytesToHexString(key) : std::string(key);
}

absl::StatusOr<v1::JournalDamage> FindWrongEntry(const storage::Snapshot& snapshot, int64_t mark,
                                                 int64_t dated_from, Tally::Difference where) {
  ZGC_ASSIGN_OR_RETURN(const std::string wrong, FindWrongKey(snapshot, mark, dated_from, where));
  IndexedEntries entries(snapshot, mark, where.kind, wrong);
  absl::StatusOr<bool> more = true;
  std::string key;
  Entry indexed;
  const auto next = [&] { more = entries.Next(key, indexed); };
  absl::optional<v1::JournalDamage> found;
  const auto damage = [&](Position place, absl::string_view what) {
    const std::string shown = ShownKey(where.kind, wrong);
    found =
        IndexDamage(NameOfIndex(where.kind), shown, place,
                    absl::StrCat("the index by ", NameOfIndex(where.kind), " ", what, " ", shown));
  };
  const auto extra = [&] { damage(indexed.place, "has a transfer that is not one under"); };
  next();
  ZGC_RETURN_IF_ERROR(ForEachTransferUpTo(
      snapshot, mark,
      [&](const v1::JournalSegment&, Position posted, const v1::Transfer& transfer) {
        ForEachEntry(posted, transfer, dated_from,
                     [&](size_t kind, absl::string_view of, const EntryDay& day) {
                       if (kind != where.kind || of != wrong || found.has_value() || !more.ok()) {
                         return;
                       }
                       if (!*more || posted < indexed.place) {
                         damage(posted, "does not have the transfer under");
                       } else if (indexed.place < posted) {
                         extra();
                       } else if (indexed.day != day) {
                         damage(posted, "has another day for the transfer under");
                       } else {
                         next();
                       }
                     });
        return !found.has_value() && more.ok();
      }));
  ZGC_RETURN_IF_ERROR(more.status());
  if (!found.has_value() && *more) extra();
  if (!found.has_value()) return absl::InternalError("a key differs, and no entry of it does");
  return *found;
}

}  // namespace zgc::funding
