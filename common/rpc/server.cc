#include "common/rpc/server.h"

#include <grpcpp/ext/proto_server_reflection_plugin.h>
#include <grpcpp/health_check_service_interface.h>
#include <grpcpp/impl/server_builder_option.h>
#include <grpcpp/impl/server_builder_plugin.h>
#include <grpcpp/impl/server_initializer.h>
#include <httplib.h>
#include <signal.h>

#include <CLI/CLI.hpp>
#include <atomic>
#include <cstdio>
#include <thread>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "common/observability/log.h"
#include "common/rpc/pem.h"

namespace zgc::rpc {
namespace {

constexpr int kMaxMessageBytes = 4 << 20;
constexpr int kMaxMetadataBytes = 16 << 10;
constexpr int kMaxStreamsPerConnection = 1024;

// Blocks SIGTERM and SIGINT, so that the wait in Run alone sees them. A thread
// begun before would take one and end the process without a drain.
sigset_t HoldStopSignals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  return signals;
}

// `address` with the port that was really taken.
std::string WithPort(absl::string_view address, int port) {
  return absl::StrCat(address.substr(0, address.rfind(':')), ":", port);
}

void ApplyLimits(grpc::ServerBuilder& builder) {
  builder.SetMaxReceiveMessageSize(kMaxMessageBytes);
  builder.AddChannelArgument(GRPC_ARG_MAX_METADATA_SIZE, kMaxMetadataBytes);
  builder.AddChannelArgument(GRPC_ARG_MAX_CONCURRENT_STREAMS, kMaxStreamsPerConnection);
  builder.AddChannelArgument(GRPC_ARG_ALLOW_REUSEPORT, 0);
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_TIME_MS, 60'000);
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_TIMEOUT_MS, 20'000);
  builder.AddChannelArgument(GRPC_ARG_HTTP2_MIN_RECV_PING_INTERVAL_WITHOUT_DATA_MS, 10'000);
  builder.AddChannelArgument(GRPC_ARG_MAX_CONNECTION_AGE_MS, 3'600'000);
  builder.AddChannelArgument(GRPC_ARG_MAX_CONNECTION_AGE_GRACE_MS, 60'000);
}

// Learns the names of a server's services as it starts, for their health.
class ServiceNames final : public grpc::ServerBuilderOption, public grpc::ServerBuilderPlugin {
 public:
  explicit ServiceNames(std::vector<std::string>& names) : names_(names) {}
  void UpdateArguments(grpc::ChannelArguments*) override {}
  void UpdatePlugins(std::vector<std::unique_ptr<grpc::ServerBuilderPlugin>>* plugins) override {
    plugins->push_back(std::make_unique<ServiceNames>(names_));
  }
  std::string name() override { return "zgc_service_names"; }
  void InitServer(grpc::ServerInitializer*) override {}
  void Finish(grpc::ServerInitializer* server) override { names_ = *server->GetServiceList(); }
  void ChangeArguments(const std::string&, void*) override {}

 private:
  std::vector<std::string>& names_;
};

// For the operator, before the service runs: no store is open yet.
int RestoreStore(const ServerOptions& options, int64_t backup_id) {
  const absl::Status restored =
      options.backup_dir.empty()
          ? absl::InvalidArgumentError("--restore needs --backup-dir")
          : storage::RestoreBackup(options.backup_dir, backup_id, options.store_url);
  if (!restored.ok()) {
    std::fprintf(stderr, "%s: backup %lld of %s was not restored to %s: %s\n",
                 options.service.c_str(), static_cast<long long>(backup_id),
                 options.backup_dir.c_str(), options.store_url.c_str(),
                 std::string(restored.message()).c_str());
    return 1;
  }
  std::printf("backup %lld of %s is verified and restored to %s\n",
              static_cast<long long>(backup_id), options.backup_dir.c_str(),
              options.store_url.c_str());
  return 0;
}

}  // namespace

absl::optional<ServerOptions> ParseFlags(int argc, char** argv, ServerOptions options,
                                         int& exit_code,
                                         const std::function<void(CLI::App&)>& more) {
  CLI::App app{absl::StrCat(options.service, ": a service of the science-park suite")};
  app.add_option("--listen", options.listen, "gRPC address, host:port")->capture_default_str();
  app.add_option("--admin-listen", options.admin_listen,
                 "HTTP address of /livez, /readyz and /metrics")
      ->capture_default_str();
  app.add_option("--store", options.store_url, "store, rocksdb:///absolute/path")->required();
  app.add_option("--backup-dir", options.backup_dir, "folder of online backups");
  app.add_option("--tls-cert", options.tls_cert, "PEM certificate chain of this service");
  app.add_option("--tls-key", options.tls_key, "PEM private key of this service");
  app.add_option("--tls-ca", options.tls_ca, "PEM certificates that sign the callers'");
  app.add_option("--policy", options.policy, "JSON file: who may call what");
  app.add_flag("--insecure-loopback", options.insecure_loopback,
               "no TLS and no identity; loopback addresses only");
  app.add_option("--drain-timeout-seconds", options.drain_timeout_seconds,
                 "how long calls may go on after SIGTERM")
      ->capture_default_str()
      ->check(CLI::Range(0, 3600));
  int64_t restore = 0;
  app.add_option("--restore", restore,
                 "verify that backup of --backup-dir, write it to --store, which must be empty, "
                 "and end; zgcctl backup lists the numbers")
      ->check(CLI::PositiveNumber);
  if (more) more(app);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    exit_code = app.exit(error);
    return absl::nullopt;
  }
  if (restore > 0) {
    exit_code = RestoreStore(options, restore);
    return absl::nullopt;
  }
  HoldStopSignals();
  return options;
}

// HTTP beside gRPC: probes cannot present a client certificate.
class Server::Admin {
 public:
  explicit Admin(Server& server) : owner_(server) {}
  ~Admin() {
    http_.stop();
    if (thread_.joinable()) thread_.join();
  }

  absl::Status Start(const std::string& address) {
    const std::pair<std::string, std::string> parts =
        absl::StrSplit(address, absl::MaxSplits(':', 1));
    int port = 0;
    if (!absl::SimpleAtoi(parts.second, &port)) {
      return absl::InvalidArgumentError(
          absl::StrCat("--admin-listen: ", address, " is no host:port"));
    }
    http_.new_task_queue = [] { return new httplib::ThreadPool(2); };
    http_.Get("/livez", [](const httplib::Request&, httplib::Response& response) {
      response.set_content("ok\n", "text/plain");
    });
    http_.Get("/readyz", [this](const httplib::Request&, httplib::Response& response) {
      const absl::Status health = owner_.store_->health();
      const bool ready = serving && health.ok();
      response.status = ready ? 200 : 503;
      response.set_content(ready ? "ok\n" : absl::StrCat("not ready: ", health.message(), "\n"),
                           "text/plain");
    });
    http_.Get("/metrics", [this](const httplib::Request&, httplib::Response& response) {
      owner_.metrics_.SetStore(owner_.store_->head(), owner_.store_->health().ok());
      response.set_content(owner_.metrics_.Text(), "text/plain; version=0.0.4");
    });
    port_ = port == 0 ? http_.bind_to_any_port(parts.first.c_str())
                      : (http_.bind_to_port(parts.first.c_str(), port) ? port : -1);
    if (port_ <= 0) {
      return absl::UnavailableError(
          absl::StrCat("--admin-listen: cannot listen on ", address, "; is the port in use?"));
    }
    thread_ = std::thread([this] {
      http_.listen_after_bind();
      ended_ = true;
    });
    // httplib forgets a stop() that comes before its loop runs, and the join
    // after it would wait for ever.
    while (!http_.is_running()) {
      if (ended_) return absl::UnavailableError("--admin-listen: the listener has ended");
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    return absl::OkStatus();
  }

  std::atomic<bool> serving{false};
  int port() const { return port_; }

 private:
  Server& owner_;
  httplib::Server http_;
  std::thread thread_;
  std::atomic<bool> ended_{false};
  int port_ = 0;
};

absl::StatusOr<std::unique_ptr<Server>> Server::Create(ServerOptions options,
                                                       const storage::Schema& schema) {
  std::unique_ptr<Server> server(new Server(std::move(options)));
  ZGC_RETURN_IF_ERROR(server->LoadSecurity());
  storage::StoreOptions store_options;
  store_options.url = server->options_.store_url;
  ZGC_ASSIGN_OR_RETURN(server->store_, storage::Store::Open(schema, store_options));
  server->calls_ = std::make_unique<Calls>(*server->store_, *server->policy_, server->metrics_,
                                           server->options_.insecure_loopback);
  server->operations_ = std::make_unique<OperationsService>(
      *server->calls_, server->options_.service, server->options_.backup_dir);
  return server;
}

Server::Server(ServerOptions options) : options_(std::move(options)) {}

Server::~Server() { Stop(); }

absl::Status Server::LoadSecurity() {
  if (options_.insecure_loopback) {
    if (!IsLoopback(options_.listen)) {
      return absl::InvalidArgumentError(
          absl::StrCat("--insecure-loopback: ", options_.listen, " is not a loopback address"));
    }
    credentials_ = grpc::InsecureServerCredentials();
    policy_ = std::make_unique<PolicySource>(Policy::InsecureLoopback());
    return absl::OkStatus();
  }
  grpc::SslServerCredentialsOptions tls(GRPC_SSL_REQUEST_AND_REQUIRE_CLIENT_CERTIFICATE_AND_VERIFY);
  grpc::SslServerCredentialsOptions::PemKeyCertPair pair;
  ZGC_ASSIGN_OR_RETURN(pair.cert_chain, ReadPem("--tls-cert", options_.tls_cert));
  ZGC_ASSIGN_OR_RETURN(pair.private_key, ReadPem("--tls-key", options_.tls_key));
  ZGC_ASSIGN_OR_RETURN(tls.pem_root_certs, ReadPem("--tls-ca", options_.tls_ca));
  tls.pem_key_cert_pairs.push_back(std::move(pair));
  credentials_ = grpc::SslServerCredentials(tls);
  if (options_.policy.empty()) return absl::InvalidArgumentError("--policy is required with TLS");
  ZGC_ASSIGN_OR_RETURN(policy_, PolicySource::FromFile(options_.policy));
  return absl::OkStatus();
}

absl::Status Server::Start(const std::vector<grpc::Service*>& services) {
  grpc::EnableDefaultHealthCheckService(true);
  grpc::reflection::InitProtoReflectionServerBuilderPlugin();
  grpc::ServerBuilder builder;
  ApplyLimits(builder);
  builder.AddListeningPort(options_.listen, credentials_, &port_);
  builder.RegisterService(operations_.get());
  for (grpc::Service* service : services) builder.RegisterService(service);
  std::vector<std::string> names;
  builder.SetOption(std::make_unique<ServiceNames>(names));
  server_ = builder.BuildAndStart();
  if (server_ == nullptr || port_ == 0) {
    return absl::UnavailableError(
        absl::StrCat("--listen: cannot listen on ", options_.listen, "; is the port in use?"));
  }
  for (const std::string& name : names) {
    server_->GetHealthCheckService()->SetServingStatus(name, true);
  }
  admin_ = std::make_unique<Admin>(*this);
  ZGC_RETURN_IF_ERROR(admin_->Start(options_.admin_listen));
  admin_->serving = true;
  return absl::OkStatus();
}

int Server::admin_port() const { return admin_ == nullptr ? 0 : admin_->port(); }

void Server::Stop() {
  if (server_ == nullptr) return;
  if (admin_ != nullptr) admin_->serving = false;
  server_->GetHealthCheckService()->SetServingStatus(false);
  calls_->stops().StopAll();
  server_->Shutdown(std::chrono::system_clock::now() +
                    std::chrono::seconds(options_.drain_timeout_seconds));
  server_->Wait();
  calls_->denials().Flush(/*all=*/true);
  admin_.reset();
  server_.reset();
}

int Server::Run(const std::vector<grpc::Service*>& services) {
  const sigset_t signals = HoldStopSignals();
  const absl::Status started = Start(services);
  if (!started.ok()) {
    observability::LogError("cannot start", started);
    return 1;
  }
  observability::LogInfo(
      absl::StrCat(options_.service, " listens on ", WithPort(options_.listen, port_), ", admin ",
                   WithPort(options_.admin_listen, admin_port()), ", revision ", store_->head()));
  const timespec tick{1, 0};
  int signal = -1;
  while ((signal = sigtimedwait(&signals, nullptr, &tick)) < 0) {
    const absl::Status reloaded = policy_->Reload();
    if (!reloaded.ok()) observability::LogError("policy kept as it was", reloaded);
    calls_->denials().Flush(/*all=*/false);
  }
  observability::LogInfo("draining");
  Stop();
  observability::LogInfo("stopped");
  return 0;
}

}  // namespace zgc::rpc
