#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/btree_set.h"
#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/container/node_hash_map.h"
#include "absl/strings/string_view.h"
#include "common/storage/history/changed_keys.h"
#include "common/storage/reader.h"

// What the computation of a figure reads, so that it is computed again only when something of that
// changes. It is a function of its reader alone, so no formula has to say it.
namespace zgc::figures {

// Keys of a column from `begin` on, before `end`, which is unbounded if it is empty.
struct KeyRange {
  storage::ColumnId column = 0;
  std::string begin;
  std::string end;

  friend bool operator==(const KeyRange& a, const KeyRange& b) {
    return a.column == b.column && a.begin == b.begin && a.end == b.end;
  }
  friend bool operator<(const KeyRange& a, const KeyRange& b) {
    return std::tie(a.column, a.begin, a.end) < std::tie(b.column, b.begin, b.end);
  }
  template <typename H>
  friend H AbslHashValue(H hash, const KeyRange& range) {
    return H::combine(std::move(hash), range.column, range.begin, range.end);
  }
};

// Stands for all columns whose rows are read as they stand (storage::Column::unversioned), what is
// written behind from them and what is held of them in memory: a revision bounds what is read
// there, and only a commit that writes into one of them changes it.
inline constexpr storage::ColumnId kUnversioned = -1;

struct Reads {
  // In order, each once. What is read of a column in many places is the whole column here.
  std::vector<KeyRange> ranges;
  // When the revision was committed.
  bool time = false;
  // Something whose changes no key tells.
  bool untold = false;
};

// Notes what is read through it. Of one thread.
class RecordingReader final : public storage::Reader {
 public:
  // `reader` outlives it.
  explicit RecordingReader(const storage::Reader& reader) : reader_(reader) {}

  // Of all that was read since the last call.
  Reads Take();

  absl::StatusOr<absl::optional<std::string>> Get(const storage::Column& column,
                                                  absl::string_view key) const override;
  std::unique_ptr<storage::Cursor> Scan(const storage::Column& column,
                                        const storage::ScanRange& range) const override;
  int64_t revision() const override;
  absl::StatusOr<absl::Time> CommitTime() const override;
  storage::Resident* resident() const override;
  // These stay as they are while a store is open.
  const storage::Lineage& lineage() const override { return reader_.lineage(); }
  const storage::Column* FindColumn(absl::string_view name) const override {
    return reader_.FindColumn(name);
  }
  bool derived_complete() const override { return reader_.derived_complete(); }
  bool in_txn() const override { return reader_.in_txn(); }

 private:
  void Note(const storage::Column& column, std::string begin, std::string end) const;
  void NoteUnversioned() const { ranges_[kUnversioned].insert({kUnversioned, "", ""}); }

  const storage::Reader& reader_;
  // Const, as reading is.
  mutable absl::btree_map<storage::ColumnId, absl::btree_set<KeyRange>> ranges_;
  mutable Reads reads_;
};

// Who has read what. Not thread-safe.
class ReadIndex {
 public:
  // Who reads, as the caller numbers them.
  using Who = uint32_t;

  // In place of what was known of it.
  void Set(Who who, const Reads& reads);
  void Remove(Who who) { Set(who, {}); }
  // Adds those that have read something of the keys.
  void Find(const storage::ChangedKeys::Keys& keys, absl::flat_hash_set<Who>& found) const;
  const absl::flat_hash_set<Who>& of_time() const { return of_time_; }
  const absl::flat_hash_set<Who>& of_untold() const { return of_untold_; }

 private:
  using Ranges = absl::node_hash_map<KeyRange, absl::flat_hash_set<Who>>;
  using Range = Ranges::value_type;
  // Where a range is looked for: what all keys in it begin with.
  using Place = std::pair<storage::ColumnId, std::string>;

  void Add(Who who, const KeyRange& range);
  void Drop(Who who, const KeyRange& range);

  Ranges ranges_;
  absl::flat_hash_map<Place, std::vector<const Range*>> places_;
  // The lengths of places, by column.
  absl::flat_hash_map<storage::ColumnId, absl::btree_map<size_t, size_t>> lengths_;
  absl::flat_hash_map<Who, std::vector<const KeyRange*>> by_who_;
  absl::flat_hash_set<Who> of_time_;
  absl::flat_hash_set<Who> of_untold_;
};

}  // namespace zgc::figures
