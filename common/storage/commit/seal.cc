#include "common/storage/commit/seal.h"

#include <utility>

#include "common/base/check.h"
#include "common/base/error.h"
#include "common/storage/commit/first_answers.h"
#include "common/storage/committer.h"
#include "common/storage/lineage.h"

namespace zgc::storage {

void Seal(Txn& txn, const Origin& origin, const Committed& committed, bool answers,
          std::string& chain, AuditRuns& audit) {
  ZGC_CHECK(committed.revision == txn.revision(), "a commit would stand under another's number");
  v1::CommitRecord record;
  record.set_time_unix_nanos(txn.time_unix_nanos());
  record.set_caller(origin.caller);
  record.set_person(origin.person);
  record.set_method(origin.method);
  record.set_request_id(origin.request_id);
  record.set_result(committed.refusal.ok() ? origin.result : base::ResultName(committed.refusal));
  record.set_denials(origin.denials);
  record.set_reason(origin.reason);
  txn.DescribeChanges(record);
  // What it changes names itself.
  if (record.changes().empty()) record.set_resource(origin.resource);
  if (answers) KeepAnswer(txn, origin, committed, record);
  audit.Add(committed.revision, record);
  txn.Put(kCommitColumn, CommitKey(committed.revision), Chained(record, chain));
}

}  // namespace zgc::storage
