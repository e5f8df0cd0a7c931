#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <thread>

#include "absl/base/thread_annotations.h"
#include "absl/functional/function_ref.h"
#include "absl/synchronization/mutex.h"
#include "common/base/interrupt.h"
#include "common/rpc/call/calls.h"
#include "common/rpc/call/stream.h"
#include "common/rpc/server/backup_jobs.h"
#include "common/rpc/server/leases.h"
#include "zgc/ops/v1/operations.pb.h"

namespace zgc::rpc {

// zgc.ops.v1.OperationsService, the same on every service. Backup and
// verification read for long; they run one after the other on a thread of
// their own.
class OperationsService {
 public:
  OperationsService(Calls& calls, std::string service, BackupSettings backups);
  ~OperationsService();

  // What to serve; lives as long as this.
  grpc::Service& service() { return *methods_; }

  // `fill` adds what the service itself knows to each status, from any thread.
  // To be set before the server starts.
  void FillStatus(std::function<void(zgc::ops::v1::ServiceStatus&)> fill) {
    fill_status_ = std::move(fill);
  }

  BackupJobs& backups() { return backups_; }
  // How the service stops following others, see Followers::Hold and AwaitHeld, and the body of
  // ResyncSource, which is refused without one. To be set before the server starts, if it follows
  // any.
  struct Following {
    std::function<void(absl::Duration lease)> hold = [](absl::Duration) {};
    std::function<void()> await_held = [] {};
    std::function<absl::Status(storage::Txn&, const base::Actor&,
                               const zgc::ops::v1::ResyncSourceRequest&)>
        resync;
  };
  void SetFollowing(Following following) { following_ = std::move(following); }

 private:
  using Context = grpc::CallbackServerContext;
  using Unary = grpc::ServerUnaryReactor;
  std::unique_ptr<grpc::Service> MakeMethods();
  absl::StatusOr<zgc::ops::v1::ServiceStatus> GetServiceStatus(
      const storage::Reader& reader, const zgc::ops::v1::GetServiceStatusRequest& request);
  grpc::ServerWriteReactor<zgc::ops::v1::WatchChangesResponse>* WatchChanges(
      Context* context, const zgc::ops::v1::WatchChangesRequest* request);
  absl::StatusOr<std::string> ListAuditRecords(const storage::Reader& reader,
                                               const zgc::ops::v1::ListAuditRecordsRequest& request,
                                               const storage::Page& page,
                                               zgc::ops::v1::ListAuditRecordsResponse& response);
  Unary* CreateBackup(Context* context, const zgc::ops::v1::CreateBackupRequest& request,
                      zgc::ops::v1::Backup& response);
  Unary* ListBackups(Context* context, const zgc::ops::v1::ListBackupsRequest& request,
                     zgc::ops::v1::ListBackupsResponse& response);
  Unary* ProveBackup(Context* context, const zgc::ops::v1::ProveBackupRequest& request,
                     zgc::ops::v1::Backup& response);
  Unary* PauseFollowing(Context* context, const zgc::ops::v1::PauseFollowingRequest& request,
                        zgc::ops::v1::PauseFollowingResponse& response);
  Unary* ResumeFollowing(Context* context, const zgc::ops::v1::ResumeFollowingRequest& request,
                         zgc::ops::v1::ResumeFollowingResponse& response);
  grpc::ServerWriteReactor<zgc::ops::v1::ReadBackupResponse>* ReadBackup(
      Context* context, const zgc::ops::v1::ReadBackupRequest* request);
  Unary* VerifyStore(Context* context, const zgc::ops::v1::VerifyStoreRequest& request,
                     zgc::ops::v1::VerifyStoreResponse& response);
  absl::StatusOr<zgc::ops::v1::ResyncSourceResponse> ResyncSource(
      storage::Txn& txn, const base::Actor& actor,
      const zgc::ops::v1::ResyncSourceRequest& request);

  // Answers `work`'s status from the thread of long jobs, unless `begin`, called at once and
  // under the lock, refuses; a write that does not only validate is audited, with the resource
  // that `work` sets. `undo`, if any, follows a job that did not end with OK, or was not wanted
  // any more.
  template <typename Request, typename Response>
  Unary* Slowly(
      Context* context, const Request& request, Response& response, Access access,
      std::function<absl::Status(Response&, Call&)> work,
      absl::FunctionRef<absl::Status()> begin = [] { return absl::OkStatus(); },
      std::function<void()> undo = nullptr);
  // Answers `body`'s status, under the lock and without waiting for long jobs; audited unless it
  // only validates.
  template <typename Request>
  Unary* AtOnce(Context* context, const Request& request, absl::FunctionRef<absl::Status()> body);
  void RunJobs();
  // Under the lock, so that of two calls the later one counts.
  void HoldFollowing(absl::Duration now) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  Calls& calls_;
  const std::unique_ptr<grpc::Service> methods_;
  const std::string service_;
  Following following_;
  BackupJobs backups_;
  StreamSlots slots_;
  const absl::Time start_time_;
  std::function<void(zgc::ops::v1::ServiceStatus&)> fill_status_;
  absl::Mutex mutex_;
  // Who holds following up.
  Leases leases_ ABSL_GUARDED_BY(mutex_);
  std::deque<std::function<void()>> jobs_ ABSL_GUARDED_BY(mutex_);
  bool closing_ ABSL_GUARDED_BY(mutex_) = false;
  // Stopped when the server drains: the job that runs ends where it looks, those that wait
  // are not begun.
  base::Interrupt interrupt_;
  int64_t stop_ = 0;
  std::thread thread_;
};

}  // namespace zgc::rpc
