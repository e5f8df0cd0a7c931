#pragma once

#include <string>

#include "common/storage/history/audit_runs.h"
#include "common/storage/store.h"
#include "common/storage/txn.h"

namespace zgc::storage {

// Adds to a transaction what makes a commit of it: its record, which follows `chain` and moves it
// on, and, if it `answers` the request id of `origin`, the answer; to `audit` what the audit finds
// it by. For the committer's thread.
void Seal(Txn& txn, const Origin& origin, const Committed& committed, bool answers,
          std::string& chain, AuditRuns& audit);

}  // namespace zgc::storage
