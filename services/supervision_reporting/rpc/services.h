#pragma once

#include "common/figures/figures.h"
#include "common/resource/source_watch.h"
#include "common/rpc/call/calls.h"
#include "common/rpc/call/services.h"
#include "services/supervision_reporting/rpc/sweeper.h"

namespace zgc::supervision {

// Of every use case: a request with wrong fields is refused with every violation; references
// that do not exist are REFERENCE_NOT_FOUND, steps that the state does not allow
// ILLEGAL_TRANSITION. Lists return the key of the next page.
//
// The services of supervision and reporting over the store of `calls`; `book` has the figures of
// this process. They publish only while all of `sources` are current. `sweeps`, if any, hears of
// the sweeps of callers. The arguments outlive them. Thread-safe.
rpc::Services MakeServices(rpc::Calls& calls, const figures::FigureBook& book,
                           resource::SourceWatch& sources, SweepLog* sweeps = nullptr);

}  // namespace zgc::supervision
