#include "services/zgcctl/dataset/references.h"

#include "services/zgcctl/dataset/fields.h"

namespace zgc::ctl {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

void FindReferences(const Message& message, const std::string& service,
                    const std::function<void(const Reference&)>& found) {
  ForEachText(message, [&](const Message& in, const FieldDescriptor& field, const std::string& text,
                           const std::string& path) {
    const auto* owner = in.GetDescriptor()->FindFieldByName(field.name() + "_service");
    std::string home = service;
    if (owner != nullptr) {
      const std::string named = in.GetReflection()->GetString(in, owner);
      if (!named.empty()) home = named;
    }
    const auto name = ParseName(text, home);
    if (name.has_value()) found({*name, path, owner != nullptr || name->service != service});
  });
}

}  // namespace zgc::ctl
