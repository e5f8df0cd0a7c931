#pragma once

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/optional.h"
#include "common/query/field_index.h"
#include "common/query/filter.h"
#include "common/storage/column.h"
#include "common/storage/reader.h"

namespace zgc::query {

// Values of one field that lie side by side, as keys have them after FieldKey.
struct IndexRange {
  // Null for the name.
  const google::protobuf::FieldDescriptor* field = nullptr;
  // Half-open; an empty end is that of the field.
  std::string begin;
  std::string end;
  // Whether they are one value, so that the rows come by name.
  bool is_one_value = false;

  // What both are.
  void Narrow(const IndexRange& other);
  bool Has(const std::string& key) const { return key >= begin && (end.empty() || key < end); }
};

// All values of a field.
IndexRange WholeOf(const google::protobuf::FieldDescriptor* field);
// Those that a comparison takes, if they lie side by side.
absl::optional<IndexRange> RangeOf(const Comparison& comparison, bool is_name);

// Whether a walk has failed as too much has ended since its revision, which is held in memory.
bool IsTooOld(const absl::Status& status);

// Walks what leads to rows at the revision of a reader, in order of values and then of names, or
// against it; some may have ended or begun with another revision, which the row says. Not
// thread-safe; the arguments outlive it.
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
  // Those that have ended after the revision.
  absl::Status ReadPast();
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
  // The next is the last.
  std::vector<FieldEntry> past_;
};

}  // namespace zgc::query
