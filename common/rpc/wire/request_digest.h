#pragma once

#include <google/protobuf/message.h>

#include <initializer_list>
#include <string>

namespace zgc::rpc {

// SHA-256 of what a request says, without the fields that do not say what is asked; null
// ones are left out.
std::string DigestWithout(const google::protobuf::Message& message,
                          std::initializer_list<const google::protobuf::FieldDescriptor*> fields);

}  // namespace zgc::rpc
