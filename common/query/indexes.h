#pragma once

#include <google/protobuf/message.h>

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "common/query/field_index.h"
#include "common/storage/store.h"

namespace zgc::query {

// A table whose records are found.
struct RowTable {
  storage::Column column;
  const google::protobuf::Descriptor* type = nullptr;
  // That lists go through.
  std::vector<FieldPath> fields;
  // Whether searches find it, which is so if the feed of the service carries it.
  bool is_searched = false;

  // DATA_LOSS if it is no such row.
  absl::StatusOr<std::unique_ptr<google::protobuf::Message>> Parse(absl::string_view bytes) const;
};
// Those of the service itself, of its figure book, its evidence and its corrections that searches
// find or that lists go through, not what it has from others.
std::vector<RowTable> RowTablesOf(const storage::Schema& schema);

// Has a store keep what lists and searches go through: see field_index.h and text_index.h. Every
// commit does so for the rows that it changes. Derived: made anew at the start where the program
// that wrote the store kept another.
storage::Schema WithIndexes(storage::Schema schema);

}  // namespace zgc::query
