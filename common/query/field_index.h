#pragma once

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>

#include <string>
#include <vector>

#include "absl/container/btree_map.h"
#include "absl/container/btree_set.h"
#include "absl/functional/function_ref.h"
#include "common/storage/column.h"
#include "common/storage/key_codec.h"
#include "common/storage/txn.h"

// The index of the fields that the contract calls indexed, of the resources of the service itself;
// see indexes.h.
namespace zgc::query {

// What leads to rows now: FieldKey, then the value, then the name. Of the name itself there is a
// row as well, without a value.
inline constexpr storage::Column kFieldIndex{
    .id = 85, .name = "field_index", .unversioned = true, .derived = true};
// What led to rows before: FieldKey, the revision that ended it, the latest first, the value, the
// name. With it a list of an older revision, such as the next page, finds what has changed since.
// Of each field the newest kMostPast are kept, and before them in the order of keys a PastKept.
inline constexpr storage::Column kFieldIndexPast{
    .id = 86, .name = "field_index_past", .unversioned = true, .derived = true};

// What is kept of a field that has ended, and what a list holds of it in memory: who asks for an
// older revision reads all rows.
inline constexpr size_t kMostPast = 20'000;

// A field of a resource, or of a message that it has: the path to it. None for the name.
using FieldPath = std::vector<const google::protobuf::FieldDescriptor*>;
// "decision.program".
std::string PathName(const FieldPath& path);
// Whether a resource may have several values of it.
bool IsList(const FieldPath& path);

// The fields of a resource that are indexed, by number; those of its messages after it.
const std::vector<FieldPath>& IndexedFields(const google::protobuf::Descriptor& row);

// What the keys of a field of a table begin with.
std::string FieldKey(const storage::Column& table, const FieldPath& path);
// A text as keys have it, in the order of the kind of its field.
std::string TextKey(const google::protobuf::FieldDescriptor& field, const std::string& text);
// The value of a field as keys have it; `index` is -1 if it is no list.
std::string ValueKey(const google::protobuf::Message& row,
                     const google::protobuf::FieldDescriptor& field, int index);
// The value and the name of the row that a key of the index ends with.
struct FieldEntry {
  std::string value;
  std::string name;
  friend bool operator==(const FieldEntry& a, const FieldEntry& b) {
    return a.name == b.name && a.value == b.value;
  }
  // In the order of keys.
  friend bool operator<(const FieldEntry& a, const FieldEntry& b) {
    return a.value != b.value ? a.value < b.value : a.name < b.name;
  }
  std::string Key() const { return storage::KeyWriter().Raw(value).String(name).Take(); }
};
// DATA_LOSS if it is no such key.
absl::StatusOr<FieldEntry> EntryOf(absl::string_view key, const FieldPath& path);

// All values of a field of a row, each once; that of the name is empty.
absl::btree_set<std::string> ValueKeys(const google::protobuf::Message& row, const FieldPath& path);

// What leads to a row of a table whose indexed fields are `fields`: FieldKey and value, each once.
void ForEachValue(const storage::Column& table, const std::vector<FieldPath>& fields,
                  const google::protobuf::Message& row,
                  absl::FunctionRef<void(absl::string_view by)> visit);
// The keys of a row of a table whose indexed fields are `fields`, of which there is one at least.
absl::btree_set<std::string> FieldKeys(const storage::Column& table,
                                       const std::vector<FieldPath>& fields,
                                       const google::protobuf::Message& row);
// How many keys ended, by FieldKey.
using Ended = absl::btree_map<std::string, int64_t>;
// Follows a row that was and is so, null if there is none, and adds what ended; on the committer's
// thread.
void IndexFields(storage::Txn& txn, const storage::Column& table,
                 const std::vector<FieldPath>& fields, const google::protobuf::Message* was,
                 const google::protobuf::Message* is, Ended& ended);
// After all rows of a commit: removes the oldest of what ended before, where there is too much.
absl::Status BoundPast(storage::Txn& txn, const Ended& ended);

// Of what ended before in a field.
struct PastKept {
  int64_t count = 0;
  // A reader of an older revision would miss what has been removed; 0 if nothing was.
  int64_t since_revision = 0;
};
// Where in keys what ended begins.
std::string PastBegin(const std::string& field_key);
absl::StatusOr<PastKept> PastKeptOf(const storage::Reader& reader, const std::string& field_key);

}  // namespace zgc::query
