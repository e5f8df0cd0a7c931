#pragma once

#include <grpcpp/grpcpp.h>

#include <atomic>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/base/time/guarded_clock.h"
#include "common/observability/metrics.h"
#include "common/rpc/call/calls.h"
#include "common/rpc/call/services.h"
#include "common/rpc/following/followers.h"
#include "common/rpc/identity/policy.h"
#include "common/rpc/server/admin.h"
#include "common/rpc/server/connections.h"
#include "common/rpc/server/operations_service.h"
#include "common/rpc/server/server_options.h"
#include "common/rpc/wire/descriptors.h"
#include "common/storage/store.h"

namespace zgc::rpc {

// Everything a service needs around its handlers. Life: Create, make the
// handlers over calls(), Run (or Start and Stop in tests).
class Server {
 public:
  // Opens the store and the policy. Errors are for the operator: they name
  // the flag, file or address that is wrong.
  static absl::StatusOr<std::unique_ptr<Server>> Create(ServerOptions options,
                                                        const storage::Schema& schema);
  ~Server();

  storage::Store& store() { return *store_; }
  Calls& calls() { return *calls_; }
  const ServerOptions& options() const { return options_; }
  // See OperationsService::FillStatus.
  void FillStatus(std::function<void(zgc::ops::v1::ServiceStatus&)> fill) {
    fill_status_ = fill;
    operations_->FillStatus(std::move(fill));
  }
  // Shows these followers in the status and the metrics, and lets operators have a source
  // read afresh. They outlive the server's run.
  void FollowWith(const Followers& followers) {
    FillStatus([&](zgc::ops::v1::ServiceStatus& status) { followers.Describe(status); });
    operations_->SetFollowing({[&](absl::Duration lease) { followers.Hold(lease); },
                               [&] { followers.AwaitHeld(); },
                               [&](storage::Txn& txn, const base::Actor& actor,
                                   const zgc::ops::v1::ResyncSourceRequest& request) {
                                 return followers.Resync(txn, actor, request);
                               }});
  }

  // Called before the metrics are shown, to add what the service alone knows.
  void ShowMetrics(std::function<void(observability::Metrics&)> show) {
    show_metrics_ = std::move(show);
  }

  // Listens with these services, operations, health and reflection. It owns them: a call
  // that its client has given up runs on for a while. What they refer to outlives Stop.
  absl::Status Start(Services services);
  // Stops accepting, ends watches, waits for calls up to the drain timeout.
  void Stop();
  // Start, wait for SIGTERM or SIGINT, Stop. Returns the exit code.
  int Run(Services services);

  // Where it listens, once started.
  int port() const { return connections_.port(); }
  int admin_port() const;
  // Full names of the services that it answers, once started.
  const std::vector<std::string>& service_names() const { return service_names_; }

 private:
  explicit Server(ServerOptions options);
  absl::Status LoadSecurity();
  // Not OK: only a restart helps. A store that can be read is no such fault.
  absl::Status Liveness() const;
  // The same with what /livez cannot say itself.
  absl::Status Fault() const;
  std::string MetricsText();
  // Logs when the clock jumps and when that is over; `jump` is what was seen before.
  void WatchClock(absl::Duration& jump) const;

  const ServerOptions options_;
  const base::GuardedClock clock_;
  std::shared_ptr<grpc::ServerCredentials> credentials_;
  std::unique_ptr<PolicySource> policy_;
  observability::Metrics metrics_;
  std::unique_ptr<storage::Store> store_;
  std::unique_ptr<Calls> calls_;
  std::function<void(zgc::ops::v1::ServiceStatus&)> fill_status_;
  std::function<void(observability::Metrics&)> show_metrics_;
  std::unique_ptr<OperationsService> operations_;
  Services services_;
  std::vector<std::string> service_names_;
  std::unique_ptr<grpc::Server> server_;
  std::unique_ptr<grpc::experimental::ExternalConnectionAcceptor> acceptor_;
  Connections connections_;
  DescriptorReserve reserve_;
  std::atomic<bool> serving_{false};
  std::unique_ptr<Admin> admin_;
};

}  // namespace zgc::rpc
