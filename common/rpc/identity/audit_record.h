#pragma once

#include "common/storage/store.h"
#include "zgc/ops/v1/audit.pb.h"

namespace zgc::rpc {

// What an auditor is shown of a commit of the reader's store: of what it changed the resources by
// name, each once, and no row by which the store finds them.
ops::v1::AuditRecord ToAudit(const storage::Reader& reader, const common::v1::Position& position,
                             const storage::v1::CommitRecord& record);

}  // namespace zgc::rpc
