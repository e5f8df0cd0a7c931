#pragma once

#include "common/resource/source_watch.h"
#include "common/rpc/call/calls.h"
#include "common/rpc/call/services.h"

namespace zgc::funding {

// Of every use case: a request with wrong fields is refused with every violation; references
// that do not exist are REFERENCE_NOT_FOUND, steps that the state does not allow
// ILLEGAL_TRANSITION, the wrong person SEPARATION_OF_DUTIES, too little money
// INSUFFICIENT_FUNDS, a closed year PERIOD_CLOSED. Lists return the key of the next page.
//
// The services of the ledger but ProofService over the store of `calls`. A tranche that waited for
// a milestone is paid only while its source is current by `sources`. Both outlive it. Thread-safe.
rpc::Services MakeServices(rpc::Calls& calls, resource::SourceWatch& sources);

}  // namespace zgc::funding
