#pragma once

#include <google/protobuf/descriptor.h>

#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "common/resource/lifecycle.h"

// Lifecycles as their documentation has them. All functions are pure.
namespace zgc::resource {

// The method of a service of the record's package that takes a move, or null if there is none.
const google::protobuf::MethodDescriptor* RpcOf(const LifecycleTable& table, const Move& move);
// Whether a call of the method names the record that it moves: not of the one that creates it,
// and not of a method of another record.
bool MovesItsOwn(const LifecycleTable& table, const google::protobuf::MethodDescriptor& method);

// The roles whose persons may call a method.
using RolesThatMay =
    absl::FunctionRef<std::vector<std::string>(const google::protobuf::MethodDescriptor&)>;

// A page in Markdown: of each record its states and a table of the methods.
std::string LifecyclesPage(const std::string& service,
                           const std::vector<const LifecycleTable*>& tables, RolesThatMay roles);

}  // namespace zgc::resource
