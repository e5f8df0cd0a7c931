#include "services/zgcctl/references.h"

#include <vector>

#include "absl/strings/str_cat.h"

namespace zgc::ctl {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

class Finder {
 public:
  Finder(const std::string& service, const std::function<void(const Reference&)>& found)
      : service_(service), found_(found) {}

  void Walk(const Message& message, const std::string& prefix) {
    std::vector<const FieldDescriptor*> fields;
    message.GetReflection()->ListFields(message, &fields);
    for (const FieldDescriptor* field : fields) {
      const int size =
          field->is_repeated() ? message.GetReflection()->FieldSize(message, field) : 1;
      for (int i = 0; i < size; ++i) {
        const std::string path = absl::StrCat(
            prefix, field->name(), field->is_repeated() ? absl::StrCat("[", i, "]") : "");
        Visit(message, field, i, path);
      }
    }
  }

 private:
  void Visit(const Message& message, const FieldDescriptor* field, int i, const std::string& path) {
    const auto* reflection = message.GetReflection();
    if (field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
      Walk(field->is_repeated() ? reflection->GetRepeatedMessage(message, field, i)
                                : reflection->GetMessage(message, field),
           path + ".");
    } else if (field->type() == FieldDescriptor::TYPE_STRING) {
      Read(message, field,
           field->is_repeated() ? reflection->GetRepeatedString(message, field, i)
                                : reflection->GetString(message, field),
           path);
    }
  }

  void Read(const Message& message, const FieldDescriptor* field, const std::string& text,
            const std::string& path) {
    const auto* owner = message.GetDescriptor()->FindFieldByName(field->name() + "_service");
    std::string service = service_;
    if (owner != nullptr) {
      const std::string named = message.GetReflection()->GetString(message, owner);
      if (!named.empty()) service = named;
    }
    const auto name = ParseName(text, service);
    if (name.has_value()) {
      found_({*name, path, owner != nullptr || name->service != service_});
    }
  }

  const std::string& service_;
  const std::function<void(const Reference&)>& found_;
};

}  // namespace

void FindReferences(const Message& message, const std::string& service,
                    const std::function<void(const Reference&)>& found) {
  Finder(service, found).Walk(message, "");
}

}  // namespace zgc::ctl
