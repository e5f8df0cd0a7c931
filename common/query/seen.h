#pragma once

#include <google/protobuf/descriptor.h>

#include "absl/status/status.h"
#include "common/query/asked.h"
#include "common/scope/bounds.h"
#include "common/storage/reader.h"

namespace zgc::query {

// Has a list take only rows that its caller sees, and adds to its ways the one to these, where
// indexes lead to all of them. Both outlive `asked`.
absl::Status AskForSeen(const storage::Reader& reader, const scope::Bounds& bounds,
                        const google::protobuf::Descriptor& row, Asked& asked);

}  // namespace zgc::query
