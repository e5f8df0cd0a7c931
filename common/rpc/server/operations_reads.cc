#include <google/protobuf/util/time_util.h>

#include <algorithm>

#include "common/rpc/call/watch.h"
#include "common/rpc/identity/audit_record.h"
#include "common/rpc/server/operations_service.h"
#include "common/rpc/wire/feed_rows.h"
#include "common/rpc/wire/reply_limits.h"

#ifndef ZGC_VERSION
#error "ZGC_VERSION is set by the build"
#endif

// What OperationsService shows of the store: its status, its commits, its audit.
namespace zgc::rpc {
namespace {

namespace opsv1 = ::zgc::ops::v1;
using google::protobuf::util::TimeUtil;

absl::StatusOr<opsv1::Incarnation> ToIncarnation(const storage::Store& store,
                                                 const storage::v1::Incarnation& row) {
  opsv1::Incarnation incarnation;
  incarnation.set_id(row.id());
  incarnation.set_first_revision(row.first_revision());
  incarnation.set_reason(row.reason());
  incarnation.set_by(row.by());
  // The row is read before its first commit is made, and the first incarnation has none.
  ZGC_RETURN_IF_ERROR(store.ForEachCommit(
      row.first_revision(), [&](int64_t, const storage::v1::CommitRecord& record) {
        *incarnation.mutable_begin_time() =
            TimeUtil::NanosecondsToTimestamp(record.time_unix_nanos());
        return false;
      }));
  return incarnation;
}

// The next part of the commit after `after`. `at` is how far a commit is sent that does
// not fit into one message.
absl::StatusOr<bool> NextPart(const storage::Store& store,
                              const opsv1::WatchChangesRequest& request, int& at, int64_t& after,
                              opsv1::WatchChangesResponse& part) {
  int64_t revision = 0;
  storage::v1::CommitRecord record;
  ZGC_RETURN_IF_ERROR(
      store.ForEachCommit(after + 1, [&](int64_t found, const storage::v1::CommitRecord& next) {
        revision = found;
        record = next;
        return false;
      }));
  if (revision == 0) return false;
  *part.mutable_position() = store.PositionAt(revision);
  part.set_chain_sha256(record.chain_sha256());
  *part.mutable_commit_time() = TimeUtil::NanosecondsToTimestamp(record.time_unix_nanos());
  RowWriter writer(request.resource_types(), kMaxPageBytes, *part.mutable_changes());
  ZGC_RETURN_IF_ERROR(store.ForEachFeedRow(
      revision, record, at,
      [&](const storage::Column& column, const std::string& key,
          const absl::optional<std::string>& value) { return writer.Add(column, key, value); }));
  part.set_more(writer.full());
  if (!part.more()) {
    at = 0;
    after = revision;
  }
  return true;
}

}  // namespace

absl::StatusOr<opsv1::ServiceStatus> OperationsService::GetServiceStatus(
    const storage::Reader& reader, const opsv1::GetServiceStatusRequest& request) {
  const storage::Store& store = calls_.store();
  ZGC_RETURN_IF_ERROR(store.CheckPosition(request.after(), request.after_chain_sha256()));
  opsv1::ServiceStatus status;
  status.set_service(service_);
  status.set_version(ZGC_VERSION);
  *status.mutable_position() = store.PositionAt(reader.revision());
  ZGC_ASSIGN_OR_RETURN(*status.mutable_chain_sha256(), store.ChainAt(reader.revision()));
  for (const auto& incarnation : store.lineage().incarnations()) {
    ZGC_ASSIGN_OR_RETURN(*status.add_incarnations(), ToIncarnation(store, incarnation));
  }
  status.set_schema_version(store.schema().version);
  status.set_store_id(store.store_id());
  const absl::Status health = store.health();
  status.set_writable(health.ok());
  status.set_problem(std::string(health.message()));
  *status.mutable_start_time() = TimeUtil::NanosecondsToTimestamp(absl::ToUnixNanos(start_time_));
  if (fill_status_) fill_status_(status);
  return status;
}

grpc::ServerWriteReactor<opsv1::WatchChangesResponse>* OperationsService::WatchChanges(
    grpc::CallbackServerContext* context, const opsv1::WatchChangesRequest* request) {
  context->AddInitialMetadata(kStoreIdMetadata, calls_.store().store_id());
  Call call;
  absl::Status refusal = calls_.Admit(*context, *request, call);
  if (refusal.ok()) {
    refusal = calls_.store().CheckPosition(request->after(), request->after_chain_sha256());
  }
  return Watch<opsv1::WatchChangesResponse>::Start(
      calls_, std::move(call), refusal, request->after().revision(),
      [this, query = *request, at = 0](int64_t& after, opsv1::WatchChangesResponse& part) mutable {
        return NextPart(calls_.store(), query, at, after, part);
      });
}

absl::StatusOr<opsv1::ListAuditRecordsResponse> OperationsService::ListAuditRecords(
    const storage::Reader& reader, const opsv1::ListAuditRecordsRequest& request) {
  base::FieldErrors errors;
  if (request.page_size() < 0) errors.Add("page_size", "is negative");
  if (request.after_revision() < 0) errors.Add("after_revision", "is negative");
  if (!errors.empty()) return errors.ToStatus();
  const int size =
      request.page_size() == 0 ? kDefaultPageSize : std::min(request.page_size(), kMaxPageSize);
  opsv1::ListAuditRecordsResponse answer;
  size_t bytes = 0;
  ZGC_RETURN_IF_ERROR(calls_.store().ForEachCommit(
      request.after_revision() + 1, [&](int64_t revision, const storage::v1::CommitRecord& record) {
        if (answer.records_size() == size) return false;
        opsv1::AuditRecord audit = ToAudit(calls_.store().PositionAt(revision), record);
        bytes += audit.ByteSizeLong();
        if (answer.records_size() > 0 && bytes > kMaxPageBytes) return false;
        *answer.add_records() = std::move(audit);
        return true;
      }));
  answer.set_revision(reader.revision());
  return answer;
}

}  // namespace zgc::rpc
