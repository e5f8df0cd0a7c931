#pragma once

#include <google/protobuf/descriptor.h>

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "zgc/common/v1/options.pb.h"

// What the options of a message's fields say, read once for each type.
namespace zgc::contract {

struct Rules;

// Of a field that something is said of, or of what is inside of it.
struct FieldRules {
  const google::protobuf::FieldDescriptor* field = nullptr;
  bool required = false;
  // Set by the service: OUTPUT_ONLY.
  bool output = false;
  common::v1::Format format = common::v1::FORMAT_UNSPECIFIED;
  // Of the resource that a name is of, "park_region/Park"; else empty.
  std::string reference;
  // Its texts cite documents: see zgc.records.v1.Evidence.
  bool evidence = false;
  // Of a message in the field; else null.
  const Rules* inner = nullptr;
};

struct Rules {
  std::vector<FieldRules> fields;
  // Whether there is an output field in it, or in what is inside of it.
  bool has_output = false;
  // Index of the resource in a request that updates one with a mask: what it does not name is
  // not looked at. -1 in all other messages.
  int updated = -1;
  // Index of the field that says which row a request is of: its required name, or `updated`. -1
  // if there is none.
  int naming = -1;

  bool empty() const { return fields.empty(); }
};

// Lives for ever. Thread-safe.
const Rules& RulesOf(const google::protobuf::Descriptor& type);

// The type of a resource, "park_region/Park"; empty of messages that are none.
const std::string& ResourceTypeOf(const google::protobuf::Descriptor& type);
// The message of a type of resource, or null.
const google::protobuf::Descriptor* ResourceOfType(const std::string& type);
// What names of a type of resource begin with, "parks/"; empty if there is no such type.
const std::string& CollectionOf(const std::string& type);
// Whether a text has the form of a name of such a resource: "matters/m/extensions/x".
bool IsNameOf(const google::protobuf::Descriptor& resource, absl::string_view text);

// Whether callers may change a field once it is there: it is neither set by the service, nor
// IMMUTABLE, nor a name or an etag.
bool IsChangeable(const google::protobuf::FieldDescriptor& field);
// The fields of a resource that an update may change.
std::vector<std::string> ChangeableFields(const google::protobuf::Descriptor& resource);

}  // namespace zgc::contract
