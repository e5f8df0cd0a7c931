#pragma once

#include <google/protobuf/message.h>

#include <map>
#include <string>

#include "absl/strings/string_view.h"

namespace zgc::rpc {

// The fields that the wrapper of handlers knows, as one type of request has
// them; null where it has none of that name and type.
struct RequestShape {
  // "/pkg.Service/Method" that takes the request.
  std::string method;
  const google::protobuf::FieldDescriptor* name = nullptr;
  const google::protobuf::FieldDescriptor* request_id = nullptr;
  const google::protobuf::FieldDescriptor* validate_only = nullptr;
  const google::protobuf::FieldDescriptor* reason = nullptr;
  const google::protobuf::FieldDescriptor* max_source_age = nullptr;
  const google::protobuf::FieldDescriptor* revision = nullptr;
  const google::protobuf::FieldDescriptor* min_revision = nullptr;
  const google::protobuf::FieldDescriptor* after_revision = nullptr;
  const google::protobuf::FieldDescriptor* read_mask = nullptr;
  const google::protobuf::FieldDescriptor* page_size = nullptr;
  const google::protobuf::FieldDescriptor* page_token = nullptr;
};

// Every method of the services in this program, "/pkg.Service/Method", with its request.
const std::map<std::string, const google::protobuf::Descriptor*>& AllMethods();

// Found once for each type; lives for ever. Thread-safe.
const RequestShape& ShapeOf(const google::protobuf::Descriptor& request);

// The value of a field of a shape; the default if there is no such field.
bool BoolOf(const google::protobuf::Message& message,
            const google::protobuf::FieldDescriptor* field);
int64_t IntOf(const google::protobuf::Message& message,
              const google::protobuf::FieldDescriptor* field);
std::string StringOf(const google::protobuf::Message& message,
                     const google::protobuf::FieldDescriptor* field);

}  // namespace zgc::rpc
