#pragma once

#include <string>
#include <vector>

#include "absl/container/btree_map.h"
#include "absl/strings/string_view.h"
#include "common/storage/engine/engine.h"
#include "google/protobuf/descriptor.h"

namespace zgc::storage {

// Full name of the messages in the rows of a column; empty for other bytes.
class RowType {
 public:
  constexpr RowType() = default;
  constexpr RowType(const char* name) : name_(name) {}  // NOLINT: for rows without a table
  template <typename Record>
  static constexpr RowType Of() {
    RowType type;
    type.descriptor_ = &Record::descriptor;
    return type;
  }
  absl::string_view name() const {
    return descriptor_ == nullptr ? absl::string_view(name_) : descriptor_()->full_name();
  }
  bool empty() const { return descriptor_ == nullptr && name_[0] == '\0'; }

 private:
  const char* name_ = "";
  // A function, since descriptors are made at the start of the process.
  const google::protobuf::Descriptor* (*descriptor_)() = nullptr;
};

// A column of a schema. Ids are permanent; those of services begin at
// kFirstColumn, the store's own lie below.
struct Column {
  ColumnId id = 0;
  const char* name = "";
  // Keeps every version, so that reads as of a revision answer from it.
  bool history = false;
  // The message in the rows of a table; empty of an index.
  RowType row_type;
  // The same if the change feed carries the rows, else empty. Requires history.
  RowType feed_type;
  // Read as it stands at any revision, without a history: its keys say to which
  // revision a row belongs and the reader leaves out what is newer, or only the
  // newest is ever asked for.
  bool unversioned = false;
  // Rows come in large numbers and in no order of their keys; see
  // EngineColumn::scattered.
  bool scattered = false;
  // Its rows follow from those of others and are made anew from them (Schema::derived). No commit
  // lists or digests them, so that no chain value depends on what a program derives.
  bool derived = false;
};

// The columns of a schema, which outlive it, by name. Immutable; thread-safe.
class ColumnsByName {
 public:
  explicit ColumnsByName(const std::vector<Column>& columns) {
    for (const Column& column : columns) by_name_.emplace(column.name, &column);
  }
  // Null if there is none.
  const Column* Find(absl::string_view name) const {
    const auto found = by_name_.find(name);
    return found == by_name_.end() ? nullptr : found->second;
  }

 private:
  absl::btree_map<absl::string_view, const Column*> by_name_;
};

inline constexpr ColumnId kFirstColumn = 10;
// The versions of column n live in column n + kHistoryOffset.
inline constexpr ColumnId kHistoryOffset = 1000;

}  // namespace zgc::storage
