#pragma once

#include <google/protobuf/any.pb.h>
#include <google/protobuf/field_mask.pb.h>
#include <google/protobuf/message.h>

#include <memory>
#include <vector>

#include "common/records/kind.h"
#include "common/resource/checks.h"
#include "zgc/records/v1/corrections.pb.h"

// What a correction changes. All functions are pure.
namespace zgc::records {

// The fields in which two versions of a record differ, in the order of the contract; those that
// change with every version do not count.
std::vector<v1::FieldChange> ChangesBetween(const google::protobuf::Message& before,
                                            const google::protobuf::Message& after);

// The row in a request; null, with a violation of `field`, if it is none of the kind or cannot be
// read.
std::unique_ptr<google::protobuf::Message> Unpack(const Kind& kind,
                                                  const google::protobuf::Any& any,
                                                  absl::string_view field,
                                                  resource::Checks& checks);

// The paths that a mask names, "*" all that can be corrected. Violations of "update_mask": none,
// and those that lead nowhere or to what cannot be corrected.
google::protobuf::FieldMask Correctable(const Kind& kind, const google::protobuf::FieldMask& mask,
                                        resource::Checks& checks);

}  // namespace zgc::records
