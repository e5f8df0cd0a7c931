#pragma once

#include <grpcpp/support/status.h>

#include "absl/status/status.h"

namespace zgc::rpc {

// The one place where a domain status becomes a wire status: code and message
// carry over, payloads become google.rpc.Status details, and a status without
// ErrorInfo gets the reason that its code stands for. Text of internal faults
// is not shown to callers. Long texts and lists are cut to what trailing
// metadata carries.
grpc::Status ToWire(const absl::Status& status);

// The way back, for clients.
absl::Status FromWire(const grpc::Status& status);

}  // namespace zgc::rpc
