#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "absl/container/flat_hash_map.h"
#include "common/storage/reader.h"

namespace zgc::storage {

// The rows of another reader for whoever asks for one after the other in about the order of their
// keys, as a walk over records asks for what they name: such a row is a step or a few from the one
// before, and no search. Others are looked up as ever. Not thread-safe; `rows` outlives it.
class NearRows final : public Reader {
 public:
  explicit NearRows(const Reader& rows) : rows_(rows) {}

  absl::StatusOr<absl::optional<std::string>> Get(const Column& column,
                                                  absl::string_view key) const override;
  std::unique_ptr<Cursor> Scan(const Column& column, const ScanRange& range) const override {
    return rows_.Scan(column, range);
  }
  int64_t revision() const override { return rows_.revision(); }
  absl::StatusOr<absl::Time> CommitTime() const override { return rows_.CommitTime(); }
  const Lineage& lineage() const override { return rows_.lineage(); }
  const Column* FindColumn(absl::string_view name) const override { return rows_.FindColumn(name); }
  Resident* resident() const override { return rows_.resident(); }
  bool derived_complete() const override { return rows_.derived_complete(); }
  bool in_txn() const override { return rows_.in_txn(); }

  // How many rows were searched for, and not reached by steps.
  int64_t searches() const { return searches_; }

 private:
  // Where a column was last read.
  struct Place {
    // At the first row from `asked` on, the key that was last asked for.
    std::unique_ptr<Cursor> cursor;
    std::string asked;
    // How often the rows are looked up before steps are tried again: more, the more often they
    // have led nowhere.
    int pause = 0;
    int left = 0;
  };

  const Reader& rows_;
  mutable absl::flat_hash_map<ColumnId, Place> places_;
  mutable int64_t searches_ = 0;
};

}  // namespace zgc::storage
