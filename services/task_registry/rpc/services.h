#pragma once

#include "common/figures/figures.h"
#include "common/resource/source_watch.h"
#include "common/rpc/call/calls.h"
#include "common/rpc/call/services.h"

namespace zgc::tasks {

// Of every use case: a request with wrong fields is refused with every violation; references
// that do not exist are REFERENCE_NOT_FOUND, steps that the state does not allow
// ILLEGAL_TRANSITION. Lists return the key of the next page.
//
// The services of the task registry over the store of `calls`. `book` has its own figures,
// `sources` says how current those of others are that are followed. All arguments outlive them.
// Thread-safe.
rpc::Services MakeServices(rpc::Calls& calls, const figures::FigureBook& book,
                           resource::SourceWatch& sources);

}  // namespace zgc::tasks
