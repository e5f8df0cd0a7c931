#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "common/storage/column.h"
#include "common/storage/lineage.h"
#include "common/storage/reader.h"
#include "common/storage/resident.h"

namespace zgc::storage {

// Rows as of one revision. Thread-safe; later commits do not change it.
class Snapshot final : public Reader {
 public:
  // `lineage` and `columns` outlive it.
  Snapshot(std::shared_ptr<const EngineSnapshot> rows, const Lineage& lineage,
           const ColumnsByName& columns, int64_t head, int64_t revision,
           Resident* resident = nullptr, bool derived_complete = false)
      : rows_(std::move(rows)),
        lineage_(&lineage),
        columns_(&columns),
        head_(head),
        revision_(revision),
        resident_(resident),
        derived_complete_(derived_complete) {}
  // At an older revision only columns with history or unversioned can be read.
  absl::StatusOr<absl::optional<std::string>> Get(const Column& column,
                                                  absl::string_view key) const override;
  std::unique_ptr<Cursor> Scan(const Column& column, const ScanRange& range) const override;
  int64_t revision() const override { return revision_; }
  absl::StatusOr<absl::Time> CommitTime() const override;
  const Lineage& lineage() const override { return *lineage_; }
  const Column* FindColumn(absl::string_view name) const override { return columns_->Find(name); }
  Resident* resident() const override { return resident_; }
  bool derived_complete() const override { return derived_complete_; }
  bool in_txn() const override { return false; }

 private:
  std::shared_ptr<const EngineSnapshot> rows_;
  const Lineage* lineage_;
  const ColumnsByName* columns_;
  int64_t head_;
  int64_t revision_;
  Resident* resident_;
  bool derived_complete_;
};

}  // namespace zgc::storage
