#pragma once

#include <grpcpp/grpcpp.h>

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/observability/metrics.h"
#include "common/rpc/calls.h"
#include "common/rpc/operations_service.h"
#include "common/rpc/policy.h"
#include "common/storage/store.h"

namespace CLI {
class App;
}

namespace zgc::rpc {

// Command line of every service.
struct ServerOptions {
  // Name of the service, such as task_registry.
  std::string service;
  // host:port; port 0 takes a free one.
  std::string listen;
  std::string admin_listen;
  std::string store_url;
  std::string backup_dir;
  // PEM files and policy of mTLS; all four, or insecure_loopback.
  std::string tls_cert;
  std::string tls_key;
  std::string tls_ca;
  std::string policy;
  // Plaintext without identity; only if `listen` is a loopback address.
  bool insecure_loopback = false;
  int drain_timeout_seconds = 20;
};

// Parses the command line; nullopt means that the process ends now with
// `exit_code` (after --help, a wrong flag, which has been said on stderr, or
// --restore, which has written a backup to the store).
// `more` adds flags of one service. The first thing that main does: from here on
// SIGTERM and SIGINT wait for Run, in every thread that is begun later.
absl::optional<ServerOptions> ParseFlags(int argc, char** argv, ServerOptions defaults,
                                         int& exit_code,
                                         const std::function<void(CLI::App&)>& more = nullptr);

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
    operations_->FillStatus(std::move(fill));
  }

  // Listens with these services, operations, health and reflection. The
  // services outlive the server.
  absl::Status Start(const std::vector<grpc::Service*>& services);
  // Stops accepting, ends watches, waits for calls up to the drain timeout.
  void Stop();
  // Start, wait for SIGTERM or SIGINT, Stop. Returns the exit code.
  int Run(const std::vector<grpc::Service*>& services);

  // Where it listens, once started.
  int port() const { return port_; }
  int admin_port() const;

 private:
  class Admin;
  explicit Server(ServerOptions options);
  absl::Status LoadSecurity();

  const ServerOptions options_;
  std::shared_ptr<grpc::ServerCredentials> credentials_;
  std::unique_ptr<PolicySource> policy_;
  observability::Metrics metrics_;
  std::unique_ptr<storage::Store> store_;
  std::unique_ptr<Calls> calls_;
  std::unique_ptr<OperationsService> operations_;
  std::unique_ptr<grpc::Server> server_;
  std::unique_ptr<Admin> admin_;
  int port_ = 0;
};

}  // namespace zgc::rpc
