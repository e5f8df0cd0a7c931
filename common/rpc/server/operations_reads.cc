#include <google/protobuf/util/time_util.h>

#include <algorithm>

#include "absl/strings/ascii.h"
#include "common/rpc/call/watch.h"
#include "common/rpc/identity/audit_record.h"
#include "common/rpc/server/operations_service.h"
#include "common/rpc/wire/feed_rows.h"
#include "common/rpc/wire/reply_limits.h"
#include "common/storage/history/audit.h"
#include "zgc/ops/v1/audit.pb.h"

#ifndef ZGC_VERSION
#error "ZGC_VERSION is set by the build"
#endif

// What OperationsService shows of the store: its status, its commits, its audit.
namespace zgc::rpc {
namespace {

namespace opsv1 = ::zgc::ops::v1;
using google::protobuf::util::TimeUtil;

constexpr int32_t kNanosPerSecond = 1'000'000'000;

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

storage::Outcome ToOutcome(opsv1::AuditOutcome outcome) {
  switch (outcome) {
    case opsv1::AUDIT_OUTCOME_OK:
      return storage::Outcome::kOk;
    case opsv1::AUDIT_OUTCOME_DENIED:
      return storage::Outcome::kDenied;
    case opsv1::AUDIT_OUTCOME_REFUSED:
      return storage::Outcome::kRefused;
    default:
      return storage::Outcome::kAny;
  }
}

absl::StatusOr<storage::AuditQuery> ToQuery(const opsv1::ListAuditRecordsRequest& request) {
  base::FieldErrors errors;
  if (request.after_revision() < 0) errors.Add("after_revision", "is negative");
  if (!opsv1::AuditOutcome_IsValid(request.outcome())) errors.Add("outcome", "is unknown");
  storage::AuditQuery query;
  const auto set_time = [&](const char* field, const google::protobuf::Timestamp& time,
                            absl::Time& bound) {
    if (time.seconds() < TimeUtil::kTimestampMinSeconds ||
        time.seconds() > TimeUtil::kTimestampMaxSeconds || time.nanos() < 0 ||
        time.nanos() >= kNanosPerSecond) {
      return errors.Add(field, "is no time");
    }
    bound = absl::FromUnixSeconds(time.seconds()) + absl::Nanoseconds(time.nanos());
  };
  if (request.has_since_time()) set_time("since_time", request.since_time(), query.since);
  if (request.has_until_time()) set_time("until_time", request.until_time(), query.until);
  if (query.until < query.since) errors.Add("until_time", "is before since_time");
  if (!errors.empty()) return errors.ToStatus();
  query.resource = request.resource();
  query.caller = request.caller();
  // As calls.cc writes it.
  query.person = absl::AsciiStrToLower(request.person());
  query.method = request.method();
  query.result = request.result();
  query.outcome = ToOutcome(request.outcome());
  query.after_revision = request.after_revision();
  query.newest_first = request.newest_first();
  return query;
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

absl::StatusOr<std::string> OperationsService::ListAuditRecords(
    const storage::Reader& reader, const opsv1::ListAuditRecordsRequest& request,
    const storage::Page& page, opsv1::ListAuditRecordsResponse& response) {
  ZGC_ASSIGN_OR_RETURN(const storage::AuditQuery query, ToQuery(request));
  size_t bytes = 0;
  return storage::ListCommits(reader, calls_.store().schema().columns, query, page,
                              [&](int64_t revision, const storage::v1::CommitRecord& record) {
                                opsv1::AuditRecord audit =
                                    ToAudit(reader, calls_.store().PositionAt(revision), record);
                                bytes += audit.ByteSizeLong();
                                if (response.records_size() > 0 && bytes > page.bytes) return false;
                                *response.add_records() = std::move(audit);
                                return true;
                              });
}

}  // namespace zgc::rpc
