#pragma once

#include <google/protobuf/message.h>

#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "zgc/common/v1/options.pb.h"

namespace zgc::scope {

// A field that says a scope of the resource that it is in, or in whose message it is.
struct Mark {
  std::vector<const google::protobuf::FieldDescriptor*> path;
  common::v1::Scope scope = common::v1::SCOPE_UNSPECIFIED;
  common::v1::Stake stake = common::v1::STAKE_OWNER;
  bool joint = false;
};

// Whose the resources of a type are, as its options say.
struct Marks {
  common::v1::Reach reach = common::v1::REACH_UNSPECIFIED;
  // None of REACH_ZONE. Of REACH_COMMON those of its own alone, not in messages: a resource in
  // which none of them names anybody is common.
  std::vector<Mark> fields;

  // Whether single resources of it are somebody's.
  bool bounded() const { return !fields.empty(); }
  bool common() const { return reach == common::v1::REACH_COMMON && fields.empty(); }
  bool common_unless_owned() const { return reach == common::v1::REACH_COMMON && !fields.empty(); }
};

// Lives for ever. Thread-safe.
const Marks& MarksOf(const google::protobuf::Descriptor& resource);

// Each text of a marked field of a resource that is not empty.
void ForEachValue(const google::protobuf::Message& row, const Mark& mark,
                  absl::FunctionRef<void(const std::string&)> visit);

}  // namespace zgc::scope
