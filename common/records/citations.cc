#include "common/records/citations.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>

#include <algorithm>
#include <memory>
#include <utility>

#include "absl/container/btree_set.h"
#include "absl/container/flat_hash_map.h"
#include "absl/functional/function_ref.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "common/base/status_macros.h"
#include "common/contract/rules.h"
#include "common/query/indexes.h"
#include "common/records/amounts.h"
#include "common/records/kind.h"
#include "common/records/records_schema.h"
#include "common/storage/derived/index_rows.h"
#include "zgc/common/v1/step.pb.h"

namespace zgc::records {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using storage::Txn;

using Names = absl::btree_set<std::string>;
using VisitText = absl::FunctionRef<void(const std::string&)>;

constexpr int kVersion = 5;
// What a rebuild holds in memory.
constexpr size_t kHeldBytes = size_t{16} << 20;

constexpr absl::string_view kEvidenceNames = "evidence/";

// By its name, or by its full name.
template <typename Texts>
void ForEachEvidence(const Texts& texts, VisitText visit) {
  for (const std::string& text : texts) {
    if (absl::StartsWith(text, kEvidenceNames) || absl::StartsWith(text, "//")) visit(text);
  }
}

// Whether it says that it was withdrawn, so that nothing rests on it. It is never voided.
bool IsWithdrawn(const Message& row) {
  const FieldDescriptor* field = row.GetDescriptor()->FindFieldByName("withdrawn");
  return field != nullptr && field->type() == FieldDescriptor::TYPE_BOOL && !field->is_repeated() &&
         row.GetReflection()->GetBool(row, field);
}

// Whether it was refused, so that nothing rests on it. Neither is it voided.
bool IsRejected(const Message& row) {
  const FieldDescriptor* state = row.GetDescriptor()->FindFieldByName("state");
  if (state == nullptr || state->type() != FieldDescriptor::TYPE_ENUM) return false;
  return absl::EndsWith(row.GetReflection()->GetEnum(row, state)->name(), "_REJECTED");
}

void ForEachText(const Message& message, VisitText visit) {
  const auto& reflection = *message.GetReflection();
  std::vector<const FieldDescriptor*> fields;
  reflection.ListFields(message, &fields);
  std::string scratch;
  for (const FieldDescriptor* field : fields) {
    const int count = field->is_repeated() ? reflection.FieldSize(message, field) : 1;
    if (field->type() == FieldDescriptor::TYPE_STRING) {
      for (int i = 0; i < count; ++i) {
        visit(field->is_repeated()
                  ? reflection.GetRepeatedStringReference(message, field, i, &scratch)
                  : reflection.GetStringReference(message, field, &scratch));
      }
    } else if (field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
      for (int i = 0; i < count; ++i) {
        const Message& inner = field->is_repeated()
                                   ? reflection.GetRepeatedMessage(message, field, i)
                                   : reflection.GetMessage(message, field);
        if (field->message_type() == common::v1::Step::descriptor()) {
          ForEachEvidence(static_cast<const common::v1::Step&>(inner).evidence(), visit);
        } else {
          ForEachText(inner, visit);
        }
      }
    }
  }
}

// What a service's rows cite, and which tables have rows that cite.
class Citations {
 public:
  explicit Citations(const storage::Schema& schema)
      : own_names_(absl::StrCat("//", schema.name, "/")) {
    for (const storage::Column& column : schema.columns) {
      const auto* type = google::protobuf::DescriptorPool::generated_pool()->FindMessageTypeByName(
          std::string(column.row_type.name()));
      if (type == nullptr || !column.history) continue;
      const std::string& resource = contract::ResourceTypeOf(*type);
      const bool own = absl::StartsWith(resource, absl::StrCat(schema.name, "/")) ||
                       type == v1::Evidence::descriptor();
      if (own) cited_[contract::CollectionOf(resource)].push_back(type);
      if (own || absl::StartsWith(resource, "figures/") || type == v1::Correction::descriptor()) {
        citing_.emplace(column.id, type);
      }
    }
    for (const storage::Column& column : schema.columns) {
      if (citing_.contains(column.id)) columns_.push_back(column);
    }
  }

  absl::Status Follow(Txn& txn) const {
    const Txn before = txn.Before();
    // Changes of the index itself are not among them.
    const std::vector<Txn::Change> changes = txn.changes();
    for (const Txn::Change& change : changes) {
      if (!citing_.contains(change.column.id)) continue;
      ZGC_ASSIGN_OR_RETURN(const auto was, before.Get(change.column, change.key));
      ZGC_ASSIGN_OR_RETURN(const auto is, txn.Get(change.column, change.key));
      ZGC_ASSIGN_OR_RETURN(const Cited old, CitedBy(change.column, was));
      ZGC_ASSIGN_OR_RETURN(const Cited now, CitedBy(change.column, is));
      for (const std::string& name : old.names) {
        if (!now.names.contains(name)) kCitations.Remove(txn, {name}, old.by);
      }
      for (const std::string& name : now.names) {
        if (!old.names.contains(name)) kCitations.Add(txn, {name}, now.by);
      }
      if (old.row == nullptr && now.row == nullptr) continue;
      ZGC_RETURN_IF_ERROR(CountAmounts(txn, old.row.get(), now.row.get()));
    }
    return absl::OkStatus();
  }

  absl::Status Rebuild(storage::Store& store) const {
    storage::IndexRows citations(store, kCitations.column(), kHeldBytes);
    AmountTotals amounts;
    const storage::Snapshot rows = store.Read();
    for (const storage::Column& column : columns_) {
      const auto cursor = rows.Scan(column, {});
      for (; cursor->Valid(); cursor->Next()) {
        ZGC_ASSIGN_OR_RETURN(const Cited now, CitedBy(column, std::string(cursor->value())));
        ZGC_RETURN_IF_ERROR(citations.Begin(now.by));
        for (const std::string& name : now.names) {
          citations.Add(storage::EncodeKey(RecordName{name}));
        }
        AddAmounts(*now.row, amounts);
      }
      ZGC_RETURN_IF_ERROR(cursor->status());
    }
    ZGC_RETURN_IF_ERROR(citations.Load());
    return store.LoadDerived(kAmountCounts.column(), [&](storage::PutRow put) -> absl::Status {
      for (const auto& [name, counts] : amounts) {
        ZGC_RETURN_IF_ERROR(
            put(storage::EncodeKey(storage::NameKey{name}), counts.SerializeAsString()));
      }
      return absl::OkStatus();
    });
  }

 private:
  struct Cited {
    std::string by;
    Names names;
    // Null if there is none.
    std::unique_ptr<Message> row;
  };

  bool IsName(absl::string_view text) const {
    const size_t slash = text.find('/');
    if (slash == absl::string_view::npos) return false;
    const auto types = cited_.find(text.substr(0, slash + 1));
    if (types == cited_.end()) return false;
    return std::any_of(types->second.begin(), types->second.end(),
                       [&](const Descriptor* type) { return contract::IsNameOf(*type, text); });
  }

  absl::StatusOr<Cited> CitedBy(const storage::Column& column,
                                const absl::optional<std::string>& row) const {
    Cited found;
    if (!row.has_value()) return found;
    const Descriptor* type = citing_.at(column.id);
    found.row.reset(
        google::protobuf::MessageFactory::generated_factory()->GetPrototype(type)->New());
    const std::unique_ptr<Message>& message = found.row;
    if (!message->ParseFromString(*row)) {
      return absl::DataLossError(absl::StrCat("damaged row in table ", column.name));
    }
    const auto* name = type->FindFieldByName("name");
    found.by = message->GetReflection()->GetString(*message, name);
    const auto add = [&](const std::string& text) {
      const absl::string_view cited = LocalName(text);
      if (cited != found.by && IsName(cited)) found.names.emplace(cited);
    };
    const bool is_correction = type == v1::Correction::descriptor();
    const bool of_figures = absl::StartsWith(contract::ResourceTypeOf(*type), "figures/");
    if ((is_correction || of_figures) && IsRejected(*message)) return found;
    if (IsWithdrawn(*message)) return found;
    if (is_correction) {
      // That it names its record is no citation.
      ForEachEvidence(static_cast<const v1::Correction&>(*message).evidence(), add);
      return found;
    }
    ForEachText(*message, add);
    // A record below another: "matters/m/extensions/x".
    const std::vector<absl::string_view> parts = absl::StrSplit(found.by, '/');
    if (parts.size() > 2) add(absl::StrCat(parts[0], "/", parts[1]));
    return found;
  }

  // A document is cited by its full name, too: "evidence/e" of "//park_region/evidence/e".
  absl::string_view LocalName(absl::string_view text) const {
    absl::string_view local = text;
    const bool own = absl::ConsumePrefix(&local, own_names_);
    return own && absl::StartsWith(local, kEvidenceNames) ? local : text;
  }

  const std::string own_names_;
  // By "parks/".
  absl::flat_hash_map<std::string, std::vector<const Descriptor*>> cited_;
  absl::flat_hash_map<storage::ColumnId, const Descriptor*> citing_;
  std::vector<storage::Column> columns_;
};

}  // namespace

absl::StatusOr<Citing> CitingOf(const storage::Reader& reader, const std::string& name,
                                size_t most) {
  Citing citing;
  ZGC_RETURN_IF_ERROR(kCitations.ForEach(reader, {name}, [&](const std::string& found) {
    if (citing.names.size() < most) citing.names.push_back(found);
    return ++citing.count < kMostCounted;
  }));
  return citing;
}

absl::StatusOr<bool> IsCited(const storage::Reader& reader, const std::string& name) {
  bool cited = false;
  ZGC_RETURN_IF_ERROR(kCitations.ForEach(reader, {name}, [&](const std::string&) {
    cited = true;
    return false;
  }));
  return cited;
}

storage::Derived CitationsOf(const storage::Schema& schema) {
  const auto citations = std::make_shared<const Citations>(schema);
  return {.version = kVersion,
          .follow = [citations](Txn& txn) { return citations->Follow(txn); },
          .rebuild = [citations](storage::Store& store) { return citations->Rebuild(store); }};
}

storage::Schema WithRecords(storage::Schema schema) {
  const std::vector<storage::Column> columns =
      storage::Columns(RecordColumns(), kCitations, kAmountCounts);
  // Evidence is cited, and corrections cite it.
  schema.columns.insert(schema.columns.end(), columns.begin(), columns.end());
  schema.derived = storage::Together(schema.derived, CitationsOf(schema));
  return query::WithIndexes(std::move(schema));
}

}  // namespace zgc::records
