#pragma once

#include <grpcpp/impl/service_type.h>

#include <memory>

#include "common/rpc/calls.h"

namespace zgc::funding {

// InstrumentService over the store of `calls`, which outlives it. Thread-safe.
std::unique_ptr<grpc::Service> MakeInstrumentService(rpc::Calls& calls);

}  // namespace zgc::funding
