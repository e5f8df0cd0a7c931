#pragma once

#include <grpcpp/grpcpp.h>

#include <memory>

#include "common/figures/book/figures.h"
#include "common/rpc/calls.h"

namespace zgc::supervision {

// SupervisionReportingService over the store of `calls`; `book` has this service's
// own figures. Both arguments outlive it. Thread-safe.
std::unique_ptr<grpc::Service> MakeSupervisionReportingService(rpc::Calls& calls,
                                                               const figures::FigureBook& book);

}  // namespace zgc::supervision
