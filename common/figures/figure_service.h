#pragma once

#include <grpcpp/impl/service_type.h>

#include <memory>

#include "common/figures/figures.h"
#include "common/rpc/call/calls.h"

namespace zgc::figures {

// FigureService over the store of `calls`; the same in every service. Both
// arguments outlive it. Thread-safe.
std::unique_ptr<grpc::Service> MakeFigureService(rpc::Calls& calls, const FigureBook& book);

}  // namespace zgc::figures
