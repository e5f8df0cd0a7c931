#pragma once

#include "absl/status/status.h"
#include "google/rpc/status.pb.h"

// A status with its details, as it is sent and kept. Pure.
namespace zgc::base {

google::rpc::Status ToProto(const absl::Status& status);
absl::Status FromProto(const google::rpc::Status& proto);

}  // namespace zgc::base
