#include "common/query/field_index.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "common/query/filter.h"
#include "zgc/common/v1/options.pb.h"

namespace zgc::query {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

// Keys of the index, each with the field that it is of.
using Keys = absl::btree_set<std::pair<std::string, std::string>>;

Keys KeysOf(const storage::Column& table, const Message* row) {
  Keys keys;
  if (row == nullptr) return keys;
  std::vector<const FieldDescriptor*> fields = IndexedFields(*row->GetDescriptor());
  if (fields.empty()) return keys;
  fields.push_back(nullptr);
  const std::string name =
      row->GetReflection()->GetString(*row, row->GetDescriptor()->FindFieldByName("name"));
  for (const FieldDescriptor* field : fields) {
    for (const std::string& value : ValueKeys(*row, field)) {
      keys.emplace(FieldKey(table, field), FieldEntry{value, name}.Key());
    }
  }
  return keys;
}

}  // namespace

void IndexFields(storage::Txn& txn, const storage::Column& table, const Message* was,
                 const Message* is) {
  const Keys old = KeysOf(table, was);
  const Keys now = KeysOf(table, is);
  for (const auto& [field, rest] : old) {
    if (now.contains({field, rest})) continue;
    txn.Delete(kFieldIndex, absl::StrCat(field, rest));
    txn.Put(kFieldIndexPast,
            storage::KeyWriter().Raw(field).IntDescending(txn.revision()).Raw(rest).Take(), "");
  }
  for (const auto& [field, rest] : now) {
    if (!old.contains({field, rest})) txn.Put(kFieldIndex, absl::StrCat(field, rest), "");
  }
}

std::vector<const FieldDescriptor*> IndexedFields(const Descriptor& row) {
  std::vector<const FieldDescriptor*> fields;
  for (int i = 0; i < row.field_count(); ++i) {
    if (row.field(i)->options().GetExtension(common::v1::indexed)) fields.push_back(row.field(i));
  }
  return fields;
}

std::string FieldKey(const storage::Column& table, const FieldDescriptor* field) {
  // More than there are numbers of fields in a resource.
  constexpr int64_t kFields = 1'000'000;
  return storage::KeyWriter()
      .Int(table.id * kFields + (field == nullptr ? 0 : field->number()))
      .Take();
}

std::string ValueKey(const Message& row, const FieldDescriptor& field, int index) {
  storage::KeyWriter key;
  if (KindOf(field) == Kind::kNumber) return key.Int(NumberOf(row, field, index)).Take();
  return key.String(TextOf(row, field, index)).Take();
}

absl::StatusOr<FieldEntry> EntryOf(absl::string_view key, const FieldDescriptor* field) {
  storage::KeyReader in(key);
  FieldEntry entry;
  storage::KeyWriter value;
  int64_t number = 0;
  std::string text;
  if (field == nullptr) {
    // No value.
  } else if (KindOf(*field) == Kind::kNumber) {
    in.Int(&number);
    value.Int(number);
  } else {
    in.String(&text);
    value.String(text);
  }
  entry.value = value.Take();
  in.String(&entry.name);
  if (!in.Done()) return absl::DataLossError("damaged key in the index of fields");
  return entry;
}

absl::btree_set<std::string> ValueKeys(const Message& row, const FieldDescriptor* field) {
  if (field == nullptr) return {""};
  if (!field->is_repeated()) return {ValueKey(row, *field, -1)};
  absl::btree_set<std::string> values;
  for (int i = 0; i < row.GetReflection()->FieldSize(row, field); ++i) {
    values.insert(ValueKey(row, *field, i));
  }
  return values;
}

}  // namespace zgc::query
