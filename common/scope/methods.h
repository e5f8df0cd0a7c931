#pragma once

#include <google/protobuf/descriptor.h>

#include "zgc/common/v1/options.pb.h"

namespace zgc::scope {

// How a method is held to the bounds of its caller.
enum class Holding {
  // It is refused to callers with bounds.
  kRefused,
  // It answers one resource, which must be seen.
  kGet,
  // It tells of one resource that its request names, which must be seen.
  kNamed,
  // It tells of what is of an organisation that its request names, which must be the caller's.
  kOwn,
  // It answers figures, of which a filter says that they are the caller's, and all of which must be
  // seen: what is above the scope of the caller is refused and not cut.
  kFigures,
  // It answers those rows of a table that are seen, and counts no other.
  kList,
  // What its request names must be seen, and the row that it is of and all that it writes may be
  // changed, as that was and as that becomes.
  kWrite,
};

// Follows from what the method takes and gives: whatever is not known to be held is refused.
// Thread-safe.
Holding HoldingOf(const google::protobuf::MethodDescriptor& method);

// The least that a caller must be of what the method changes. Thread-safe.
common::v1::Stake LeastStakeOf(const google::protobuf::MethodDescriptor& method);

}  // namespace zgc::scope
