#pragma once

#include <google/protobuf/message.h>

#include <functional>
#include <string>

namespace zgc::ctl {

// Every text of `message`, inner ones included, with the message that it stands in and where:
// "park.operator", "citations[2].figure".
void ForEachText(const google::protobuf::Message& message,
                 const std::function<void(const google::protobuf::Message& in,
                                          const google::protobuf::FieldDescriptor& field,
                                          const std::string& text, const std::string& path)>& each);

}  // namespace zgc::ctl
