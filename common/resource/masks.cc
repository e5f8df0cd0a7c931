#include "common/resource/masks.h"

#include <google/protobuf/util/field_mask_util.h>

#include <algorithm>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/base/check.h"
#include "common/base/error.h"
#include "common/contract/rules.h"

namespace zgc::resource {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::FieldMask;
using google::protobuf::Message;
using google::protobuf::util::FieldMaskUtil;

bool TakesAll(const FieldMask& mask) {
  return mask.paths().empty() || (mask.paths_size() == 1 && mask.paths(0) == "*");
}

absl::Status CheckPaths(const FieldMask& mask, const Descriptor& type) {
  base::FieldErrors errors;
  for (const std::string& path : mask.paths()) {
    if (!FieldMaskUtil::GetFieldDescriptors(&type, path, nullptr)) {
      errors.Add("read_mask", absl::StrCat("\"", path, "\" is no field of ", type.name()));
    }
  }
  return errors.ToStatus();
}

}  // namespace

absl::Status ApplyReadMask(const FieldMask& mask, Message& resource) {
  if (TakesAll(mask)) return absl::OkStatus();
  ZGC_RETURN_IF_ERROR(CheckPaths(mask, *resource.GetDescriptor()));
  FieldMaskUtil::TrimMessage(mask, &resource);
  return absl::OkStatus();
}

absl::Status ApplyReadMaskToList(const FieldMask& mask, Message& response) {
  if (TakesAll(mask)) return absl::OkStatus();
  const auto* reflection = response.GetReflection();
  for (int i = 0; i < response.GetDescriptor()->field_count(); ++i) {
    const FieldDescriptor* field = response.GetDescriptor()->field(i);
    if (!field->is_repeated() || field->cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE) continue;
    ZGC_RETURN_IF_ERROR(CheckPaths(mask, *field->message_type()));
    for (int j = 0; j < reflection->FieldSize(response, field); ++j) {
      FieldMaskUtil::TrimMessage(mask, reflection->MutableRepeatedMessage(&response, field, j));
    }
  }
  return absl::OkStatus();
}

void ApplyUpdateMask(const FieldMask& mask, const Message& update,
                     const std::vector<std::string>& changeable, Checks& checks, Message& row) {
  FieldMask taken;
  if (TakesAll(mask)) {
    for (const std::string& name : changeable) {
      const auto* field = update.GetDescriptor()->FindFieldByName(name);
      const bool set = field->is_repeated() ? update.GetReflection()->FieldSize(update, field) > 0
                                            : update.GetReflection()->HasField(update, field);
      if (set || !mask.paths().empty()) taken.add_paths(name);
    }
    checks.Expect(!taken.paths().empty(), "update_mask", "names nothing to change");
  }
  for (const std::string& path : mask.paths()) {
    if (path == "*") continue;
    const std::string top = path.substr(0, path.find('.'));
    if (std::find(changeable.begin(), changeable.end(), top) == changeable.end()) {
      checks.Add("update_mask", absl::StrCat("\"", path, "\" cannot be changed; these can: ",
                                             absl::StrJoin(changeable, ", ")));
    } else if (!FieldMaskUtil::GetFieldDescriptors(update.GetDescriptor(), path, nullptr)) {
      checks.Add("update_mask",
                 absl::StrCat("\"", path, "\" is no field of ", update.GetDescriptor()->name()));
    } else {
      taken.add_paths(path);
    }
  }
  FieldMaskUtil::MergeOptions options;
  options.set_replace_message_fields(true);
  options.set_replace_repeated_fields(true);
  FieldMaskUtil::MergeMessageTo(update, taken, options, &row);
}

void ApplyUpdate(const storage::Reader& reader, const Message& request, Checks& checks,
                 Message& row) {
  const contract::Rules& rules = contract::RulesOf(*request.GetDescriptor());
  ZGC_CHECK(rules.updated >= 0, request.GetDescriptor()->full_name());
  const auto* given = rules.fields[static_cast<size_t>(rules.updated)].field;
  const auto* mask = request.GetDescriptor()->FindFieldByName("update_mask");
  const auto& reflection = *request.GetReflection();
  ApplyUpdateMask(static_cast<const FieldMask&>(reflection.GetMessage(request, mask)),
                  reflection.GetMessage(request, given),
                  contract::ChangeableFields(*row.GetDescriptor()), checks, row);
  checks.Contract(reader, row, given->name() + ".");
}

}  // namespace zgc::resource
