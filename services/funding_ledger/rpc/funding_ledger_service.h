#pragma once

#include <grpcpp/grpcpp.h>

#include <memory>

#include "common/rpc/calls.h"

namespace zgc::funding {

// FundingLedgerService over the store of `calls`, which outlives it. Thread-safe.
std::unique_ptr<grpc::Service> MakeFundingLedgerService(rpc::Calls& calls);

}  // namespace zgc::funding
