#pragma once

#include <google/protobuf/repeated_field.h>

#include <initializer_list>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "common/base/actor.h"
#include "zgc/common/v1/step.pb.h"

namespace zgc::resource {

// Maker and checker: PERMISSION_DENIED with SEPARATION_OF_DUTIES if the actor
// is the one who `did` an earlier step to `name` ("reported", "proposed").
absl::Status RequireAnother(const base::Actor& actor, const std::string& earlier,
                            absl::string_view did, const std::string& name);

// The same of each who took a step by one of the methods, also where others have taken it since.
absl::Status RequireNoneOf(const base::Actor& actor,
                           const google::protobuf::RepeatedPtrField<common::v1::Step>& steps,
                           std::initializer_list<absl::string_view> methods,
                           const std::string& name);

}  // namespace zgc::resource
