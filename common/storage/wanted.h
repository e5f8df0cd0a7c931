#pragma once

#include <memory>
#include <utility>

#include "common/base/interrupt.h"
#include "common/base/status_macros.h"
#include "common/storage/engine/engine.h"

namespace zgc::storage {

// Ends a walk, with the reason as its status, once nobody wants its rows any more: see
// base::StillWanted.
class WantedCursor final : public Cursor {
 public:
  explicit WantedCursor(std::unique_ptr<Cursor> rows)
      : rows_(std::move(rows)), wanted_(base::StillWanted()) {}
  bool Valid() const override { return wanted_.ok() && rows_->Valid(); }
  void Next() override {
    rows_->Next();
    wanted_ = base::StillWanted();
  }
  absl::string_view key() const override { return rows_->key(); }
  absl::string_view value() const override { return rows_->value(); }
  absl::Status status() const override { return wanted_.ok() ? rows_->status() : wanted_; }

 private:
  const std::unique_ptr<Cursor> rows_;
  absl::Status wanted_;
};

// `rows`, read only for as long as they are wanted. `rows` outlives it and its cursors,
// which do not need it any more.
class WantedRows final : public EngineSnapshot {
 public:
  explicit WantedRows(const EngineSnapshot& rows) : rows_(rows) {}
  absl::StatusOr<absl::optional<std::string>> Get(ColumnId column,
                                                  absl::string_view key) const override {
    ZGC_RETURN_IF_ERROR(base::StillWanted());
    return rows_.Get(column, key);
  }
  std::unique_ptr<Cursor> Scan(ColumnId column, const ScanRange& range) const override {
    return std::make_unique<WantedCursor>(rows_.Scan(column, range));
  }

 private:
  const EngineSnapshot& rows_;
};

}  // namespace zgc::storage
