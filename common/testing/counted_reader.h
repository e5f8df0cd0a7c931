#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <utility>

#include "common/storage/history/snapshot.h"
#include "common/storage/reader.h"

namespace zgc::testing {

class CountedCursor final : public storage::Cursor {
 public:
  CountedCursor(std::unique_ptr<storage::Cursor> rows, int64_t& count)
      : rows_(std::move(rows)), count_(count) {
    ++count_;
  }
  bool Valid() const override { return rows_->Valid(); }
  void Next() override {
    ++count_;
    rows_->Next();
  }
  absl::string_view key() const override { return rows_->key(); }
  absl::string_view value() const override { return rows_->value(); }
  absl::Status status() const override { return rows_->status(); }

 private:
  const std::unique_ptr<storage::Cursor> rows_;
  int64_t& count_;
};

// A snapshot that counts how many rows are looked at. Not thread-safe.
class CountedReader final : public storage::Reader {
 public:
  explicit CountedReader(const storage::Snapshot& rows) : rows_(rows) {}
  absl::StatusOr<absl::optional<std::string>> Get(const storage::Column& column,
                                                  absl::string_view key) const override {
    ++count_;
    return rows_.Get(column, key);
  }
  std::unique_ptr<storage::Cursor> Scan(const storage::Column& column,
                                        const storage::ScanRange& range) const override {
    return std::make_unique<CountedCursor>(rows_.Scan(column, range), count_);
  }
  int64_t revision() const override { return rows_.revision(); }
  absl::StatusOr<absl::Time> CommitTime() const override { return rows_.CommitTime(); }
  const storage::Lineage& lineage() const override { return rows_.lineage(); }
  const storage::Column* FindColumn(absl::string_view name) const override {
    return rows_.FindColumn(name);
  }
  storage::Resident* resident() const override { return rows_.resident(); }
  bool derived_complete() const override { return rows_.derived_complete(); }
  bool in_txn() const override { return false; }
  int64_t count() const { return count_; }

 private:
  const storage::Snapshot& rows_;
  mutable int64_t count_ = 0;
};

}  // namespace zgc::testing
