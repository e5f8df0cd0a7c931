#pragma once

#include <string>

#include "google/protobuf/message_lite.h"

namespace zgc::base {

// The bytes of a message with the entries of a map in the order of their keys: for whatever
// compares or digests messages. SerializeAsString leaves them in an order of the object's
// own, so that messages with the same fields have different bytes.
std::string StableBytes(const google::protobuf::MessageLite& message);

// Whether all fields of the two, which are of one type, are the same.
bool SameFields(const google::protobuf::MessageLite& a, const google::protobuf::MessageLite& b);

}  // namespace zgc::base
