#pragma once

#include <cstddef>
#include <string>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "common/storage/column.h"

namespace zgc::storage {

// Rows as the newest commit left them, so that transactions find in memory what others have just
// read or written: the cells of this year, a record that is changed twice. Only of columns that
// commits alone write. For the committer's thread.
class NewestRows {
 public:
  // Holds some `max_bytes` at most, of what was wanted last.
  explicit NewestRows(size_t max_bytes) : max_bytes_(max_bytes) {}

  // Null if it is not held; else the row, nullopt if there is none. Until the next call.
  const absl::optional<std::string>* Find(ColumnId column, absl::string_view key);
  // Holds it from now on.
  const absl::optional<std::string>& Put(ColumnId column, std::string key,
                                         absl::optional<std::string> row);
  // A commit has left it so. It is held only if it was: who changes a row has mostly read it.
  void Change(ColumnId column, absl::string_view key, absl::optional<std::string> row);
  // It is not known any more what the newest commit has left.
  void Clear();

 private:
  using Rows =
      absl::flat_hash_map<ColumnId, absl::flat_hash_map<std::string, absl::optional<std::string>>>;

  const size_t max_bytes_;
  // What was wanted since `older_` was all that there was, and its bytes. Once they are half of
  // what may be held, what else was left of `older_` goes.
  Rows newer_;
  Rows older_;
  size_t bytes_ = 0;
};

}  // namespace zgc::storage
