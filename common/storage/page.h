#pragma once

#include <limits>
#include <string>

#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "common/storage/table.h"

namespace zgc::storage {

// One page of a list: how many rows and bytes of rows, the encoded key to begin at, and
// when to end with the rows that there are.
struct Page {
  int size = 100;
  std::string start;
  size_t bytes = std::numeric_limits<size_t>::max();
  absl::Time until = absl::InfiniteFuture();
};

// Visits the rows of a page in key order. `visit` returns whether the row
// belongs to the list (a row that does not is not counted). The result is the
// key at which the next page begins, empty at the end. A page that is out of bytes or
// time ends early, though never at its first row; one whose rows hardly belong to the
// list may then be empty.
template <typename Key, typename Record>
absl::StatusOr<std::string> ListPage(const Table<Key, Record>& table, const Reader& reader,
                                     const Page& page,
                                     absl::FunctionRef<bool(const Record&)> visit) {
  int taken = 0;
  size_t bytes = 0;
  bool first = true;
  std::string next;
  ZGC_RETURN_IF_ERROR(
      table.ForEach(reader, {page.start, "", false}, [&](const Key& key, const Record& record) {
        const size_t size = record.ByteSizeLong();
        const bool full = taken == page.size || (taken > 0 && bytes + size > page.bytes);
        if (full || (!first && absl::Now() > page.until)) {
          next = EncodeKey(key);
          return false;
        }
        first = false;
        if (visit(record)) {
          ++taken;
          bytes += size;
        }
        return true;
      }));
  return next;
}

}  // namespace zgc::storage
