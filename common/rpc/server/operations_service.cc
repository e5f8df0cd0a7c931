#include "common/rpc/server/operations_service.h"

#include <google/protobuf/util/time_util.h>

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/base/time/clock.h"
#include "common/rpc/call/method.h"
#include "common/rpc/call/watch.h"
#include "common/rpc/identity/audit_record.h"
#include "common/rpc/wire/feed_rows.h"
#include "common/rpc/wire/reply_limits.h"

#ifndef ZGC_VERSION
#error "ZGC_VERSION is set by the build"
#endif

namespace zgc::rpc {
namespace {

namespace opsv1 = ::zgc::ops::v1;
using google::protobuf::util::TimeUtil;

// Backups and verifications that may wait.
constexpr size_t kMaxJobs = 4;
constexpr int64_t kMaxLeaseSeconds = 3600;
constexpr size_t kMaxLeaseIdBytes = 64;
// Backups that are read at a time.
constexpr int kMaxStreams = 2;

absl::Status TooMany(absl::string_view what) {
  return base::RetryLater(absl::StatusCode::kResourceExhausted,
                          zgc::common::v1::ERROR_REASON_OVERLOADED, what, absl::Seconds(5));
}

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

std::string BackupName(int64_t id) { return absl::StrCat("backups/", id); }

}  // namespace

OperationsService::OperationsService(Calls& calls, std::string service, BackupSettings backups)
    : calls_(calls),
      methods_(MakeMethods()),
      service_(std::move(service)),
      backups_(calls.store(), std::move(backups)),
      slots_(kMaxStreams),
      start_time_(absl::Now()),
      thread_([this] { RunJobs(); }) {
  const auto stop =
      calls_.stops().Add({}, [this](const absl::Status& why) { interrupt_.Stop(why); });
  if (stop.ok()) stop_ = *stop;
}

OperationsService::~OperationsService() {
  if (stop_ != 0) calls_.stops().Remove(stop_);
  {
    absl::MutexLock lock(&mutex_);
    closing_ = true;
  }
  thread_.join();
}

void OperationsService::RunJobs() {
  const base::InterruptScope scope(interrupt_);
  while (true) {
    std::function<void()> job;
    {
      absl::MutexLock lock(&mutex_);
      const auto ready = [this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
        return closing_ || !jobs_.empty();
      };
      mutex_.Await(absl::Condition(&ready));
      if (jobs_.empty()) return;
      job = std::move(jobs_.front());
      jobs_.pop_front();
    }
    job();
  }
}

template <typename Request, typename Response>
OperationsService::Unary* OperationsService::Slowly(
    Context* context, const Request& request, Response& response, Access access,
    std::function<absl::Status(Response&, Call&)> work, absl::FunctionRef<absl::Status()> begin,
    std::function<void()> undo) {
  auto* reactor = context->DefaultReactor();
  Call call;
  absl::Status refusal = calls_.Admit(*context, request, call, access);
  if (refusal.ok()) {
    absl::MutexLock lock(&mutex_);
    if (jobs_.size() >= kMaxJobs) {
      refusal = TooMany("backups or verifications are waiting");
    } else if (refusal = begin(); refusal.ok()) {
      jobs_.push_back([this, context, reactor, &response, access, work = std::move(work),
                       undo = std::move(undo), admitted = std::move(call)]() mutable {
        absl::Status status = calls_.StillWanted(*context);
        if (status.ok()) status = interrupt_.Check();
        if (status.ok()) status = work(response, admitted);
        if (!status.ok() && undo) undo();
        const auto answer = [reactor, wire = ToWire(status)] { reactor->Finish(wire); };
        if (access == Access::kRead) return calls_.End(admitted, status, answer);
        calls_.EndRecorded(admitted, status, answer);
      });
      return reactor;
    }
  }
  calls_.Finish(context, reactor, call, refusal, 0);
  return reactor;
}

std::unique_ptr<grpc::Service> OperationsService::MakeMethods() {
  return MakeService(calls_, "zgc.ops.v1.OperationsService",
                     {
                         rpc::Read([this](const storage::Reader& reader,
                                          const opsv1::GetServiceStatusRequest& request) {
                           return GetServiceStatus(reader, request);
                         }),
                         rpc::ServerStream(this, &OperationsService::WatchChanges),
                         rpc::Read([this](const storage::Reader& reader,
                                          const opsv1::ListAuditRecordsRequest& request) {
                           return ListAuditRecords(reader, request);
                         }),
                         rpc::Unary(this, &OperationsService::CreateBackup),
                         rpc::Unary(this, &OperationsService::ListBackups),
                         rpc::Unary(this, &OperationsService::ProveBackup),
                         rpc::Unary(this, &OperationsService::PauseFollowing),
                         rpc::Unary(this, &OperationsService::ResumeFollowing),
                         rpc::ServerStream(this, &OperationsService::ReadBackup),
                         rpc::Unary(this, &OperationsService::VerifyStore),
                         rpc::Write([this](storage::Txn& txn, const base::Actor& actor,
                                           const opsv1::ResyncSourceRequest& request) {
                           return ResyncSource(txn, actor, request);
                         }),
                     });
}

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

OperationsService::Unary* OperationsService::CreateBackup(Context* context,
                                                          const opsv1::CreateBackupRequest& request,
                                                          opsv1::Backup& response) {
  return Slowly<opsv1::CreateBackupRequest, opsv1::Backup>(
      context, request, response, Access::kWrite,
      [this](opsv1::Backup& backup, Call& call) -> absl::Status {
        ZGC_ASSIGN_OR_RETURN(backup, backups_.Create());
        call.resource = BackupName(backup.id());
        return absl::OkStatus();
      });
}

OperationsService::Unary* OperationsService::ListBackups(Context* context,
                                                         const opsv1::ListBackupsRequest& request,
                                                         opsv1::ListBackupsResponse& response) {
  return Slowly<opsv1::ListBackupsRequest, opsv1::ListBackupsResponse>(
      context, request, response, Access::kRead,
      [this](opsv1::ListBackupsResponse& answer, Call&) -> absl::Status {
        ZGC_ASSIGN_OR_RETURN(answer, backups_.List());
        return absl::OkStatus();
      });
}

OperationsService::Unary* OperationsService::ProveBackup(Context* context,
                                                         const opsv1::ProveBackupRequest& request,
                                                         opsv1::Backup& response) {
  return Slowly<opsv1::ProveBackupRequest, opsv1::Backup>(
      context, request, response, Access::kWrite,
      [this, id = request.id()](opsv1::Backup& backup, Call& call) -> absl::Status {
        call.resource = BackupName(id);
        ZGC_ASSIGN_OR_RETURN(backup, backups_.Prove(id));
        return absl::OkStatus();
      });
}

void OperationsService::HoldFollowing(absl::Duration now) { following_.hold(leases_.Left(now)); }

OperationsService::Unary* OperationsService::PauseFollowing(
    Context* context, const opsv1::PauseFollowingRequest& request,
    opsv1::PauseFollowingResponse& response) {
  const absl::Duration now = base::Clock::Real()->Steady();
  const auto prolongs = std::make_shared<bool>(false);
  const auto begin = [this, &request, now, prolongs]()
                         ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) -> absl::Status {
    const int64_t seconds = request.lease().seconds();
    base::FieldErrors errors;
    if (seconds < 1 || seconds > kMaxLeaseSeconds) {
      errors.Add("lease", "is not between one second and one hour");
    }
    if (request.lease_id().empty() || request.lease_id().size() > kMaxLeaseIdBytes) {
      errors.Add("lease_id", absl::StrCat("is not 1 to ", kMaxLeaseIdBytes, " bytes"));
    }
    if (!errors.empty()) return errors.ToStatus();
    *prolongs = leases_.Alive(request.lease_id(), now);
    if (!leases_.Begin(request.lease_id(), now, now + absl::Seconds(seconds))) {
      return TooMany("too many leases on a pause of following are alive");
    }
    HoldFollowing(now);
    return absl::OkStatus();
  };
  // What is under way is waited for on the thread of long jobs; a lease that ended before
  // that has held nothing.
  return Slowly<opsv1::PauseFollowingRequest, opsv1::PauseFollowingResponse>(
      context, request, response, Access::kWrite,
      [this, id = request.lease_id()](opsv1::PauseFollowingResponse&, Call&) -> absl::Status {
        following_.await_held();
        absl::MutexLock lock(&mutex_);
        if (leases_.Alive(id, base::Clock::Real()->Steady())) return absl::OkStatus();
        return absl::AbortedError("the lease was ended meanwhile");
      },
      begin,
      // Whoever is told that it failed ends no lease.
      [this, prolongs, id = request.lease_id()] {
        absl::MutexLock lock(&mutex_);
        const absl::Duration later = base::Clock::Real()->Steady();
        if (!*prolongs) leases_.End(id, later);
        HoldFollowing(later);
      });
}

// At once: it may be asked for by somebody who ends during a backup that takes long.
OperationsService::Unary* OperationsService::ResumeFollowing(
    Context* context, const opsv1::ResumeFollowingRequest& request,
    opsv1::ResumeFollowingResponse& response) {
  auto* reactor = context->DefaultReactor();
  Call call;
  const absl::Status refusal = calls_.Admit(*context, request, call, Access::kWrite);
  if (!refusal.ok()) {
    calls_.Finish(context, reactor, call, refusal, 0);
    return reactor;
  }
  {
    absl::MutexLock lock(&mutex_);
    const absl::Duration now = base::Clock::Real()->Steady();
    response.set_was_paused(leases_.End(request.lease_id(), now));
    HoldFollowing(now);
  }
  calls_.EndRecorded(call, absl::OkStatus(), [reactor] { reactor->Finish(grpc::Status::OK); });
  return reactor;
}

grpc::ServerWriteReactor<opsv1::ReadBackupResponse>* OperationsService::ReadBackup(
    grpc::CallbackServerContext* context, const opsv1::ReadBackupRequest* request) {
  Call call;
  const absl::Status refusal = calls_.Admit(*context, *request, call);
  call.resource = BackupName(request->id());
  using Parts = Stream<opsv1::ReadBackupResponse>;
  return Parts::Start(calls_, slots_, std::move(call), refusal,
                      [this, id = request->id()]() -> absl::StatusOr<Parts::Next> {
                        return [this, id, file = 0,
                                offset = int64_t{0}](opsv1::ReadBackupResponse& part) mutable {
                          return backups_.ReadPart(id, file, offset, part);
                        };
                      });
}

OperationsService::Unary* OperationsService::VerifyStore(Context* context,
                                                         const opsv1::VerifyStoreRequest& request,
                                                         opsv1::VerifyStoreResponse& response) {
  return Slowly<opsv1::VerifyStoreRequest, opsv1::VerifyStoreResponse>(
      context, request, response, Access::kWrite,
      [this](opsv1::VerifyStoreResponse& answer, Call&) -> absl::Status {
        std::vector<std::string> problems;
        answer.set_revision(calls_.store().head());
        ZGC_ASSIGN_OR_RETURN(const int64_t rows, calls_.store().Verify(problems));
        answer.set_rows(rows);
        for (const std::string& problem : problems) answer.add_problems(problem);
        return absl::OkStatus();
      });
}

absl::StatusOr<opsv1::ResyncSourceResponse> OperationsService::ResyncSource(
    storage::Txn& txn, const base::Actor& actor, const opsv1::ResyncSourceRequest& request) {
  if (!following_.resync) {
    return base::MakeError(absl::StatusCode::kNotFound,
                           zgc::common::v1::ERROR_REASON_RESOURCE_NOT_FOUND,
                           "this service follows no other", {{"name", request.source()}});
  }
  ZGC_RETURN_IF_ERROR(following_.resync(txn, actor, request));
  opsv1::ResyncSourceResponse answer;
  answer.mutable_position()->set_incarnation(txn.lineage().current());
  answer.mutable_position()->set_revision(txn.revision());
  return answer;
}

}  // namespace zgc::rpc
