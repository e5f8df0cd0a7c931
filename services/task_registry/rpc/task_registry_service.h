#pragma once

#include <grpcpp/impl/service_type.h>

#include <memory>

#include "common/figures/book/figures.h"
#include "common/rpc/calls.h"

namespace zgc::tasks {

// TaskRegistryService over the store of `calls`. Both arguments outlive the
// server. Thread-safe.
std::unique_ptr<grpc::Service> MakeTaskRegistryService(rpc::Calls& calls,
                                                       const figures::FigureBook& book);

}  // namespace zgc::tasks
