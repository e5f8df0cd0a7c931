#pragma once

#include <memory>
#include <string>
#include <vector>

#include "absl/container/btree_map.h"
#include "absl/container/btree_set.h"
#include "common/storage/commit/newest_rows.h"
#include "common/storage/reader.h"
#include "zgc/storage/v1/storage.pb.h"

namespace zgc::storage {

// Uncommitted writes by column; nullopt marks a removal.
using Overlay =
    absl::btree_map<ColumnId, absl::btree_map<std::string, absl::optional<std::string>>>;

// One transaction, alive while its body runs on the committer's thread. It
// sees the newest commit, the writes of those before it in its group and its
// own. If the body fails nothing of it remains. Not thread-safe.
class Txn final : public Reader {
 public:
  // `base`, `group`, `lineage`, `columns` and `newest` outlive the transaction; `newest` holds rows
  // of `base` and may be nullptr.
  Txn(const EngineSnapshot& base, const Overlay& group, const Lineage& lineage,
      const ColumnsByName& columns, int64_t revision, int64_t time_unix_nanos,
      Resident* resident = nullptr, bool derived_complete = false, NewestRows* newest = nullptr)
      : base_(base),
        group_(group),
        lineage_(lineage),
        columns_(columns),
        revision_(revision),
        time_unix_nanos_(time_unix_nanos),
        resident_(resident),
        derived_complete_(derived_complete),
        newest_(newest) {}

  absl::StatusOr<absl::optional<std::string>> Get(const Column& column,
                                                  absl::string_view key) const override;
  std::unique_ptr<Cursor> Scan(const Column& column, const ScanRange& range) const override;
  int64_t revision() const override { return revision_; }
  absl::StatusOr<absl::Time> CommitTime() const override {
    return absl::FromUnixNanos(time_unix_nanos_);
  }
  const Lineage& lineage() const override { return lineage_; }
  const Column* FindColumn(absl::string_view name) const override { return columns_.Find(name); }
  Resident* resident() const override { return resident_; }
  bool derived_complete() const override { return derived_complete_; }
  bool in_txn() const override { return true; }

  // The commit's time; the same for every row that it writes.
  int64_t time_unix_nanos() const { return time_unix_nanos_; }

  void Put(const Column& column, std::string key, std::string value);
  void Delete(const Column& column, std::string key);

  struct Change {
    Column column;
    std::string key;
  };
  // Rows of columns with history that it has written, but for what is derived, each once, in order
  // of the first write.
  const std::vector<Change>& changes() const { return changes_; }
  // The state that it began with. Alive as long as this is.
  Txn Before() const {
    return Txn(base_, group_, lineage_, columns_, revision_ - 1, time_unix_nanos_, resident_,
               derived_complete_, newest_);
  }

  // Which of changes() has written these bytes, from 1 on; 0 if none has.
  int ChangeTo(absl::string_view row) const;
  // For the committer.
  bool empty() const { return writes_.empty(); }
  // Leaves the transaction without its writes.
  Overlay TakeWrites() { return std::move(writes_); }
  // Rows written, in order of the first write, and a digest of each, for the commit
  // record; those of columns without history as one digest, and of what is derived nothing.
  void DescribeChanges(v1::CommitRecord& record) const;

 private:
  void Write(const Column& column, std::string key, absl::optional<std::string> value);
  std::string DigestUnlisted() const;

  const EngineSnapshot& base_;
  const Overlay& group_;
  const Lineage& lineage_;
  const ColumnsByName& columns_;
  const int64_t revision_;
  const int64_t time_unix_nanos_;
  Resident* const resident_;
  const bool derived_complete_;
  NewestRows* const newest_;
  Overlay writes_;
  std::vector<Change> changes_;
  // Those of the columns written that are derived.
  absl::btree_set<ColumnId> derived_;
};

}  // namespace zgc::storage
