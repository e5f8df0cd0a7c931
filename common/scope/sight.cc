#include "common/scope/sight.h"

#include <algorithm>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "common/base/status_macros.h"
#include "common/contract/rules.h"
#include "common/scope/marks.h"
#include "common/storage/table.h"
#include "google/api/resource.pb.h"
#include "zgc/records/v1/corrections.pb.h"

namespace zgc::scope {
namespace {

using google::protobuf::DescriptorPool;
using google::protobuf::Message;
using google::protobuf::MessageFactory;

// Of rows above one, such as clawback, payment, award, program; and of divisions or units.
constexpr int kMostAbove = 6;
constexpr int kMostParts = 12;

// What is kept of records that were voided: zgc.records.v1.VoidedRecord.
constexpr char kVoidedTable[] = "voided_records";

// The innermost of this thread.
thread_local const storage::Store* innermost_history = nullptr;

// Whether all see it: one of a common type that nobody owns.
bool IsCommon(const Message& row) {
  const Marks& marks = MarksOf(*row.GetDescriptor());
  bool owned = false;
  for (const Mark& mark : marks.fields) {
    ForEachValue(row, mark, [&](const std::string& value) { owned |= !value.empty(); });
  }
  return marks.reach == common::v1::REACH_COMMON && !owned;
}

}  // namespace

HistoryScope::HistoryScope(const storage::Store& store) : outer_(innermost_history) {
  innermost_history = &store;
}

HistoryScope::~HistoryScope() { innermost_history = outer_; }

const google::protobuf::FieldDescriptor* Sight::PartOf(const google::protobuf::Descriptor& type) {
  const auto* field = type.FindFieldByName("parent");
  if (field == nullptr) return nullptr;
  const auto& reference = field->options().GetExtension(google::api::resource_reference);
  return reference.type() == contract::ResourceTypeOf(type) ? field : nullptr;
}

const storage::Column* Sight::TableOf(const storage::Reader& reader, absl::string_view name) {
  const std::vector<absl::string_view> parts = absl::StrSplit(name, '/');
  if (parts.size() < 2 || absl::StartsWith(name, "//")) return nullptr;
  const storage::Column* column = reader.FindColumn(parts[parts.size() - 2]);
  if (column == nullptr || column->feed_type.empty()) return nullptr;
  const auto* type = DescriptorPool::generated_pool()->FindMessageTypeByName(
      std::string(column->feed_type.name()));
  return contract::IsNameOf(*type, name) ? column : nullptr;
}

absl::StatusOr<std::unique_ptr<Message>> Sight::RowNamed(const storage::Reader& reader,
                                                         absl::string_view name) {
  const storage::Column* column = TableOf(reader, name);
  if (column == nullptr) return nullptr;
  ZGC_ASSIGN_OR_RETURN(
      const auto bytes,
      reader.Get(*column, storage::EncodeKey(storage::NameKey{std::string(name)})));
  if (!bytes.has_value()) return nullptr;
  const auto* type = DescriptorPool::generated_pool()->FindMessageTypeByName(
      std::string(column->feed_type.name()));
  std::unique_ptr<Message> row(MessageFactory::generated_factory()->GetPrototype(type)->New());
  if (!row->ParseFromString(*bytes)) {
    return absl::DataLossError(absl::StrCat("damaged row in table ", column->name));
  }
  return row;
}

absl::StatusOr<bool> Sight::Sees(const Message& row) const {
  if (IsCommon(row)) return true;
  ZGC_ASSIGN_OR_RETURN(const Standing standing, StandingOf(row));
  return standing.Sees();
}

absl::StatusOr<Standing> Sight::StandingOf(const Message& row) const {
  Standing standing;
  ZGC_RETURN_IF_ERROR(Collect(row, Mark(), kMostAbove, standing));
  return standing;
}

absl::StatusOr<bool> Sight::HasNamed(const std::string& name) const {
  const common::v1::Scope kind = KindOf(name);
  return bounds_.Gives(kind) ? Has(bounds_.Of(kind), KeyOf(name)) : false;
}

absl::StatusOr<bool> Sight::HasOrganisation(const std::string& name) const {
  return Has(bounds_.organisations, KeyOf(name));
}

absl::Status Sight::Collect(const Message& row, const Mark& above, int depth,
                            Standing& standing) const {
  absl::Status status;
  for (const Mark& own : MarksOf(*row.GetDescriptor()).fields) {
    Mark mark;
    mark.stake = std::max(above.stake, own.stake);
    mark.joint = above.joint || own.joint;
    Owners owners;
    ForEachValue(row, own, [&](const std::string& value) {
      if (!status.ok() || value.empty()) return;
      status = own.scope == common::v1::SCOPE_INHERITED
                   ? CollectNamed(value, mark, depth, standing, owners)
                   : CollectValue(own.scope, value, mark, standing, owners);
    });
    standing.owned |= owners.own;
    standing.foreign |= owners.others && (mark.joint || !owners.within);
  }
  return status;
}

absl::Status Sight::CollectNamed(const std::string& name, const Mark& mark, int depth,
                                 Standing& standing, Owners& owners) const {
  const common::v1::Scope kind = KindOf(name);
  if (kind != common::v1::SCOPE_UNSPECIFIED) {
    return CollectValue(kind, name, mark, standing, owners);
  }
  if (depth == 0) return absl::OkStatus();
  ZGC_ASSIGN_OR_RETURN(auto row, RowNamed(reader_, name));
  if (row == nullptr) {
    ZGC_ASSIGN_OR_RETURN(row, RowGone(name));
  }
  if (row == nullptr) return absl::OkStatus();
  Standing above;
  ZGC_RETURN_IF_ERROR(Collect(*row, mark, depth - 1, above));
  standing.seen |= above.seen;
  standing.partnered |= above.partnered;
  standing.joint |= above.joint;
  standing.owners.merge(above.owners);
  standing.partners.merge(above.partners);
  owners.own |= above.Owns();
  owners.within |= above.Owns();
  owners.others |= above.foreign;
  return absl::OkStatus();
}

absl::StatusOr<std::unique_ptr<Message>> Sight::RowGone(const std::string& name) const {
  if (before_ != nullptr) return RowNamed(*before_, name);
  if (innermost_history == nullptr || TableOf(reader_, name) == nullptr) return nullptr;
  const storage::Column* table = reader_.FindColumn(kVoidedTable);
  if (table == nullptr) return nullptr;
  ZGC_ASSIGN_OR_RETURN(const auto bytes,
                       reader_.Get(*table, storage::EncodeKey(storage::NameKey{name})));
  if (!bytes.has_value()) return nullptr;
  records::v1::VoidedRecord voided;
  if (!voided.ParseFromString(*bytes)) {
    return absl::DataLossError(absl::StrCat("damaged row in table ", table->name));
  }
  ZGC_ASSIGN_OR_RETURN(const auto by, RowNamed(reader_, voided.correction()));
  if (by == nullptr || by->GetDescriptor() != records::v1::Correction::descriptor()) return nullptr;
  const int64_t revision = static_cast<const records::v1::Correction&>(*by).applied_revision();
  if (revision <= 1) return nullptr;
  ZGC_ASSIGN_OR_RETURN(const storage::Snapshot last, innermost_history->ReadAt(revision - 1));
  return RowNamed(last, name);
}

absl::Status Sight::CollectPark(const std::string& park, const Mark& mark, Standing& standing,
                                Owners& owners) const {
  ZGC_ASSIGN_OR_RETURN(const auto row, RowNamed(reader_, park));
  if (row == nullptr) return absl::OkStatus();
  for (const Mark& own : MarksOf(*row->GetDescriptor()).fields) {
    if (own.scope != common::v1::SCOPE_REGION) continue;
    absl::Status status;
    ForEachValue(*row, own, [&](const std::string& region) {
      if (status.ok()) status = CollectValue(own.scope, region, mark, standing, owners);
    });
    ZGC_RETURN_IF_ERROR(status);
  }
  return absl::OkStatus();
}

absl::Status Sight::CollectValue(common::v1::Scope kind, const std::string& value, const Mark& mark,
                                 Standing& standing, Owners& owners) const {
  const std::set<std::string>& bound = bounds_.Of(kind);
  if (bound.empty() && kind == common::v1::SCOPE_PARK && !bounds_.regions.empty()) {
    return CollectPark(value, mark, standing, owners);
  }
  if (bound.empty()) return absl::OkStatus();
  ZGC_ASSIGN_OR_RETURN(const bool within, Has(bound, KeyOf(value)));
  const bool given = within && bounds_.Gives(kind);
  standing.seen |= given;
  standing.joint |= mark.joint && !within;
  if (mark.stake == common::v1::STAKE_PARTNER) {
    standing.partnered |= given;
    if (!within) standing.partners.emplace(KeyOf(value));
  }
  if (mark.stake != common::v1::STAKE_OWNER) return absl::OkStatus();
  owners.own |= given;
  owners.within |= within;
  owners.others |= !within;
  if (!within) standing.owners.emplace(KeyOf(value));
  return absl::OkStatus();
}

absl::StatusOr<bool> Sight::Has(const std::set<std::string>& bound, absl::string_view value) const {
  std::string at(value);
  for (int i = 0; i < kMostParts && !at.empty(); ++i) {
    if (bound.contains(at)) return true;
    ZGC_ASSIGN_OR_RETURN(const auto row, RowNamed(reader_, at));
    const auto* part_of = row == nullptr ? nullptr : PartOf(*row->GetDescriptor());
    if (part_of == nullptr) return false;
    at = row->GetReflection()->GetString(*row, part_of);
  }
  return false;
}

}  // namespace zgc::scope
