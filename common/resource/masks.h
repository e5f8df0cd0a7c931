#pragma once

#include <google/protobuf/field_mask.pb.h>
#include <google/protobuf/message.h>

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "common/resource/checks.h"

// Field masks: which fields a caller wants to read (AIP-157) or to change
// (AIP-134). Paths may lead into messages, not into repeated fields. A path
// that leads nowhere is a violation. All functions are pure.
namespace zgc::resource {

// Clears what `mask` does not name; an empty mask or "*" keeps all.
absl::Status ApplyReadMask(const google::protobuf::FieldMask& mask,
                           google::protobuf::Message& resource);

// The same for each resource of a list response.
absl::Status ApplyReadMaskToList(const google::protobuf::FieldMask& mask,
                                 google::protobuf::Message& response);

// Takes from `update` what `mask` names into `row`. An empty mask takes the
// fields that `update` sets, "*" all of `changeable`, which are the top-level
// fields that callers may change. Violations go to `checks`, under "update_mask".
void ApplyUpdateMask(const google::protobuf::FieldMask& mask,
                     const google::protobuf::Message& update,
                     const std::vector<std::string>& changeable, Checks& checks,
                     google::protobuf::Message& row);

// Takes from the resource in `request`, CreateX's sister with an update_mask, what the mask
// names into `row`: any field that the contract lets a caller change. Violations go to
// `checks`, those of the row as it then is among them.
void ApplyUpdate(const storage::Reader& reader, const google::protobuf::Message& request,
                 Checks& checks, google::protobuf::Message& row);

}  // namespace zgc::resource
