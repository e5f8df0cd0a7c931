#pragma once

#include <string>

#include "common/storage/table.h"

namespace zgc::storage {

// One page of a list: how many rows, and the encoded key to begin at.
struct Page {
  int size = 100;
  std::string start;
};

// Visits the rows of a page in key order. `visit` returns whether the row
// belongs to the list (a row that does not is not counted). The result is the
// key at which the next page begins, empty at the end.
template <typename Key, typename Record>
absl::StatusOr<std::string> ListPage(const Table<Key, Record>& table, const Reader& reader,
                                     const Page& page,
                                     absl::FunctionRef<bool(const Record&)> visit) {
  int taken = 0;
  std::string next;
  ZGC_RETURN_IF_ERROR(
      table.ForEach(reader, {page.start, "", false}, [&](const Key& key, const Record& record) {
        if (taken == page.size) {
          next = EncodeKey(key);
          return false;
        }
        if (visit(record)) ++taken;
        return true;
      }));
  return next;
}

}  // namespace zgc::storage
