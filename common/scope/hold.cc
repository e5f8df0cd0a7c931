#include "common/scope/hold.h"

#include <google/protobuf/any.pb.h>

#include <algorithm>
#include <memory>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "absl/types/optional.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/contract/rules.h"
#include "common/scope/marks.h"
#include "common/scope/sight.h"

namespace zgc::scope {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::DescriptorPool;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

// The innermost of this thread.
thread_local ListScope* innermost_list = nullptr;

// How many resources a request may name: each is read while nothing else is written.
constexpr int kMostNamed = 1'000;

// A text that may look like a name and is never there as one.
bool IsNoName(const FieldDescriptor& field) {
  static const auto* const names = new absl::flat_hash_set<absl::string_view>{
      "request_id", "etag", "page_token", "filter", "order_by"};
  return names->contains(field.name());
}

// "parks/a".
bool IsOfTwo(absl::string_view name) {
  return std::count(name.begin(), name.end(), '/') == 1 && !absl::EndsWith(name, "/");
}

absl::Status WrongField(absl::string_view field, absl::string_view what) {
  base::FieldErrors errors;
  errors.Add(field, what);
  return errors.ToStatus();
}

// What a name in a request is there for.
enum class Named { kReferred, kChanged, kMade };

// Whatever in a text may be the name of a resource.
std::vector<std::string> NamesIn(const std::string& text) {
  const auto is_of_name = [](char c) {
    return absl::ascii_isalnum(static_cast<unsigned char>(c)) || c == '/' || c == '-' || c == '_' ||
           c == '.' || c == '@';
  };
  std::vector<std::string> names;
  for (size_t at = 0; at < text.size();) {
    size_t end = at;
    while (end < text.size() && is_of_name(text[end])) ++end;
    absl::string_view name = absl::string_view(text).substr(at, end - at);
    // The end of a sentence.
    while (absl::ConsumeSuffix(&name, ".")) {
    }
    if (absl::StrContains(name, "/")) names.emplace_back(name);
    at = end + 1;
  }
  return names;
}

absl::StatusOr<bool> IsForeignName(const storage::Reader& reader, const Bounds& bounds,
                                   const Sight& sight, const std::string& name) {
  ZGC_ASSIGN_OR_RETURN(const auto row, Sight::RowNamed(reader, KeyOf(name)));
  if (row != nullptr) {
    ZGC_ASSIGN_OR_RETURN(const bool seen, sight.Sees(*row));
    return !seen;
  }
  // Which has no row, and what a text tells of it may be its value.
  if (absl::StartsWith(KeyOf(name), "figures/")) return true;
  const common::v1::Scope kind = KindOf(name);
  if (bounds.Of(kind).empty()) return false;
  ZGC_ASSIGN_OR_RETURN(const bool has, sight.HasNamed(name));
  return !has;
}

class RequestHolder {
 public:
  RequestHolder(const storage::Reader& reader, const Bounds& bounds, common::v1::Stake least)
      : reader_(reader),
        bounds_(bounds),
        sight_(reader, bounds),
        least_(least),
        writes_(least != common::v1::STAKE_UNSPECIFIED) {}

  absl::Status Hold(const Message& request) {
    ZGC_RETURN_IF_ERROR(HoldResources(request));
    return HoldOwn(request);
  }

 private:
  absl::Status HoldResources(const Message& request) {
    const bool updates = request.GetDescriptor()->FindFieldByName("update_mask") != nullptr;
    return Walk(request, writes_ ? Named::kChanged : Named::kReferred,
                updates ? Named::kChanged : Named::kMade);
  }

  // Whose part it says that it is, in itself or in what is no resource: nobody leaves that open.
  absl::Status HoldOwn(const Message& request) const {
    const auto& reflection = *request.GetReflection();
    const Descriptor& type = *request.GetDescriptor();
    for (int i = 0; i < type.field_count(); ++i) {
      const FieldDescriptor* field = type.field(i);
      if (field->is_repeated()) continue;
      if (field->options().GetExtension(common::v1::own)) {
        const std::string named = reflection.GetString(request, field);
        ZGC_ASSIGN_OR_RETURN(const bool has, sight_.HasOrganisation(named));
        if (!has) return OutOfScope(bounds_, named.empty() ? field->name() : named);
      } else if (field->type() == FieldDescriptor::TYPE_MESSAGE &&
                 absl::StartsWith(field->message_type()->full_name(), "zgc.") &&
                 contract::ResourceTypeOf(*field->message_type()).empty()) {
        ZGC_RETURN_IF_ERROR(HoldOwn(reflection.GetMessage(request, field)));
      }
    }
    return absl::OkStatus();
  }

  // `here` is what the field `name` of this message is there for, `inside` that of the resource
  // in it.
  absl::Status Walk(const Message& message, Named here, Named inside) {
    const auto& reflection = *message.GetReflection();
    std::vector<const FieldDescriptor*> fields;
    reflection.ListFields(message, &fields);
    for (const FieldDescriptor* field : fields) {
      if (field->type() == FieldDescriptor::TYPE_STRING) {
        if (IsNoName(*field)) continue;
        const Named named = field->name() == "name" ? here : Named::kReferred;
        const int size = field->is_repeated() ? reflection.FieldSize(message, field) : 1;
        for (int i = 0; i < size; ++i) {
          const std::string name = field->is_repeated()
                                       ? reflection.GetRepeatedString(message, field, i)
                                       : reflection.GetString(message, field);
          ZGC_RETURN_IF_ERROR(HoldName(name, named, *field));
        }
      } else if (field->type() == FieldDescriptor::TYPE_MESSAGE && !field->is_map()) {
        ZGC_RETURN_IF_ERROR(WalkInner(message, *field, inside));
      }
    }
    return absl::OkStatus();
  }

  // What is packed, such as the right values of a record: a row of a table, with nothing packed in
  // it, as a caller could pack without end.
  absl::Status WalkPacked(const google::protobuf::Any& packed, const FieldDescriptor& field) {
    if (is_packed_) return WrongField(field.name(), "is packed in what is packed");
    std::string name;
    google::protobuf::Any::ParseAnyTypeUrl(packed.type_url(), &name);
    const Descriptor* type = DescriptorPool::generated_pool()->FindMessageTypeByName(name);
    if (type == nullptr || contract::ResourceTypeOf(*type).empty()) {
      return WrongField(field.name(),
                        absl::StrCat("is a \"", packed.type_url(), "\", which is no resource"));
    }
    const std::unique_ptr<Message> inner(
        google::protobuf::MessageFactory::generated_factory()->GetPrototype(type)->New());
    if (!inner->ParseFromString(packed.value())) {
      return WrongField(field.name(), absl::StrCat("its bytes are no ", name));
    }
    is_packed_ = true;
    absl::Status walked = Walk(*inner, Named::kReferred, Named::kReferred);
    is_packed_ = false;
    return walked;
  }

  absl::Status WalkInner(const Message& message, const FieldDescriptor& field, Named named) {
    const auto& reflection = *message.GetReflection();
    const bool is_resource = !contract::ResourceTypeOf(*field.message_type()).empty();
    const Named here = is_resource && writes_ ? named : Named::kReferred;
    const int size = field.is_repeated() ? reflection.FieldSize(message, &field) : 1;
    for (int i = 0; i < size; ++i) {
      const Message& inner = field.is_repeated() ? reflection.GetRepeatedMessage(message, &field, i)
                                                 : reflection.GetMessage(message, &field);
      if (field.message_type() == google::protobuf::Any::descriptor()) {
        ZGC_RETURN_IF_ERROR(WalkPacked(static_cast<const google::protobuf::Any&>(inner), field));
        continue;
      }
      ZGC_RETURN_IF_ERROR(Walk(inner, here, Named::kReferred));
      if (here != Named::kMade) continue;
      ZGC_ASSIGN_OR_RETURN(const Standing standing, sight_.StandingOf(inner));
      if (!standing.owners.empty()) return OutOfScope(bounds_, field.name());
    }
    return absl::OkStatus();
  }

  // Of a text that is a name, whatever the field.
  absl::Status HoldName(const std::string& name, Named named, const FieldDescriptor& field) {
    const storage::Column* table = Sight::TableOf(reader_, name);
    if (table != nullptr && ++named_ > kMostNamed) {
      return WrongField(field.name(), absl::StrCat("is beyond the ", kMostNamed,
                                                   " resources that a request may name"));
    }
    const bool others_too =
        field.options().GetExtension(common::v1::stake) > common::v1::STAKE_OWNER;
    if (table == nullptr) return others_too ? absl::OkStatus() : HoldElsewhere(name);
    ZGC_ASSIGN_OR_RETURN(const auto row, Sight::RowNamed(reader_, name));
    const Descriptor& type = *DescriptorPool::generated_pool()->FindMessageTypeByName(
        std::string(table->feed_type.name()));
    if (row == nullptr) {
      const bool may_be_missing = named == Named::kMade || MarksOf(type).common();
      return may_be_missing ? absl::OkStatus() : OutOfScope(bounds_, name);
    }
    bool held = false;
    if (named == Named::kChanged) {
      ZGC_ASSIGN_OR_RETURN(const Standing standing, sight_.StandingOf(*row));
      held = standing.May(least_);
    } else {
      ZGC_ASSIGN_OR_RETURN(held, sight_.Sees(*row));
    }
    return held ? absl::OkStatus() : OutOfScope(bounds_, name);
  }

  // Of a park, a division or an organisation of which another service has the record.
  absl::Status HoldElsewhere(const std::string& name) const {
    if (!IsOfTwo(KeyOf(name))) return absl::OkStatus();
    const std::set<std::string>& bound = bounds_.Of(KindOf(name));
    if (bound.empty() || bound.contains(std::string(KeyOf(name)))) return absl::OkStatus();
    return OutOfScope(bounds_, name);
  }

  const storage::Reader& reader_;
  const Bounds& bounds_;
  const Sight sight_;
  const common::v1::Stake least_;
  const bool writes_;
  int named_ = 0;
  bool is_packed_ = false;
};

// How a caller stands to a row that was changed, if it is there.
absl::StatusOr<absl::optional<Standing>> StandingTo(const storage::Reader& rows, const Sight& sight,
                                                    const storage::Txn::Change& change) {
  ZGC_ASSIGN_OR_RETURN(const auto bytes, rows.Get(change.column, change.key));
  if (!bytes.has_value()) return absl::nullopt;
  const Descriptor* type = DescriptorPool::generated_pool()->FindMessageTypeByName(
      std::string(change.column.feed_type.name()));
  const std::unique_ptr<Message> row(
      google::protobuf::MessageFactory::generated_factory()->GetPrototype(type)->New());
  if (!row->ParseFromString(*bytes)) {
    return absl::DataLossError(absl::StrCat("damaged row in table ", change.column.name));
  }
  ZGC_ASSIGN_OR_RETURN(Standing standing, sight.StandingOf(*row));
  return standing;
}

// Whether who stands so may have changed a row from one to the other.
bool IsHeld(const absl::optional<Standing>& was, const absl::optional<Standing>& is,
            common::v1::Stake least) {
  if (was.has_value() && !was->May(least)) return false;
  if (!is.has_value()) return true;
  // What was its own it may give up to nobody, if it still sees it.
  const bool gives_up = was.has_value() && is->Sees() && (!is->foreign || !was->Owns());
  if (!is->May(least) && !gives_up) return false;
  static const auto* const nobody = new Standing;
  const Standing& others = was.has_value() ? *was : *nobody;
  if (is->owners != others.owners) return false;
  // Who only has a part in it does not make it its own.
  if (was.has_value() && !was->Owns() && is->Owns()) return false;
  const bool as_owner = was.has_value() ? was->Owns() : is->Owns();
  return as_owner || is->partners == others.partners;
}

}  // namespace

absl::Status HoldRequest(const storage::Reader& reader, const Bounds& bounds,
                         const Message& request, common::v1::Stake least) {
  return RequestHolder(reader, bounds, least).Hold(request);
}

absl::Status HoldNamed(const storage::Reader& reader, const Bounds& bounds,
                       const std::string& name) {
  ZGC_ASSIGN_OR_RETURN(const auto row, Sight::RowNamed(reader, name));
  if (row == nullptr) return OutOfScope(bounds, name);
  ZGC_ASSIGN_OR_RETURN(const bool seen, Sight(reader, bounds).Sees(*row));
  return seen ? absl::OkStatus() : OutOfScope(bounds, name);
}

absl::Status HoldFilters(const storage::Reader& reader, const Bounds& bounds,
                         const std::vector<std::vector<std::string>>& filters,
                         const std::string& what) {
  const Sight sight(reader, bounds);
  for (const std::vector<std::string>& names : filters) {
    bool all = !names.empty();
    for (const std::string& name : names) {
      ZGC_ASSIGN_OR_RETURN(const bool has, sight.HasNamed(name));
      all &= has;
    }
    if (all) return absl::OkStatus();
  }
  return OutOfScope(bounds, what);
}

absl::Status HoldAnswer(const storage::Reader& reader, const Bounds& bounds,
                        const Message& resource, const storage::Reader* before) {
  ZGC_ASSIGN_OR_RETURN(const bool seen, Sight(reader, bounds, before).Sees(resource));
  if (seen) return absl::OkStatus();
  const auto* name = resource.GetDescriptor()->FindFieldByName("name");
  return OutOfScope(bounds, resource.GetReflection()->GetString(resource, name));
}

absl::Status WithoutForeign(const storage::Reader& reader, const Bounds& bounds,
                            const absl::Status& refusal) {
  // What one of these names is what the request does.
  if (refusal.ok() || base::ReasonOf(refusal) == common::v1::ERROR_REASON_OUT_OF_SCOPE) {
    return refusal;
  }
  std::string text(refusal.message());
  refusal.ForEachPayload([&](absl::string_view /*type*/, const absl::Cord& detail) {
    absl::StrAppend(&text, "\n", std::string(detail));
  });
  const Sight sight(reader, bounds);
  for (const std::string& name : NamesIn(text)) {
    ZGC_ASSIGN_OR_RETURN(const bool foreign, IsForeignName(reader, bounds, sight, name));
    if (!foreign) continue;
    return base::MakeError(refusal.code(), base::ReasonOf(refusal),
                           "what stands in the way is not within the scope of the caller",
                           {{"scope", bounds.Text()}});
  }
  return refusal;
}

absl::Status HoldChanges(const storage::Txn& txn, const Bounds& bounds, common::v1::Stake least) {
  const auto before = txn.Before();
  const Sight sight_before(before, bounds);
  const Sight sight(txn, bounds, &before);
  for (const storage::Txn::Change& change : txn.changes()) {
    if (change.column.feed_type.empty()) continue;
    ZGC_ASSIGN_OR_RETURN(const auto was, StandingTo(before, sight_before, change));
    ZGC_ASSIGN_OR_RETURN(const auto is, StandingTo(txn, sight, change));
    if (!IsHeld(was, is, least)) {
      // Which one it is may be nothing to tell.
      return OutOfScope(bounds, absl::StrCat("what this would change of ", change.column.name));
    }
  }
  return absl::OkStatus();
}

ListScope::ListScope(const Bounds& bounds) : bounds_(bounds), outer_(innermost_list) {
  innermost_list = this;
}

ListScope::~ListScope() { innermost_list = outer_; }

const Bounds* BoundsOfList() {
  if (innermost_list == nullptr) return nullptr;
  innermost_list->asked_ = true;
  return &innermost_list->bounds_;
}

std::string PinOfList() { return innermost_list == nullptr ? "" : innermost_list->bounds_.Text(); }

}  // namespace zgc::scope
