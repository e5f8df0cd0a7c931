#pragma once

#include <grpcpp/impl/service_type.h>

#include <memory>

#include "common/figures/book/figures.h"
#include "common/resource/source_watch.h"
#include "common/rpc/calls.h"

namespace zgc::supervision {

// SupervisionReportingService over the store of `calls`; `book` has this service's
// own figures. It publishes only while all of `sources` are current. The arguments outlive
// it. Thread-safe.
std::unique_ptr<grpc::Service> MakeSupervisionReportingService(rpc::Calls& calls,
                                                               const figures::FigureBook& book,
                                                               resource::SourceWatch& sources);

}  // namespace zgc::supervision
