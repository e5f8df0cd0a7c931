#include "common/rpc/server/operations_service.h"

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/base/time/clock.h"
#include "common/rpc/call/method.h"

namespace zgc::rpc {
namespace {

namespace opsv1 = ::zgc::ops::v1;

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

absl::Status TooManyLeases() {
  return TooMany("too many leases on a pause of following are alive");
}

absl::Status CheckLease(const opsv1::PauseFollowingRequest& request) {
  const int64_t seconds = request.lease().seconds();
  base::FieldErrors errors;
  if (seconds < 1 || seconds > kMaxLeaseSeconds) {
    errors.Add("lease", "is not between one second and one hour");
  }
  if (request.lease_id().empty() || request.lease_id().size() > kMaxLeaseIdBytes) {
    errors.Add("lease_id", absl::StrCat("is not 1 to ", kMaxLeaseIdBytes, " bytes"));
  }
  return errors.empty() ? absl::OkStatus() : errors.ToStatus();
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
  bool recorded = access == Access::kWrite;
  if constexpr (requires { request.validate_only(); }) recorded &= !request.validate_only();
  if (refusal.ok()) {
    absl::MutexLock lock(&mutex_);
    if (jobs_.size() >= kMaxJobs) {
      refusal = TooMany("backups or verifications are waiting");
    } else if (refusal = begin(); refusal.ok()) {
      jobs_.push_back([this, context, reactor, &response, recorded, work = std::move(work),
                       undo = std::move(undo), admitted = std::move(call)]() mutable {
        absl::Status status = calls_.StillWanted(*context);
        if (status.ok()) status = interrupt_.Check();
        if (status.ok()) status = work(response, admitted);
        if (!status.ok() && undo) undo();
        const auto answer = [reactor, wire = ToWire(status)] { reactor->Finish(wire); };
        if (!recorded) return calls_.End(admitted, status, answer);
        calls_.EndRecorded(admitted, status, answer);
      });
      return reactor;
    }
  }
  calls_.Finish(context, reactor, call, refusal, 0);
  return reactor;
}

template <typename Request>
OperationsService::Unary* OperationsService::AtOnce(Context* context, const Request& request,
                                                    absl::FunctionRef<absl::Status()> body) {
  auto* reactor = context->DefaultReactor();
  Call call;
  absl::Status status = calls_.Admit(*context, request, call, Access::kWrite);
  const bool admitted = status.ok();
  if (admitted) {
    absl::MutexLock lock(&mutex_);
    status = body();
  }
  if (admitted && !request.validate_only()) {
    calls_.EndRecorded(call, status, [reactor, wire = ToWire(status)] { reactor->Finish(wire); });
  } else {
    calls_.Finish(context, reactor, call, status, 0);
  }
  return reactor;
}

std::unique_ptr<grpc::Service> OperationsService::MakeMethods() {
  return MakeService(
      calls_, "zgc.ops.v1.OperationsService",
      {
          rpc::Read(
              [this](const storage::Reader& reader, const opsv1::GetServiceStatusRequest& request) {
                return GetServiceStatus(reader, request);
              }),
          rpc::ServerStream(this, &OperationsService::WatchChanges),
          rpc::List([this](const storage::Reader& reader,
                           const opsv1::ListAuditRecordsRequest& request, const storage::Page& page,
                           opsv1::ListAuditRecordsResponse& response) {
            return ListAuditRecords(reader, request, page, response);
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

OperationsService::Unary* OperationsService::CreateBackup(Context* context,
                                                          const opsv1::CreateBackupRequest& request,
                                                          opsv1::Backup& response) {
  return Slowly<opsv1::CreateBackupRequest, opsv1::Backup>(
      context, request, response, Access::kWrite,
      [this, validate_only = request.validate_only()](opsv1::Backup& backup,
                                                      Call& call) -> absl::Status {
        if (validate_only) return backups_.CheckCreate();
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
      [this, id = request.id(), validate_only = request.validate_only()](
          opsv1::Backup& backup, Call& call) -> absl::Status {
        call.resource = BackupName(id);
        ZGC_ASSIGN_OR_RETURN(backup, validate_only ? backups_.CheckProve(id) : backups_.Prove(id));
        return absl::OkStatus();
      });
}

void OperationsService::HoldFollowing(absl::Duration now) { following_.hold(leases_.Left(now)); }

OperationsService::Unary* OperationsService::PauseFollowing(
    Context* context, const opsv1::PauseFollowingRequest& request,
    opsv1::PauseFollowingResponse& response) {
  const absl::Duration now = base::Clock::Real()->Steady();
  if (request.validate_only()) {
    return AtOnce(context, request, [&]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) -> absl::Status {
      ZGC_RETURN_IF_ERROR(CheckLease(request));
      return leases_.HasRoom(request.lease_id(), now) ? absl::OkStatus() : TooManyLeases();
    });
  }
  const auto prolongs = std::make_shared<bool>(false);
  const auto begin = [this, &request, now, prolongs]()
                         ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) -> absl::Status {
    ZGC_RETURN_IF_ERROR(CheckLease(request));
    *prolongs = leases_.Alive(request.lease_id(), now);
    const absl::Duration until = now + absl::Seconds(request.lease().seconds());
    if (!leases_.Begin(request.lease_id(), now, until)) return TooManyLeases();
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
  return AtOnce(context, request, [&]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    const absl::Duration now = base::Clock::Real()->Steady();
    const std::string& id = request.lease_id();
    if (request.validate_only()) {
      response.set_was_paused(leases_.Holds(id, now));
      return absl::OkStatus();
    }
    response.set_was_paused(leases_.End(id, now));
    HoldFollowing(now);
    return absl::OkStatus();
  });
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
