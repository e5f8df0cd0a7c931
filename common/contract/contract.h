#pragma once

#include <google/protobuf/message.h>

#include <string>

#include "absl/functional/function_ref.h"

// The contract of a message, held in one walk of its descriptor: which fields must be there
// (google.api.field_behavior), how values are written (zgc.common.v1.format), which numbers
// an enum has, which resources names are of (google.api.resource_reference). All functions
// are thread-safe.
namespace zgc::contract {

// A breach: "park.memberships[1].zone" and what is wrong with it.
using Violation = absl::FunctionRef<void(const std::string& field, const std::string& what)>;
// A name in a field that refers to resources of a type.
using Reference = absl::FunctionRef<void(const std::string& field, const std::string& type,
                                         const std::string& name)>;

// Walks what a caller says: of a resource what the service sets is not looked at, and in a
// request that updates one with a mask nothing of the resource but its name.
// Names of fields begin with `prefix`, such as "park.", or nothing. A required message that
// is left out is walked as an empty one, so that all that it must have is named.
void Walk(const google::protobuf::Message& message, const std::string& prefix, Violation violation,
          Reference reference);

// Clears what the service sets, inside of messages too: what a caller says of it is ignored.
void ClearOutputFields(google::protobuf::Message& message);

}  // namespace zgc::contract
