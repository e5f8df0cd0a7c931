#pragma once

#include <string>

#include "common/storage/engine/engine.h"
#include "common/storage/history/audit_runs.h"
#include "common/storage/txn.h"

namespace zgc::storage {

// What the members of a group leave behind that are commits. For the committer's thread.
struct Group {
  Overlay rows;
  AuditRuns audit;
  // Chain value of the last.
  std::string chain;

  // Takes over the writes of a member.
  void Merge(Txn& from);
  // Moves all that is to be written into `batch`.
  void MoveTo(Batch& batch);
};

}  // namespace zgc::storage
