#pragma once

#include <google/protobuf/message.h>

#include "absl/status/status.h"

// What an answer may hold. A client takes 4 MiB by default, with what surrounds a message.
namespace zgc::rpc {

inline constexpr size_t kMaxReplyBytes = 3584 << 10;
// Where a page ends before its number of rows: what is added to it afterwards fits.
inline constexpr size_t kMaxPageBytes = 3 << 20;
// A resource that is written. Three of them fit into a page whatever they hold.
inline constexpr size_t kMaxResourceBytes = 1 << 20;

// RESOURCE_EXHAUSTED with BATCH_TOO_LARGE, which says what to ask for instead, if an
// answer is over kMaxReplyBytes.
absl::Status CheckReply(const google::protobuf::Message& reply);

// INVALID_ARGUMENT that names the largest field, if a write answers with a resource, or
// with a list of them, that is over kMaxResourceBytes. A resource has a `name` and an
// `etag`. Then CheckReply.
absl::Status CheckWritten(const google::protobuf::Message& answer);

}  // namespace zgc::rpc
