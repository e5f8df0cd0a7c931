#pragma once

#include <google/protobuf/message.h>

#include <memory>
#include <nlohmann/json.hpp>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

// JSON and messages. Field names as in the proto files (park_id), which is
// also what is printed. Pure and thread-safe.
namespace zgc::ctl {

// Keeps the order of fields.
using Json = nlohmann::ordered_json;

// One JSON text. INVALID_ARGUMENT with the reason in a few words, also for a
// field that is given twice.
absl::StatusOr<Json> ParseJson(absl::string_view text);

// A new message of this type.
std::unique_ptr<google::protobuf::Message> NewMessage(const google::protobuf::Descriptor* type);

// INVALID_ARGUMENT for unknown fields and wrong types.
absl::Status FillMessage(const Json& json, google::protobuf::Message& message);

// Fields without a value are left out, unless `all`.
Json ToJson(const google::protobuf::Message& message, bool all = false);

// `fields` put in place of {name} and {outer.inner} in the strings of
// `form`. A string that is nothing but one placeholder takes the value as it
// is, of any type. What stands in double braces is left alone. NOT_FOUND names
// the placeholder that no field fills.
absl::StatusOr<Json> FillTemplate(const Json& form, const Json& fields);

}  // namespace zgc::ctl
