#include "services/zgcctl/dataset/fields.h"

#include <vector>

#include "absl/strings/str_cat.h"

namespace zgc::ctl {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using Each = std::function<void(const Message&, const FieldDescriptor&, const std::string&,
                                const std::string&)>;

void WalkFields(const Message& message, const std::string& prefix, const Each& each) {
  const auto* reflection = message.GetReflection();
  std::vector<const FieldDescriptor*> fields;
  reflection->ListFields(message, &fields);
  for (const FieldDescriptor* field : fields) {
    const bool repeated = field->is_repeated();
    const int size = repeated ? reflection->FieldSize(message, field) : 1;
    for (int i = 0; i < size; ++i) {
      const std::string path =
          absl::StrCat(prefix, field->name(), repeated ? absl::StrCat("[", i, "]") : "");
      if (field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
        WalkFields(repeated ? reflection->GetRepeatedMessage(message, field, i)
                            : reflection->GetMessage(message, field),
                   path + ".", each);
      } else if (field->type() == FieldDescriptor::TYPE_STRING) {
        each(message, *field,
             repeated ? reflection->GetRepeatedString(message, field, i)
                      : reflection->GetString(message, field),
             path);
      }
    }
  }
}

}  // namespace

void ForEachText(
    const Message& message,
    const std::function<void(const Message& in, const FieldDescriptor& field,
                             const std::string& text, const std::string& path)>& each) {
  WalkFields(message, "", each);
}

}  // namespace zgc::ctl
