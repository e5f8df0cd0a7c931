#include "common/records/changes.h"

#include <google/protobuf/util/field_mask_util.h>
#include <google/protobuf/util/json_util.h>
#include <google/protobuf/util/message_differencer.h>

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "common/contract/contract.h"

namespace zgc::records {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::FieldMask;
using google::protobuf::Message;
using google::protobuf::util::FieldMaskUtil;
using google::protobuf::util::MessageDifferencer;

bool IsThere(const Message& message, const FieldDescriptor& field) {
  return field.is_repeated() ? message.GetReflection()->FieldSize(message, &field) > 0
                             : message.GetReflection()->HasField(message, &field);
}

std::string JsonOf(const Message& message, const FieldDescriptor& field) {
  if (!IsThere(message, field)) return "null";
  const std::unique_ptr<Message> alone(message.New());
  FieldMask mask;
  mask.add_paths(field.name());
  FieldMaskUtil::MergeMessageTo(message, mask, FieldMaskUtil::MergeOptions(), alone.get());
  google::protobuf::util::JsonPrintOptions options;
  options.preserve_proto_field_names = true;
  std::string json;
  if (!google::protobuf::util::MessageToJsonString(*alone, &json, options).ok()) return "null";
  // Of {"name":value} the value.
  const size_t begin = json.find(':') + 1;
  return json.substr(begin, json.rfind('}') - begin);
}

bool Same(const Message& before, const Message& after, const FieldDescriptor& field) {
  MessageDifferencer differencer;
  return differencer.CompareWithFields(before, after, {&field}, {&field});
}

void AddChanges(const Message& before, const Message& after, const std::string& prefix,
                std::vector<v1::FieldChange>& changes) {
  const auto& type = *before.GetDescriptor();
  for (int i = 0; i < type.field_count(); ++i) {
    const FieldDescriptor& field = *type.field(i);
    if (prefix.empty() && (field.name() == "etag" || field.name() == "revision")) continue;
    if (Same(before, after, field)) continue;
    const std::string path = prefix + field.name();
    if (!field.is_repeated() && field.cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE &&
        IsThere(before, field) && IsThere(after, field)) {
      AddChanges(before.GetReflection()->GetMessage(before, &field),
                 after.GetReflection()->GetMessage(after, &field), path + ".", changes);
      continue;
    }
    v1::FieldChange change;
    change.set_path(path);
    change.set_before(JsonOf(before, field));
    change.set_after(JsonOf(after, field));
    changes.push_back(std::move(change));
  }
}

}  // namespace

std::vector<v1::FieldChange> ChangesBetween(const Message& before, const Message& after) {
  std::vector<v1::FieldChange> changes;
  AddChanges(before, after, "", changes);
  return changes;
}

std::unique_ptr<Message> Unpack(const Kind& kind, const google::protobuf::Any& any,
                                absl::string_view field, resource::Checks& checks) {
  std::string type;
  if (!google::protobuf::Any::ParseAnyTypeUrl(any.type_url(), &type) ||
      type != kind.row().full_name()) {
    checks.Add(field,
               absl::StrCat("is a \"", any.type_url(), "\" and not a ", kind.row().full_name()));
    return nullptr;
  }
  std::unique_ptr<Message> row(
      google::protobuf::MessageFactory::generated_factory()->GetPrototype(&kind.row())->New());
  if (!any.UnpackTo(row.get())) {
    checks.Add(field, absl::StrCat("its bytes are no ", type));
    return nullptr;
  }
  contract::ClearOutputFields(*row);
  return row;
}

FieldMask Correctable(const Kind& kind, const FieldMask& mask, resource::Checks& checks) {
  FieldMask taken;
  checks.Expect(mask.paths_size() > 0, "update_mask", "names nothing to correct");
  for (const std::string& path : mask.paths()) {
    if (path == "*") {
      checks.Expect(!kind.correctable().empty(), "update_mask",
                    "no field of it is corrected: it is voided, and another one recorded");
      for (const std::string& name : kind.correctable()) taken.add_paths(name);
      continue;
    }
    const auto moved =
        std::find_if(kind.moved().begin(), kind.moved().end(),
                     [&](const Moved& one) { return one.field == path.substr(0, path.find('.')); });
    if (moved != kind.moved().end()) {
      checks.Add("update_mask", absl::StrCat("\"", path, "\" is changed by ", moved->by, " alone"));
      continue;
    }
    taken.add_paths(path);
    // What is wrong with its first part is said where the mask is applied.
    std::vector<const FieldDescriptor*> fields;
    if (!FieldMaskUtil::GetFieldDescriptors(&kind.row(), path, &fields)) continue;
    for (size_t i = 1; i < fields.size(); ++i) {
      checks.Expect(contract::IsChangeable(*fields[i]), "update_mask",
                    absl::StrCat("\"", path, "\" is not for callers to change"));
    }
  }
  return taken;
}

}  // namespace zgc::records
