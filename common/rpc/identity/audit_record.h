#pragma once

#include "common/storage/store.h"
#include "zgc/ops/v1/audit.pb.h"

namespace zgc::rpc {

// What an auditor is shown of a commit.
ops::v1::AuditRecord ToAudit(const common::v1::Position& position,
                             const storage::v1::CommitRecord& record);

}  // namespace zgc::rpc
