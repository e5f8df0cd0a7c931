#pragma once

#include <grpcpp/impl/service_type.h>

#include <memory>

#include "common/rpc/call/calls.h"
#include "services/funding_ledger/proof/keeper.h"

namespace zgc::funding {

// Verifications and exports at a time.
inline constexpr int kMaxProofStreams = 4;

// ProofService over the store of `calls`. Both arguments outlive it. Thread-safe.
std::unique_ptr<grpc::Service> MakeProofService(rpc::Calls& calls, const ProofKeeper& keeper);

}  // namespace zgc::funding
