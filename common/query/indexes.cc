#include "common/query/indexes.h"

#include <unicode/uvernum.h>

#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/contract/rules.h"
#include "common/query/field_index.h"
#include "common/query/text_index.h"
#include "common/storage/derived/index_rows.h"

namespace zgc::query {
namespace {

using google::protobuf::Message;
using storage::Txn;

// Raise it when anything else is kept. ICU says how texts are folded and read.
constexpr int kIndexesVersion = 9;
constexpr int kKeptVersion = kIndexesVersion * 100 + U_ICU_VERSION_MAJOR_NUM;
static_assert(kKeptVersion < 1'000, "storage::Together counts to a thousand");
// What a rebuild holds of each index in memory.
constexpr size_t kHeldBytes = size_t{32} << 20;

std::string RowName(const Message& row) {
  return row.GetReflection()->GetString(row, row.GetDescriptor()->FindFieldByName("name"));
}

void IndexRow(Txn& txn, const RowTable& table, const Message* was, const Message* is,
              Ended& ended) {
  if (!table.fields.empty()) IndexFields(txn, table.column, table.fields, was, is, ended);
  if (table.is_searched) IndexTexts(txn, was, is);
}

class Indexes {
 public:
  explicit Indexes(const storage::Schema& schema) {
    for (const RowTable& table : RowTablesOf(schema)) tables_.emplace(table.column.id, table);
  }

  absl::Status Follow(Txn& txn) const {
    const Txn before = txn.Before();
    Ended ended;
    for (const Txn::Change& change : txn.changes()) {
      const auto table = tables_.find(change.column.id);
      if (table == tables_.end()) continue;
      ZGC_ASSIGN_OR_RETURN(const auto was, RowIn(before, table->second, change.key));
      ZGC_ASSIGN_OR_RETURN(const auto is, RowIn(txn, table->second, change.key));
      IndexRow(txn, table->second, was.get(), is.get(), ended);
    }
    return BoundPast(txn, ended);
  }

  absl::Status Rebuild(storage::Store& store) const {
    storage::IndexRows values(store, kFieldIndex, kHeldBytes);
    storage::IndexRows grams(store, kTextIndex, kHeldBytes);
    const storage::Snapshot rows = store.Read();
    for (const auto& entry : tables_) {
      const RowTable& table = entry.second;
      const auto cursor = rows.Scan(table.column, {});
      for (; cursor->Valid(); cursor->Next()) {
        ZGC_ASSIGN_OR_RETURN(const auto row, table.Parse(cursor->value()));
        const std::string name = RowName(*row);
        if (!table.fields.empty()) {
          ZGC_RETURN_IF_ERROR(values.Begin(name));
          ForEachValue(table.column, table.fields, *row,
                       [&](absl::string_view by) { values.Add(by); });
        }
        if (table.is_searched) {
          ZGC_RETURN_IF_ERROR(grams.Begin(name));
          ForEachGram(TextsOf(*row), [&](absl::string_view by) { grams.Add(by); });
        }
      }
      ZGC_RETURN_IF_ERROR(cursor->status());
    }
    ZGC_RETURN_IF_ERROR(values.Load());
    return grams.Load();
  }

  // What ended before is not compared: it says no more than what the rows have been.
  absl::Status Verify(const storage::Reader& rows, std::vector<std::string>& problems) const {
    int64_t fields = 0;
    int64_t texts = 0;
    for (const auto& entry : tables_) {
      const RowTable& table = entry.second;
      const auto cursor = rows.Scan(table.column, {});
      for (; cursor->Valid(); cursor->Next()) {
        ZGC_ASSIGN_OR_RETURN(const auto row, table.Parse(cursor->value()));
        const std::string name = RowName(*row);
        if (!table.fields.empty()) {
          ZGC_RETURN_IF_ERROR(Compare(rows, kFieldIndex, name,
                                      FieldKeys(table.column, table.fields, *row), fields,
                                      problems));
        }
        if (table.is_searched) {
          ZGC_RETURN_IF_ERROR(
              Compare(rows, kTextIndex, name, TextKeys(TextsOf(*row), name), texts, problems));
        }
      }
      ZGC_RETURN_IF_ERROR(cursor->status());
    }
    ZGC_RETURN_IF_ERROR(CountOthers(rows, kFieldIndex, fields, problems));
    return CountOthers(rows, kTextIndex, texts, problems);
  }

 private:
  // Each key of a record has its row, counted in `found`.
  static absl::Status Compare(const storage::Reader& rows, const storage::Column& index,
                              const std::string& name, const absl::btree_set<std::string>& keys,
                              int64_t& found, std::vector<std::string>& problems) {
    size_t there = 0;
    for (const std::string& key : keys) {
      ZGC_ASSIGN_OR_RETURN(const auto row, rows.Get(index, key));
      there += row.has_value();
    }
    found += static_cast<int64_t>(there);
    if (there < keys.size()) {
      problems.push_back(absl::StrCat(index.name, ": lacks what leads to ", name));
    }
    return absl::OkStatus();
  }
  static absl::Status CountOthers(const storage::Reader& rows, const storage::Column& index,
                                  int64_t found, std::vector<std::string>& problems) {
    const auto cursor = rows.Scan(index, {});
    for (; cursor->Valid(); cursor->Next()) --found;
    if (found < 0) problems.push_back(absl::StrCat(index.name, ": has rows of no record"));
    return cursor->status();
  }

  // Null if there is none.
  static absl::StatusOr<std::unique_ptr<Message>> RowIn(const Txn& txn, const RowTable& table,
                                                        const std::string& key) {
    ZGC_ASSIGN_OR_RETURN(const auto bytes, txn.Get(table.column, key));
    if (!bytes.has_value()) return nullptr;
    return table.Parse(*bytes);
  }

  absl::flat_hash_map<storage::ColumnId, RowTable> tables_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<Message>> RowTable::Parse(absl::string_view bytes) const {
  std::unique_ptr<Message> row(
      google::protobuf::MessageFactory::generated_factory()->GetPrototype(type)->New());
  if (!row->ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
    return absl::DataLossError(absl::StrCat("damaged row in table ", column.name));
  }
  return row;
}

std::vector<RowTable> RowTablesOf(const storage::Schema& schema) {
  std::vector<RowTable> tables;
  for (const storage::Column& column : schema.columns) {
    const auto* type = google::protobuf::DescriptorPool::generated_pool()->FindMessageTypeByName(
        std::string(column.row_type.name()));
    if (type == nullptr || !column.history) continue;
    const std::string& resource = contract::ResourceTypeOf(*type);
    const bool in_feed = !column.feed_type.empty();
    const bool everywhere =
        absl::StartsWith(resource, "figures/") || absl::StartsWith(resource, "records/");
    if (!absl::StartsWith(resource, absl::StrCat(schema.name, "/")) && !(in_feed && everywhere)) {
      continue;
    }
    // Corrections are found by their record.
    const bool is_searched = in_feed && resource != "records/Correction";
    RowTable table{column, type, IndexedFields(*type), is_searched};
    if (is_searched || !table.fields.empty()) tables.push_back(std::move(table));
  }
  return tables;
}

storage::Schema WithIndexes(storage::Schema schema) {
  const auto indexes = std::make_shared<const Indexes>(schema);
  schema.derived = storage::Together(
      schema.derived,
      {.version = kKeptVersion,
       .follow = [indexes](Txn& txn) { return indexes->Follow(txn); },
       .rebuild = [indexes](storage::Store& store) { return indexes->Rebuild(store); },
       .verify =
           [indexes](const storage::Reader& rows, std::vector<std::string>& problems) {
             return indexes->Verify(rows, problems);
           }});
  for (const storage::Column& column : {kFieldIndex, kFieldIndexPast, kTextIndex}) {
    schema.columns.push_back(column);
  }
  return schema;
}

}  // namespace zgc::query
