#include "common/rpc/identity/audit_record.h"

#include <google/protobuf/util/time_util.h>

#include <string>

#include "absl/container/flat_hash_set.h"
#include "common/rpc/wire/feed_rows.h"

namespace zgc::rpc {

ops::v1::AuditRecord ToAudit(const storage::Reader& reader, const common::v1::Position& position,
                             const storage::v1::CommitRecord& record) {
  ops::v1::AuditRecord audit;
  audit.set_revision(position.revision());
  audit.set_incarnation(position.incarnation());
  *audit.mutable_time() =
      google::protobuf::util::TimeUtil::NanosecondsToTimestamp(record.time_unix_nanos());
  audit.set_caller(record.caller());
  audit.set_person(record.person());
  audit.set_method(record.method());
  audit.set_request_id(record.request_id());
  audit.set_result(record.result());
  audit.set_denials(record.denials());
  audit.set_reason(record.reason());
  absl::flat_hash_set<std::string> seen;
  const auto add = [&](const std::string& name) {
    if (!name.empty() && seen.insert(name).second) audit.add_resources(name);
  };
  add(record.resource());
  for (const auto& change : record.changes()) {
    const storage::Column* column = reader.FindColumn(change.table());
    if (column != nullptr && !column->row_type.empty()) add(RowName(change.key()));
  }
  return audit;
}

}  // namespace zgc::rpc
