#include "common/query/field_index.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "absl/container/node_hash_map.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/synchronization/mutex.h"
#include "common/base/status_macros.h"
#include "common/base/text.h"
#include "common/decimal/decimal.h"
#include "common/query/filter.h"
#include "zgc/common/v1/options.pb.h"

namespace zgc::query {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

bool IsMessage(const FieldDescriptor& field) {
  return field.cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE;
}

// How many bytes FieldKey has: those of one integer.
size_t FieldKeySize() {
  static const size_t size = storage::KeyWriter().Int(0).Take().size();
  return size;
}

// Before all that ended, as no revision is so late.
std::string PastKeptKey(const std::string& field_key) {
  return storage::KeyWriter()
      .Raw(field_key)
      .IntDescending(std::numeric_limits<int64_t>::max())
      .Take();
}

void AddValues(const Message& message, const FieldPath& path, size_t at,
               absl::btree_set<std::string>& values) {
  const FieldDescriptor& field = *path[at];
  const auto& reflection = *message.GetReflection();
  const bool last = at + 1 == path.size();
  if (!field.is_repeated()) {
    if (last) {
      values.insert(ValueKey(message, field, -1));
    } else {
      AddValues(reflection.GetMessage(message, &field), path, at + 1, values);
    }
    return;
  }
  for (int i = 0; i < reflection.FieldSize(message, &field); ++i) {
    if (last) {
      values.insert(ValueKey(message, field, i));
    } else {
      AddValues(reflection.GetRepeatedMessage(message, &field, i), path, at + 1, values);
    }
  }
}

std::vector<FieldPath> FindIndexed(const Descriptor& row) {
  const auto is_indexed = [](const FieldDescriptor& field) {
    return field.options().GetExtension(common::v1::indexed);
  };
  std::vector<FieldPath> fields;
  for (int i = 0; i < row.field_count(); ++i) {
    const FieldDescriptor* field = row.field(i);
    if (is_indexed(*field)) fields.push_back({field});
    if (!IsMessage(*field)) continue;
    for (int j = 0; j < field->message_type()->field_count(); ++j) {
      const FieldDescriptor* inner = field->message_type()->field(j);
      if (is_indexed(*inner)) fields.push_back({field, inner});
    }
  }
  return fields;
}

}  // namespace

std::string PathName(const FieldPath& path) {
  return absl::StrJoin(path, ".", [](std::string* out, const FieldDescriptor* field) {
    absl::StrAppend(out, field->name());
  });
}

bool IsList(const FieldPath& path) {
  return std::any_of(path.begin(), path.end(),
                     [](const FieldDescriptor* field) { return field->is_repeated(); });
}

const std::vector<FieldPath>& IndexedFields(const Descriptor& row) {
  static absl::Mutex mutex;
  static auto* const all = new absl::node_hash_map<const Descriptor*, std::vector<FieldPath>>();
  {
    absl::ReaderMutexLock lock(&mutex);
    const auto found = all->find(&row);
    if (found != all->end()) return found->second;
  }
  absl::MutexLock lock(&mutex);
  return all->try_emplace(&row, FindIndexed(row)).first->second;
}

std::string FieldKey(const storage::Column& table, const FieldPath& path) {
  // More than the number of any field of a resource.
  constexpr int64_t kFields = 1'000;
  int64_t number = 0;
  for (auto field = path.rbegin(); field != path.rend(); ++field) {
    number = number * kFields + (*field)->number();
  }
  return storage::KeyWriter().Int(table.id * kFields * kFields + number).Take();
}

std::string TextKey(const FieldDescriptor& field, const std::string& text) {
  storage::KeyWriter key;
  switch (KindOf(field)) {
    case Kind::kDecimal: {
      const auto decimal = figures::Decimal::Parse(text);
      // What is none comes first.
      return key.String(decimal.ok() ? decimal->OrderedBytes() : "").Take();
    }
    case Kind::kNumbered:
      return key.String(base::NumberedBytes(text)).Take();
    default:
      // A month is before its first day as it is the beginning of it.
      return key.String(text).Take();
  }
}

std::string ValueKey(const Message& row, const FieldDescriptor& field, int index) {
  if (KindOf(field) == Kind::kNumber) {
    return storage::KeyWriter().Int(NumberOf(row, field, index)).Take();
  }
  return TextKey(field, TextOf(row, field, index));
}

absl::StatusOr<FieldEntry> EntryOf(absl::string_view key, const FieldPath& path) {
  storage::KeyReader in(key);
  FieldEntry entry;
  storage::KeyWriter value;
  int64_t number = 0;
  std::string text;
  if (path.empty()) {
    // No value.
  } else if (KindOf(*path.back()) == Kind::kNumber) {
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

absl::btree_set<std::string> ValueKeys(const Message& row, const FieldPath& path) {
  if (path.empty()) return {""};
  absl::btree_set<std::string> values;
  AddValues(row, path, 0, values);
  return values;
}

void ForEachValue(const storage::Column& table, const std::vector<FieldPath>& fields,
                  const Message& row, absl::FunctionRef<void(absl::string_view by)> visit) {
  visit(FieldKey(table, {}));
  for (const FieldPath& field : fields) {
    std::string by = FieldKey(table, field);
    if (field.size() == 1 && !field[0]->is_repeated()) {
      by += ValueKey(row, *field[0], -1);
      visit(by);
      continue;
    }
    const size_t size = by.size();
    for (const std::string& value : ValueKeys(row, field)) {
      by.resize(size);
      by += value;
      visit(by);
    }
  }
}

absl::btree_set<std::string> FieldKeys(const storage::Column& table,
                                       const std::vector<FieldPath>& fields, const Message& row) {
  const std::string name =
      row.GetReflection()->GetString(row, row.GetDescriptor()->FindFieldByName("name"));
  absl::btree_set<std::string> keys;
  ForEachValue(table, fields, row, [&](absl::string_view by) {
    keys.insert(storage::KeyWriter().Raw(by).String(name).Take());
  });
  return keys;
}

void IndexFields(storage::Txn& txn, const storage::Column& table,
                 const std::vector<FieldPath>& fields, const Message* was, const Message* is,
                 Ended& ended) {
  const auto keys_of = [&](const Message* row) {
    return row == nullptr ? absl::btree_set<std::string>() : FieldKeys(table, fields, *row);
  };
  const auto old = keys_of(was);
  const auto now = keys_of(is);
  for (const std::string& key : old) {
    if (now.contains(key)) continue;
    txn.Delete(kFieldIndex, key);
    ++ended[key.substr(0, FieldKeySize())];
    txn.Put(kFieldIndexPast,
            storage::KeyWriter()
                .Raw(key.substr(0, FieldKeySize()))
                .IntDescending(txn.revision())
                .Raw(key.substr(FieldKeySize()))
                .Take(),
            "");
  }
  for (const std::string& key : now) {
    if (!old.contains(key)) txn.Put(kFieldIndex, key, "");
  }
}

std::string PastBegin(const std::string& field_key) {
  return storage::PrefixEnd(PastKeptKey(field_key));
}

absl::StatusOr<PastKept> PastKeptOf(const storage::Reader& reader, const std::string& field_key) {
  PastKept kept;
  ZGC_ASSIGN_OR_RETURN(const auto row, reader.Get(kFieldIndexPast, PastKeptKey(field_key)));
  if (!row.has_value()) return kept;
  storage::KeyReader in(*row);
  in.Int(&kept.count);
  in.Int(&kept.since_revision);
  if (!in.Done()) return absl::DataLossError("damaged row in the index of fields");
  return kept;
}

absl::Status BoundPast(storage::Txn& txn, const Ended& ended) {
  // Removed together, as a scan from the end meets what was removed before.
  constexpr int64_t kTogether = 1'000;
  for (const auto& [field_key, count] : ended) {
    ZGC_ASSIGN_OR_RETURN(PastKept kept, PastKeptOf(txn, field_key));
    kept.count += count;
    if (kept.count > static_cast<int64_t>(kMostPast) + kTogether) {
      const auto oldest =
          txn.Scan(kFieldIndexPast, {PastBegin(field_key), storage::PrefixEnd(field_key), true});
      for (; oldest->Valid() && kept.count > static_cast<int64_t>(kMostPast); oldest->Next()) {
        const std::string key(oldest->key());
        int64_t revision = 0;
        storage::KeyReader(absl::string_view(key).substr(field_key.size()))
            .IntDescending(&revision);
        kept.since_revision = std::max(kept.since_revision, revision);
        --kept.count;
        txn.Delete(kFieldIndexPast, key);
      }
      ZGC_RETURN_IF_ERROR(oldest->status());
    }
    txn.Put(kFieldIndexPast, PastKeptKey(field_key),
            storage::KeyWriter().Int(kept.count).Int(kept.since_revision).Take());
  }
  return absl::OkStatus();
}

}  // namespace zgc::query
