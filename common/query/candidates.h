#pragma once

#include <google/protobuf/message.h>

#include <memory>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "absl/types/optional.h"
#include "common/query/field_index.h"
#include "common/query/filter.h"
#include "common/storage/column.h"
#include "common/storage/reader.h"

namespace zgc::query {

// Values of one field that lie side by side, as keys have them after FieldKey; or, with a `part`,
// those that have it, which the index of texts leads to.
struct IndexRange {
  // None for the name.
  FieldPath field;
  // Half-open; an empty end is that of the field.
  std::string begin;
  std::string end;
  // Whether they are one value, so that the rows come by name.
  bool is_one_value = false;
  // Has two Chinese characters side by side, if it is not empty.
  std::string part;

  // What both are; neither has a part.
  void Narrow(const IndexRange& other);
  bool Has(const std::string& key) const { return key >= begin && (end.empty() || key < end); }
};

// All values of a field.
IndexRange WholeOf(const FieldPath& field);
// Those that a comparison takes, if an index leads to them.
absl::optional<IndexRange> RangeOf(const Comparison& comparison, bool is_name);

// Whether a walk has failed as too much has ended since its revision, which is held in memory.
bool IsTooOld(const absl::Status& status);

// Walks what leads to rows at the revision of a reader, in order of values and then of names, or
// against it; some may have ended or begun with another revision, which the row says. Not
// thread-safe; the arguments outlive it. `range` has no part.
class Candidates {
 public:
  Candidates(const storage::Reader& reader, const storage::Column& table, const IndexRange& range,
             bool descending)
      : reader_(reader), table_(table), range_(range), descending_(descending) {}

  // Begins with this key after FieldKey, or the one after it in the direction; before Next.
  void StartAt(std::string key) { start_ = std::move(key); }
  absl::StatusOr<absl::optional<FieldEntry>> Next();

 private:
  absl::Status Open();
  bool IsBefore(const FieldEntry& a, const FieldEntry& b) const {
    return descending_ ? b < a : a < b;
  }

  const storage::Reader& reader_;
  const storage::Column& table_;
  const IndexRange& range_;
  const bool descending_;
  std::string start_;
  std::string field_key_;
  std::unique_ptr<storage::Cursor> now_;
  // Those that have ended after the revision. The next is the last.
  std::vector<FieldEntry> past_;
};

// Visits the names of rows of one type that `range` leads to at the revision of a reader, until
// `visit` returns false; some are visited more than once, and some are of another revision.
absl::Status ForEachCandidate(const storage::Reader& reader, const storage::Column& table,
                              const google::protobuf::Descriptor& row, const IndexRange& range,
                              absl::FunctionRef<bool(const std::string&)> visit);

}  // namespace zgc::query
