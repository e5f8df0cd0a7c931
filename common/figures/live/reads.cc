#include "common/figures/live/reads.h"

#include <algorithm>
#include <tuple>

namespace zgc::figures {
namespace {

// Places of a column that are told apart, for one that reads.
constexpr size_t kMostRanges = 64;

// What all keys of a range begin with.
absl::string_view CommonPrefix(const KeyRange& range) {
  if (range.end.empty()) return "";
  const auto [at, unused] =
      std::mismatch(range.begin.begin(), range.begin.end(), range.end.begin(), range.end.end());
  return absl::string_view(range.begin).substr(0, static_cast<size_t>(at - range.begin.begin()));
}

bool Holds(const KeyRange& range, absl::string_view key) {
  return key >= range.begin && (range.end.empty() || key < range.end);
}

}  // namespace

Reads RecordingReader::Take() {
  Reads reads = std::exchange(reads_, {});
  for (const auto& [column, ranges] : ranges_) {
    if (ranges.size() > kMostRanges) {
      reads.ranges.push_back({column, "", ""});
    } else {
      reads.ranges.insert(reads.ranges.end(), ranges.begin(), ranges.end());
    }
  }
  ranges_.clear();
  return reads;
}

void RecordingReader::Note(const storage::Column& column, std::string begin,
                           std::string end) const {
  // Indexes of what every commit writes: they say nothing of which rows they follow from.
  if (column.unversioned && column.derived) reads_.untold = true;
  if (column.unversioned) return NoteUnversioned();
  auto& ranges = ranges_[column.id];
  // One more says that there are too many.
  if (ranges.size() <= kMostRanges) ranges.insert({column.id, std::move(begin), std::move(end)});
}

absl::StatusOr<absl::optional<std::string>> RecordingReader::Get(const storage::Column& column,
                                                                 absl::string_view key) const {
  std::string begin(key);
  std::string end = begin;
  end.push_back('\0');
  Note(column, std::move(begin), std::move(end));
  return reader_.Get(column, key);
}

std::unique_ptr<storage::Cursor> RecordingReader::Scan(const storage::Column& column,
                                                       const storage::ScanRange& range) const {
  // All of it, wherever the walk ends.
  Note(column, range.begin, range.end);
  return reader_.Scan(column, range);
}

int64_t RecordingReader::revision() const {
  NoteUnversioned();
  return reader_.revision();
}

absl::StatusOr<absl::Time> RecordingReader::CommitTime() const {
  reads_.time = true;
  return reader_.CommitTime();
}

storage::Resident* RecordingReader::resident() const {
  NoteUnversioned();
  return reader_.resident();
}

void ReadIndex::Set(Who who, const Reads& reads) {
  const auto mark = [&](absl::flat_hash_set<Who>& set, bool in) {
    if (in) {
      set.insert(who);
    } else {
      set.erase(who);
    }
  };
  mark(of_time_, reads.time);
  mark(of_untold_, reads.untold);
  const auto before = by_who_.find(who);
  if (before != by_who_.end()) {
    const auto& ranges = before->second;
    // Nearly always it reads what it has read before.
    if (std::equal(ranges.begin(), ranges.end(), reads.ranges.begin(), reads.ranges.end(),
                   [](const KeyRange* a, const KeyRange& b) { return *a == b; })) {
      return;
    }
    for (const KeyRange* range : ranges) Drop(who, KeyRange(*range));
    by_who_.erase(before);
  }
  for (const KeyRange& range : reads.ranges) Add(who, range);
}

void ReadIndex::Add(Who who, const KeyRange& range) {
  const auto [at, added] = ranges_.try_emplace(range);
  at->second.insert(who);
  by_who_[who].push_back(&at->first);
  if (!added) return;
  const absl::string_view prefix = CommonPrefix(range);
  places_[Place(range.column, prefix)].push_back(&*at);
  ++lengths_[range.column][prefix.size()];
}

void ReadIndex::Drop(Who who, const KeyRange& range) {
  const auto at = ranges_.find(range);
  at->second.erase(who);
  if (!at->second.empty()) return;
  const absl::string_view prefix = CommonPrefix(range);
  const auto place = places_.find(Place(range.column, prefix));
  auto& there = place->second;
  there.erase(std::find(there.begin(), there.end(), &*at));
  if (there.empty()) places_.erase(place);
  auto& lengths = lengths_[range.column];
  if (--lengths[prefix.size()] == 0) lengths.erase(prefix.size());
  ranges_.erase(at);
}

void ReadIndex::Find(const storage::ChangedKeys::Keys& keys,
                     absl::flat_hash_set<Who>& found) const {
  for (const auto& [column, key] : keys) {
    const auto lengths = lengths_.find(column);
    if (lengths == lengths_.end()) continue;
    for (const auto& [length, count] : lengths->second) {
      if (length > key.size()) break;
      const auto place = places_.find(Place(column, key.substr(0, length)));
      if (place == places_.end()) continue;
      for (const Range* range : place->second) {
        if (Holds(range->first, key)) found.insert(range->second.begin(), range->second.end());
      }
    }
  }
}

}  // namespace zgc::figures
