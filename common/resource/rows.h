#pragma once

#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "common/base/status_macros.h"
#include "common/resource/schema.h"
#include "common/storage/lineage.h"
#include "common/storage/page.h"
#include "common/storage/txn.h"

// Reading and writing rows, the same for every resource.
namespace zgc::resource {

// NOT_FOUND with RESOURCE_NOT_FOUND.
absl::Status NotFound(const std::string& name);
// The same, saying by which correction it was voided (作废), if it was.
absl::Status NotFound(const storage::Reader& reader, const std::string& name);
// ALREADY_EXISTS with RESOURCE_EXISTS.
absl::Status Exists(const std::string& name);
// The same if it was voided: what others were told of a name never means another record.
absl::Status CheckNotVoided(const storage::Reader& reader, const std::string& name);
// ABORTED with ETAG_MISMATCH.
absl::Status EtagMismatch(const std::string& name, const std::string& etag,
                          const std::string& given);
// FAILED_PRECONDITION with ILLEGAL_TRANSITION; PreconditionFailure lists what
// stands in the way, then the transitions that are open.
absl::Status IllegalTransition(const std::string& name, absl::string_view method,
                               const std::vector<std::string>& obstacles,
                               const std::vector<std::string>& open);

// Writes a changed row.
template <typename Row>
Row Save(storage::Txn& txn, const Rows<Row>& table, Row row) {
  row.set_revision(txn.revision());
  row.set_etag(txn.lineage().EtagOf(txn.revision()));
  table.Put(txn, {row.name()}, row);
  return row;
}

// The time of the commit.
template <typename Timestamp>
void SetTime(const storage::Txn& txn, Timestamp& time) {
  constexpr int64_t kNanosPerSecond = 1'000'000'000;
  time.set_seconds(txn.time_unix_nanos() / kNanosPerSecond);
  time.set_nanos(static_cast<int32_t>(txn.time_unix_nanos() % kNanosPerSecond));
}

// Writes a new row.
template <typename Row>
absl::StatusOr<Row> Insert(storage::Txn& txn, const Rows<Row>& table, Row row) {
  ZGC_ASSIGN_OR_RETURN(const auto existing, table.Get(txn, {row.name()}));
  if (existing.has_value()) return Exists(row.name());
  ZGC_RETURN_IF_ERROR(CheckNotVoided(txn, row.name()));
  SetTime(txn, *row.mutable_create_time());
  return Save(txn, table, std::move(row));
}

template <typename Row>
absl::StatusOr<Row> GetRow(const storage::Reader& reader, const Rows<Row>& table,
                           const std::string& name) {
  ZGC_ASSIGN_OR_RETURN(absl::optional<Row> row, table.Get(reader, {name}));
  if (!row.has_value()) return NotFound(reader, name);
  return *std::move(row);
}

// The row that a transition, or the new version in an update, names, if its
// etag is the one given or none is.
template <typename Row, typename Request>
absl::StatusOr<Row> GetForUpdate(const storage::Txn& txn, const Rows<Row>& table,
                                 const Request& request) {
  ZGC_ASSIGN_OR_RETURN(Row row, GetRow(txn, table, request.name()));
  if (!request.etag().empty() && request.etag() != row.etag()) {
    return EtagMismatch(row.name(), row.etag(), request.etag());
  }
  return row;
}

// Whether a filter is not set or equals the field.
inline bool Takes(const std::string& filter, const std::string& field) {
  return filter.empty() || filter == field;
}

}  // namespace zgc::resource
