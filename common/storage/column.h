#pragma once

#include <string>
#include <vector>

#include "common/storage/engine.h"

namespace zgc::storage {

// A column of a schema. Ids are permanent; those of services begin at
// kFirstColumn, the store's own lie below.
struct Column {
  ColumnId id = 0;
  const char* name = "";
  // Keeps every version, so that reads as of a revision answer from it.
  bool history = false;
  // Full name of the message in the rows if the change feed carries them,
  // else empty. Requires history.
  const char* feed_type = "";
  // Read as it stands at any revision, without a history: its keys say to which
  // revision a row belongs and the reader leaves out what is newer, or only the
  // newest is ever asked for.
  bool unversioned = false;
  // Rows come in large numbers and in no order of their keys; see
  // EngineColumn::scattered.
  bool scattered = false;
};

inline constexpr ColumnId kFirstColumn = 10;
// The versions of column n live in column n + kHistoryOffset.
inline constexpr ColumnId kHistoryOffset = 1000;

}  // namespace zgc::storage
