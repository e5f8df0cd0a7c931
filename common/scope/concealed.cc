#include "common/scope/concealed.h"

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "zgc/common/v1/options.pb.h"
#include "zgc/records/v1/corrections.pb.h"

namespace zgc::scope {
namespace {

using google::protobuf::Any;
using google::protobuf::Descriptor;
using google::protobuf::DescriptorPool;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::MessageFactory;

bool IsConcealed(const Descriptor& type, absl::string_view field) {
  static const auto* const fields = new absl::flat_hash_set<std::string>{
      "zgc.tasks.v1.Plan.origins",
      "zgc.supervision.v1.Calendar.effect",
      "zgc.funding.v1.RuleVersion.cited_count",
      "zgc.funding.v1.RuleVersion.last_cited_date",
      "zgc.tasks.v1.HeldFigure.value",
      "zgc.tasks.v1.Attainment.problems",
      // They change with every citation.
      "zgc.funding.v1.RuleVersion.etag",
      "zgc.funding.v1.RuleVersion.revision",
  };
  return fields->contains(absl::StrCat(type.full_name(), ".", field));
}

// The type of what is packed, or null.
const Descriptor* TypeIn(const Any& packed) {
  std::string name;
  if (!Any::ParseAnyTypeUrl(packed.type_url(), &name)) return nullptr;
  return DescriptorPool::generated_pool()->FindMessageTypeByName(name);
}

void ConcealPacked(Any& packed) {
  const Descriptor* type = TypeIn(packed);
  if (type == nullptr) return packed.Clear();
  const std::unique_ptr<Message> inner(
      MessageFactory::generated_factory()->GetPrototype(type)->New());
  if (!inner->ParseFromString(packed.value())) return packed.Clear();
  Conceal(*inner);
  packed.set_value(inner->SerializeAsString());
}

// Whether "effect.moved" leads through a field that is: "effect", or one in what that has.
bool IsConcealedPath(const Descriptor* type, absl::string_view path) {
  for (const absl::string_view part : absl::StrSplit(path, '.')) {
    // "completions[0]"
    const absl::string_view name = part.substr(0, part.find('['));
    if (type == nullptr) return false;
    if (IsConcealed(*type, name)) return true;
    const FieldDescriptor* field = type->FindFieldByName(std::string(name));
    type = field == nullptr ? nullptr : field->message_type();
  }
  return false;
}

// Whether it has such a field anywhere inside, so that its text would tell of it.
bool HasConcealed(const Descriptor* type, int depth) {
  for (int i = 0; type != nullptr && depth > 0 && i < type->field_count(); ++i) {
    const FieldDescriptor& field = *type->field(i);
    // Not kept with the row.
    if (field.options().GetExtension(common::v1::computed)) continue;
    if (IsConcealed(*type, field.name()) || HasConcealed(field.message_type(), depth - 1)) {
      return true;
    }
  }
  return false;
}

// What a path leads to, or null.
const Descriptor* TypeAt(const Descriptor* type, absl::string_view path) {
  for (const absl::string_view part : absl::StrSplit(path, '.')) {
    const absl::string_view name = part.substr(0, part.find('['));
    const FieldDescriptor* field =
        type == nullptr ? nullptr : type->FindFieldByName(std::string(name));
    type = field == nullptr ? nullptr : field->message_type();
  }
  return type;
}

void ConcealChanges(records::v1::RecordVersion& version) {
  constexpr int kDepth = 4;
  const Descriptor* type = TypeIn(version.row());
  if (type == nullptr) return;
  auto& changes = *version.mutable_changes();
  for (int i = changes.size() - 1; i >= 0; --i) {
    const std::string& path = changes[i].path();
    if (IsConcealedPath(type, path) || HasConcealed(TypeAt(type, path), kDepth)) {
      changes.DeleteSubrange(i, 1);
    }
  }
}

}  // namespace

void Conceal(Message& answer) {
  if (answer.GetDescriptor() == Any::descriptor()) return ConcealPacked(static_cast<Any&>(answer));
  if (answer.GetDescriptor() == records::v1::RecordVersion::descriptor()) {
    ConcealChanges(static_cast<records::v1::RecordVersion&>(answer));
  }
  const auto& reflection = *answer.GetReflection();
  std::vector<const FieldDescriptor*> fields;
  reflection.ListFields(answer, &fields);
  for (const FieldDescriptor* field : fields) {
    if (IsConcealed(*answer.GetDescriptor(), field->name())) {
      reflection.ClearField(&answer, field);
      continue;
    }
    if (field->type() != FieldDescriptor::TYPE_MESSAGE || field->is_map()) continue;
    if (!field->is_repeated()) {
      Conceal(*reflection.MutableMessage(&answer, field));
      continue;
    }
    for (int i = 0; i < reflection.FieldSize(answer, field); ++i) {
      Conceal(*reflection.MutableRepeatedMessage(&answer, field, i));
    }
  }
}

bool IsConcealedVersion(const records::v1::RecordVersion& version) {
  const Descriptor* type = TypeIn(version.row());
  const auto& changes = version.changes();
  return type != nullptr && !changes.empty() &&
         std::all_of(changes.begin(), changes.end(), [&](const records::v1::FieldChange& change) {
           return IsConcealedPath(type, change.path());
         });
}

bool IsByConcealed(const Descriptor& row, absl::string_view text) {
  const auto is_of_path = [](char c) {
    return absl::ascii_isalnum(static_cast<unsigned char>(c)) || c == '_' || c == '.';
  };
  for (size_t at = 0; at < text.size(); ++at) {
    const size_t begin = at;
    while (at < text.size() && is_of_path(text[at])) ++at;
    if (IsConcealedPath(&row, text.substr(begin, at - begin))) return true;
  }
  return false;
}

}  // namespace zgc::scope
