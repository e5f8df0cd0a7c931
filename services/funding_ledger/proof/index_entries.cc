#include "services/funding_ledger/proof/index_entries.h"

#include <algorithm>
#include <limits>
#include <map>
#include <memory>
#include <utility>
#include <vector>

#include "absl/hash/hash.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "common/base/status_macros.h"
#include "services/funding_ledger/ledger/chunk.h"
#include "services/funding_ledger/ledger/ledger.h"
#include "services/funding_ledger/ledger/reading.h"
#include "services/funding_ledger/store/schema.h"

namespace zgc::funding {
namespace {

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
  absl::StatusOr<bool> Next(std::string& key, Position& position) {
    while (at_ == positions_.size()) {
      if (!cursor_->Valid()) {
        ZGC_RETURN_IF_ERROR(cursor_->status());
        return false;
      }
      at_ = 0;
      if (!ReadRow()) return absl::DataLossError("a row of an index does not parse");
      cursor_->Next();
    }
    key = key_;
    position = positions_[at_++];
    return true;
  }

 private:
  bool ReadRow() {
    positions_.clear();
    if (kind_ == kIdIndex) {
      key_ = std::string(cursor_->key());
      const auto position = ReadIdRow(cursor_->value());
      if (position.has_value() && position->revision <= mark_) positions_.push_back(*position);
      return position.has_value();
    }
    ChunkKey key;
    v1::IndexChunk chunk;
    if (!ReadChunk(*cursor_, key, chunk).ok()) return false;
    key_ = key.value;
    if (key.first_revision <= mark_) positions_ = PositionsOf(chunk, key.first_revision);
    return true;
  }

  const int64_t mark_;
  const size_t kind_;
  std::unique_ptr<storage::Cursor> cursor_;
  std::string key_;
  std::vector<Position> positions_;
  size_t at_ = 0;
};

constexpr int32_t kNoDay = std::numeric_limits<int32_t>::min();
struct DatedEntry {
  Position place;
  // None if the row has too few.
  absl::optional<int32_t> day;
};

// The transfers in the index by account with their days, in the order of its rows: of one
// account, or of all. A day beyond the last transfer of a row comes as another of that one.
class DatedEntries {
 public:
  DatedEntries(const storage::Snapshot& snapshot, int64_t mark, int64_t dated_from,
               const absl::optional<std::string>& only)
      : mark_(mark), dated_from_(dated_from) {
    storage::KeyWriter begin;
    begin.Int(static_cast<int64_t>(TransferIndex::kAccount));
    if (only.has_value()) begin.String(*only);
    storage::ScanRange range;
    range.begin = begin.Take();
    range.end = storage::PrefixEnd(range.begin);
    cursor_ = snapshot.Scan(kChunks.column(), range);
  }

  // False at the end.
  absl::StatusOr<bool> Next(std::string& account, DatedEntry& entry) {
    while (at_ == entries_.size()) {
      if (!cursor_->Valid()) {
        ZGC_RETURN_IF_ERROR(cursor_->status());
        return false;
      }
      at_ = 0;
      entries_.clear();
      ChunkKey key;
      v1::IndexChunk chunk;
      ZGC_RETURN_IF_ERROR(ReadChunk(*cursor_, key, chunk));
      if (key.first_revision >= dated_from_ && key.first_revision <= mark_) {
        DayRuns days(chunk);
        for (const Position place : PositionsOf(chunk, key.first_revision)) {
          entries_.push_back({place, days.Next()});
        }
        if (days.Next().has_value()) entries_.push_back({entries_.back().place, 0});
      }
      account_ = key.value;
      cursor_->Next();
    }
    account = account_;
    entry = entries_[at_++];
    return true;
  }

 private:
  const int64_t mark_;
  const int64_t dated_from_;
  std::unique_ptr<storage::Cursor> cursor_;
  std::string account_;
  std::vector<DatedEntry> entries_;
  size_t at_ = 0;
};

// The first key of the bucket, by its bytes, whose entries differ.
absl::StatusOr<std::string> FindWrongKey(const storage::Snapshot& snapshot, int64_t mark,
                                         Tally::Difference where) {
  std::map<std::string, uint64_t> sums;
  const auto hash_of = [&](absl::string_view key, Position position) {
    return HashOfEntry(where.kind, absl::HashOf(key), position);
  };
  ZGC_RETURN_IF_ERROR(ForEachTransferUpTo(
      snapshot, mark,
      [&](const v1::JournalSegment&, Position position, const v1::Transfer& transfer) {
        ForEachEntry(transfer, [&](size_t kind, absl::string_view key) {
          if (kind != where.kind || Tally::BucketOf(key) != where.bucket) return;
          sums[std::string(key)] += hash_of(key, position);
        });
        return true;
      }));
  IndexedEntries entries(snapshot, mark, where.kind, absl::nullopt);
  std::string key;
  Position position;
  while (true) {
    ZGC_ASSIGN_OR_RETURN(const bool more, entries.Next(key, position));
    if (!more) break;
    if (Tally::BucketOf(key) == where.bucket) sums[key] -= hash_of(key, position);
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

void ForEachEntry(const v1::Transfer& transfer,
                  absl::FunctionRef<void(size_t kind, absl::string_view key)> visit) {
  const auto add = [&](size_t kind, absl::string_view key) {
    if (!key.empty()) visit(kind, key);
  };
  const auto of = [](TransferIndex index) { return static_cast<size_t>(index); };
  add(of(TransferIndex::kAccount), transfer.debit());
  add(of(TransferIndex::kAccount), transfer.credit());
  add(of(TransferIndex::kAward), transfer.award());
  add(of(TransferIndex::kEnterprise), transfer.enterprise());
  add(of(TransferIndex::kProgram), transfer.program());
  add(of(TransferIndex::kPark), transfer.park());
  add(of(TransferIndex::kTask), transfer.task());
  add(kIdIndex, transfer.id());
}

uint64_t HashOfEntry(size_t kind, uint64_t key_hash, Position position) {
  return absl::HashOf(kind, key_hash, position.revision, position.number);
}

uint64_t HashOfDay(uint64_t key_hash, Position position, int32_t day) {
  return absl::HashOf(kDayKind, key_hash, position.revision, position.number, day);
}

int32_t DayNumberOf(const v1::Transfer& transfer) {
  if (!transfer.effective_date().empty()) return DayNumber(transfer.effective_date());
  const absl::string_view year = absl::StripPrefix(transfer.fiscal_year(), "fiscalYears/");
  return DayNumber(absl::StrCat(year, "-12-31"));
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
                                                 Tally::Difference where) {
  ZGC_ASSIGN_OR_RETURN(const std::string wrong, FindWrongKey(snapshot, mark, where));
  IndexedEntries entries(snapshot, mark, where.kind, wrong);
  absl::StatusOr<bool> more = true;
  std::string key;
  Position indexed;
  const auto next = [&] { more = entries.Next(key, indexed); };
  absl::optional<v1::JournalDamage> found;
  const auto damage = [&](Position place, absl::string_view what) {
    const std::string shown = ShownKey(where.kind, wrong);
    found =
        IndexDamage(NameOfIndex(where.kind), shown, place,
                    absl::StrCat("the index by ", NameOfIndex(where.kind), " ", what, " ", shown));
  };
  next();
  ZGC_RETURN_IF_ERROR(ForEachTransferUpTo(
      snapshot, mark,
      [&](const v1::JournalSegment&, Position posted, const v1::Transfer& transfer) {
        ForEachEntry(transfer, [&](size_t kind, absl::string_view of) {
          if (kind != where.kind || of != wrong || found.has_value() || !more.ok()) return;
          if (!*more || posted < indexed) {
            damage(posted, "does not have the transfer under");
          } else if (indexed < posted) {
            damage(indexed, "has a transfer that is not one under");
          } else {
            next();
          }
        });
        return !found.has_value() && more.ok();
      }));
  ZGC_RETURN_IF_ERROR(more.status());
  if (!found.has_value() && *more) damage(indexed, "has a transfer that is not one under");
  if (!found.has_value()) return absl::InternalError("a key differs, and no entry of it does");
  return *found;
}

absl::StatusOr<v1::JournalDamage> FindWrongDay(const storage::Snapshot& snapshot, int64_t mark,
                                               int64_t dated_from, size_t bucket) {
  // The sum of the days of each account of the bucket, less what the index has.
  std::map<std::string, uint64_t> sums;
  ZGC_RETURN_IF_ERROR(ForEachTransferUpTo(
      snapshot, mark,
      [&](const v1::JournalSegment&, Position position, const v1::Transfer& transfer) {
        for (const std::string& account : {transfer.debit(), transfer.credit()}) {
          if (position.revision < dated_from || Tally::BucketOf(account) != bucket) continue;
          sums[account] += HashOfDay(absl::HashOf(account), position, DayNumberOf(transfer));
        }
        return true;
      }));
  std::string key;
  DatedEntry entry;
  DatedEntries all(snapshot, mark, dated_from, absl::nullopt);
  ZGC_ASSIGN_OR_RETURN(bool more, all.Next(key, entry));
  while (more) {
    if (Tally::BucketOf(key) == bucket) {
      sums[key] -= HashOfDay(absl::HashOf(key), entry.place, entry.day.value_or(kNoDay));
    }
    ZGC_ASSIGN_OR_RETURN(more, all.Next(key, entry));
  }
  const auto wrong = std::find_if(sums.begin(), sums.end(),
                                  [](const auto& account) { return account.second != 0; });
  if (wrong == sums.end()) {
    return absl::InternalError("the days of an account differ, and no account's do");
  }
  DatedEntries entries(snapshot, mark, dated_from, wrong->first);
  ZGC_ASSIGN_OR_RETURN(more, entries.Next(key, entry));
  absl::Status failed;
  absl::optional<Position> at;
  ZGC_RETURN_IF_ERROR(ForEachTransferUpTo(
      snapshot, mark,
      [&](const v1::JournalSegment&, Position position, const v1::Transfer& transfer) {
        if (position.revision < dated_from ||
            (transfer.debit() != wrong->first && transfer.credit() != wrong->first)) {
          return true;
        }
        if (!more || entry.place != position || entry.day != DayNumberOf(transfer)) {
          at = position;
          return false;
        }
        auto next = entries.Next(key, entry);
        failed = next.status();
        more = failed.ok() && *next;
        return failed.ok();
      }));
  ZGC_RETURN_IF_ERROR(failed);
  return IndexDamage(
      "account", wrong->first, at.value_or(entry.place),
      absl::StrCat("the index by account has another day for the transfer under ", wrong->first));
}

}  // namespace zgc::funding
