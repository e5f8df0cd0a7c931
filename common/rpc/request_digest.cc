#include "common/rpc/request_digest.h"

#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>

#include <memory>

#include "common/base/digest.h"

namespace zgc::rpc {
namespace {

using google::protobuf::Message;

// SHA-256 of the deterministic serialization.
std::string Digest(const Message& message) {
  std::string bytes;
  {
    google::protobuf::io::StringOutputStream stream(&bytes);
    google::protobuf::io::CodedOutputStream out(&stream);
    out.SetSerializationDeterministic(true);
    message.SerializeToCodedStream(&out);
  }
  return base::Sha256(bytes);
}

}  // namespace

std::string DigestWithout(const Message& message,
                          std::initializer_list<const google::protobuf::FieldDescriptor*> fields) {
  const std::unique_ptr<Message> body(message.New());
  body->CopyFrom(message);
  for (const auto* field : fields) {
    if (field != nullptr) body->GetReflection()->ClearField(body.get(), field);
  }
  return Digest(*body);
}

}  // namespace zgc::rpc
