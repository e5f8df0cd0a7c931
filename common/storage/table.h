#pragma once

#include <algorithm>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/storage/key_codec.h"
#include "common/storage/reader.h"
#include "common/storage/txn.h"

// Typed views of columns. A schema is a page of these:
//
//   inline constexpr Table<NameKey, Task> kTasks{{.id = 10, .name = "tasks", .in_feed = true}};
//   inline constexpr Index<PlanTaskKey> kTasksByPlan{
//       {.id = 11, .name = "tasks_by_plan", .history = true}};
namespace zgc::storage {

template <typename Key>
std::string EncodeKey(const Key& key) {
  KeyWriter writer;
  key.Encode(writer);
  return writer.Take();
}

// How a table or an index is declared; see Column.
struct Declared {
  ColumnId id = 0;
  const char* name = "";
  bool history = false;
  // The change feed carries the rows, under the full name of their message. With history.
  bool in_feed = false;
  bool unversioned = false;
  bool scattered = false;
  // See Column.
  bool derived = false;
};

// Rows of message `Record` by `Key`. A key has Encode(KeyWriter&) const and
// bool Decode(KeyReader&). Stateless; as thread-safe as the reader.
template <typename Key, typename Record>
class Table {
 public:
  constexpr explicit Table(const Declared& declared)
      : column_{.id = declared.id,
                .name = declared.name,
                .history = declared.history || declared.in_feed,
                .row_type = RowType::Of<Record>(),
                .feed_type = declared.in_feed ? RowType::Of<Record>() : RowType(),
                .unversioned = declared.unversioned,
                .scattered = declared.scattered,
                .derived = declared.derived} {}
  const Column& column() const { return column_; }

  // nullopt if there is none; DATA_LOSS if the row does not parse.
  absl::StatusOr<absl::optional<Record>> Get(const Reader& reader, const Key& key) const {
    ZGC_ASSIGN_OR_RETURN(const auto bytes, reader.Get(column_, EncodeKey(key)));
    if (!bytes.has_value()) return absl::optional<Record>();
    ZGC_ASSIGN_OR_RETURN(Record record, Parse(*bytes));
    return absl::optional<Record>(std::move(record));
  }

  void Put(Txn& txn, const Key& key, const Record& record) const {
    txn.Put(column_, EncodeKey(key), record.SerializeAsString());
  }

  void Delete(Txn& txn, const Key& key) const { txn.Delete(column_, EncodeKey(key)); }

  // Visits the rows of a range of encoded keys until `visit` returns false.
  absl::Status ForEach(const Reader& reader, const ScanRange& range,
                       absl::FunctionRef<bool(const Key&, const Record&)> visit) const {
    const auto cursor = reader.Scan(column_, range);
    for (; cursor->Valid(); cursor->Next()) {
      Key key;
      KeyReader in(cursor->key());
      if (!key.Decode(in) || !in.Done()) return Damaged("key");
      ZGC_ASSIGN_OR_RETURN(const Record record, Parse(cursor->value()));
      if (!visit(key, record)) return absl::OkStatus();
    }
    return cursor->status();
  }

  absl::Status ForEach(const Reader& reader,
                       absl::FunctionRef<bool(const Key&, const Record&)> visit) const {
    return ForEach(reader, ScanRange{}, visit);
  }

 private:
  absl::Status Damaged(absl::string_view what) const {
    return absl::DataLossError(absl::StrCat("damaged ", what, " in table ", column_.name));
  }
  absl::StatusOr<Record> Parse(absl::string_view bytes) const {
    Record record;
    if (!record.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
      return Damaged("row");
    }
    return record;
  }

  Column column_;
};

// A set of keys that lead to rows of a table.
template <typename Key>
class Index {
 public:
  constexpr explicit Index(const Declared& declared)
      : column_{.id = declared.id,
                .name = declared.name,
                .history = declared.history,
                .unversioned = declared.unversioned,
                .scattered = declared.scattered,
                .derived = declared.derived} {}
  const Column& column() const { return column_; }

  void Add(Txn& txn, const Key& key) const { txn.Put(column_, EncodeKey(key), ""); }
  void Remove(Txn& txn, const Key& key) const { txn.Delete(column_, EncodeKey(key)); }

  // Visits the keys that begin with the encoded `prefix`, of these the ones from `begin` on.
  absl::Status ForEach(const Reader& reader, const std::string& prefix,
                       absl::FunctionRef<bool(const Key&)> visit,
                       const std::string& begin = "") const {
    const auto cursor = reader.Scan(column_, {std::max(prefix, begin), PrefixEnd(prefix), false});
    for (; cursor->Valid(); cursor->Next()) {
      Key key;
      KeyReader in(cursor->key());
      if (!key.Decode(in) || !in.Done()) {
        return absl::DataLossError(absl::StrCat("damaged key in index ", column_.name));
      }
      if (!visit(key)) return absl::OkStatus();
    }
    return cursor->status();
  }

 private:
  Column column_;
};

// The columns of a schema, in one list: tables, indexes, columns and such lists.
template <typename... Tables>
std::vector<Column> Columns(const Tables&... tables) {
  std::vector<Column> columns;
  const auto add = [&](const auto& table) {
    using Added = std::decay_t<decltype(table)>;
    if constexpr (std::is_same_v<Added, Column>) {
      columns.push_back(table);
    } else if constexpr (std::is_same_v<Added, std::vector<Column>>) {
      columns.insert(columns.end(), table.begin(), table.end());
    } else {
      columns.push_back(table.column());
    }
  };
  (add(tables), ...);
  return columns;
}

}  // namespace zgc::storage
