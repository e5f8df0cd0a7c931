#pragma once

#include <grpcpp/impl/service_type.h>

#include <memory>

#include "common/resource/source_watch.h"
#include "common/rpc/calls.h"

namespace zgc::funding {

// FundingLedgerService over the store of `calls`. A tranche that waited for a milestone is
// paid only while its source is current by `sources`. Both outlive it. Thread-safe.
std::unique_ptr<grpc::Service> MakeFundingLedgerService(rpc::Calls& calls,
                                                        resource::SourceWatch& sources);

}  // namespace zgc::funding
