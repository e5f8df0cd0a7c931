#pragma once

#include <google/protobuf/message.h>

#include "absl/strings/string_view.h"
#include "zgc/records/v1/corrections.pb.h"

// Fields that tell of what single callers do not see: which tasks a plan took over, how often a
// rule was cited, what the figures are that a target is held against. Thread-safe.
namespace zgc::scope {

// For callers with bounds: takes them out of an answer, of what is packed in it and of the changes
// between versions as well.
void Conceal(google::protobuf::Message& answer);

// Whether a version of a record differs from the one before it in nothing that callers with bounds
// get: they do not learn that there is one.
bool IsConcealedVersion(const records::v1::RecordVersion& version);

// Whether a filter or an order of such rows, which would tell what they are, is by one of them.
bool IsByConcealed(const google::protobuf::Descriptor& row, absl::string_view text);

}  // namespace zgc::scope
