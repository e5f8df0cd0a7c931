#pragma once

#include "common/rpc/call/calls.h"
#include "common/rpc/call/services.h"

namespace zgc::parks {

// Of every use case: a request with wrong fields is refused with every violation; references
// that do not exist are REFERENCE_NOT_FOUND, steps that the state does not allow
// ILLEGAL_TRANSITION. Lists return the key of the next page.
//
// The services of park_region over the store of `calls`, which outlives them. Thread-safe.
rpc::Services MakeServices(rpc::Calls& calls);

}  // namespace zgc::parks
