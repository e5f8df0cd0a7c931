#pragma once

#include <memory>
#include <string>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "common/storage/engine/engine.h"

// Versions of rows. Beside a column with history lies another:
//
//   key    escaped row key | revision, descending
//   value  'P' followed by the row, or 'D' for a removal
//
// so that the version as of a revision is the first one at or after
// (key, revision).
namespace zgc::storage {

std::string HistoryKey(absl::string_view key, int64_t revision);
std::string HistoryValue(const absl::optional<std::string>& value);
// What HistoryValue was given.
absl::StatusOr<absl::optional<std::string>> RowOfVersion(absl::string_view value);

// The row as of `revision`; nullopt if there was none.
absl::StatusOr<absl::optional<std::string>> HistoryGet(const EngineSnapshot& snapshot,
                                                       ColumnId column, absl::string_view key,
                                                       int64_t revision);

// The versions of one row that revisions `from` to `to` wrote, oldest first, until `visit` returns
// false.
absl::Status HistoryOf(
    const EngineSnapshot& snapshot, ColumnId column, absl::string_view key, int64_t from,
    int64_t to,
    absl::FunctionRef<bool(int64_t revision, const absl::optional<std::string>& row)> visit);

// The rows of a range as of `revision`. A reverse scan is read into memory.
std::unique_ptr<Cursor> HistoryScan(const EngineSnapshot& snapshot, ColumnId column,
                                    const ScanRange& range, int64_t revision);

}  // namespace zgc::storage
