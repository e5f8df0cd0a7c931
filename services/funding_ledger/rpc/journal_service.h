#pragma once

#include <grpcpp/impl/service_type.h>

#include <memory>

#include "common/rpc/call/calls.h"

namespace zgc::funding {

// JournalService over the store of `calls`, which outlives it. Thread-safe.
std::unique_ptr<grpc::Service> MakeJournalService(rpc::Calls& calls);

}  // namespace zgc::funding
