#pragma once

#include <google/protobuf/repeated_field.h>

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "common/storage/store.h"
#include "zgc/ops/v1/operations.pb.h"

// The rows that change feeds carry. Thread-safe.
namespace zgc::rpc {

using Changes = google::protobuf::RepeatedPtrField<ops::v1::Change>;
using ResourceTypes = google::protobuf::RepeatedPtrField<std::string>;

// The name of the resource in the row of that key; empty if it is no resource.
std::string RowName(const std::string& key);

// Adds what became of rows to a message, for as long as there is room. Not thread-safe.
class RowWriter {
 public:
  // `types` that are empty take all. All arguments outlive it.
  RowWriter(const ResourceTypes& types, size_t max_bytes, Changes& out)
      : types_(types), max_bytes_(max_bytes), out_(out) {}

  bool Wants(const storage::Column& column) const;
  // nullopt for a removal. False, with nothing added, if there is no room; one row fits in
  // any case, and what is not wanted takes none.
  bool Add(const storage::Column& column, const std::string& key,
           const absl::optional<std::string>& value);
  // Whether a row was left out.
  bool full() const { return full_; }

 private:
  const ResourceTypes& types_;
  const size_t max_bytes_;
  Changes& out_;
  size_t bytes_ = 0;
  bool any_ = false;
  bool full_ = false;
};

// Where the next part of rows begins.
struct RowPlace {
  // The commit, or the number of the column where all rows are sent; 0 begins.
  int64_t at = 0;
  // Where the commit goes on, see Store::ForEachFeedRow, and where the column does.
  int change = 0;
  std::string key;
};

// Adds the part from `place` on of the rows of `types` that were written or removed after
// revision `after` up to `to`, some `max_bytes` of it and one row at least, and moves
// `place`; after 0 all rows as of `to` instead. False if more follow. Ends early when
// nobody wants it: see base::StillWanted.
absl::StatusOr<bool> RowPart(const storage::Store& store, const ResourceTypes& types, int64_t after,
                             int64_t to, size_t max_bytes, RowPlace& place, Changes& out);

}  // namespace zgc::rpc
