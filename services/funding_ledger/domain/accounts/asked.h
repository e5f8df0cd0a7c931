#pragma once

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "common/base/actor.h"
#include "common/resource/checks.h"
#include "common/resource/lifecycle.h"
#include "common/resource/rows.h"
#include "common/storage/reader.h"
#include "common/storage/txn.h"

// The row that a request names.
namespace zgc::funding {

// To be read.
template <typename Row, typename Request>
absl::StatusOr<Row> GetAsked(const storage::Reader& reader, const resource::Rows<Row>& table,
                             const Request& request) {
  ZGC_RETURN_IF_ERROR(resource::Checks(reader, request).ToStatus());
  return resource::GetRow(reader, table, request.name());
}

// To be moved by `method`: the actor may take it now, and the request holds its contract.
template <typename Row, typename Request>
absl::StatusOr<Row> GetToMove(const storage::Txn& txn, const resource::Rows<Row>& table,
                              const resource::Lifecycle<Row>& lifecycle, const base::Actor& actor,
                              absl::string_view method, const Request& request) {
  const resource::Checks checks(txn, request);
  if (request.name().empty()) return checks.ToStatus();
  ZGC_ASSIGN_OR_RETURN(Row row, resource::GetForUpdate(txn, table, request));
  ZGC_RETURN_IF_ERROR(lifecycle.Check(txn, actor, method, row));
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  return row;
}

}  // namespace zgc::funding
