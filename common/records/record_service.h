#pragma once

#include "common/records/kind.h"
#include "common/rpc/call/calls.h"
#include "common/rpc/call/services.h"

namespace zgc::records {

// RecordService over the store of `calls`, for the kinds of its service. Both arguments outlive
// it. Thread-safe.
rpc::Services::value_type MakeRecordService(rpc::Calls& calls, const Kinds& kinds);
// EvidenceService over that store, whose kinds have EvidenceKind among them.
rpc::Services::value_type MakeEvidenceService(rpc::Calls& calls);

}  // namespace zgc::records
