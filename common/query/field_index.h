#pragma once

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>

#include <string>
#include <vector>

#include "absl/container/btree_set.h"
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
inline constexpr storage::Column kFieldIndexPast{
    .id = 86, .name = "field_index_past", .unversioned = true, .derived = true};

// The fields of a resource that are indexed, by number.
std::vector<const google::protobuf::FieldDescriptor*> IndexedFields(
    const google::protobuf::Descriptor& row);

// What the keys of a field of a table begin with; nullptr is the name.
std::string FieldKey(const storage::Column& table, const google::protobuf::FieldDescriptor* field);
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
absl::StatusOr<FieldEntry> EntryOf(absl::string_view key,
                                   const google::protobuf::FieldDescriptor* field);

// All values of a field of a row, each once; that of the name, for nullptr, is empty.
absl::btree_set<std::string> ValueKeys(const google::protobuf::Message& row,
                                       const google::protobuf::FieldDescriptor* field);

// Follows a row that was and is so, null if there is none; on the committer's thread.
void IndexFields(storage::Txn& txn, const storage::Column& table,
                 const google::protobuf::Message* was, const google::protobuf::Message* is);

}  // namespace zgc::query
