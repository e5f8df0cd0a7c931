#include "common/rpc/wire/request_digest.h"

#include <memory>

#include "common/base/digest.h"
#include "common/base/stable_bytes.h"

namespace zgc::rpc {

using google::protobuf::Message;

std::string DigestWithout(const Message& message,
                          std::initializer_list<const google::protobuf::FieldDescriptor*> fields) {
  const std::unique_ptr<Message> body(message.New());
  body->CopyFrom(message);
  for (const auto* field : fields) {
    if (field != nullptr) body->GetReflection()->ClearField(body.get(), field);
  }
  return base::Sha256(base::StableBytes(*body));
}

}  // namespace zgc::rpc
