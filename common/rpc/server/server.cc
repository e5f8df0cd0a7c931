#include "common/rpc/server/server.h"

#include <grpc/support/log.h>
#include <grpcpp/ext/proto_server_reflection_plugin.h>
#include <grpcpp/health_check_service_interface.h>
#include <grpcpp/impl/server_builder_option.h>
#include <grpcpp/impl/server_builder_plugin.h>
#include <grpcpp/impl/server_initializer.h>
#include <signal.h>

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/clock.h"
#include "common/observability/log.h"
#include "common/rpc/identity/certificates.h"
#include "common/rpc/identity/pem.h"
#include "common/rpc/server/signals.h"
#include "common/rpc/wire/address.h"

namespace zgc::rpc {
namespace {

constexpr int kMaxMessageBytes = 4 << 20;
// What gRPC holds for all connections together. Beyond it new calls are refused by the
// transport, with RESOURCE_EXHAUSTED or UNAVAILABLE and without details.
constexpr size_t kMaxTransportBytes = size_t{448} << 20;
constexpr int kMaxMetadataBytes = 16 << 10;
constexpr int kMaxStreamsPerConnection = 1024;
// How long a fault that only a restart mends may last: a supervisor that asks
// /livez is given its time, and where there is none the process ends by itself.
constexpr int kTicksToLive = 30;

// `address` with the port that was really taken.
std::string WithPort(absl::string_view address, int port) {
  return absl::StrCat(address.substr(0, address.rfind(':')), ":", port);
}

void ApplyLimits(grpc::ServerBuilder& builder) {
  builder.SetMaxReceiveMessageSize(kMaxMessageBytes);
  builder.SetResourceQuota(grpc::ResourceQuota("zgc").Resize(kMaxTransportBytes));
  builder.AddChannelArgument(GRPC_ARG_MAX_METADATA_SIZE, kMaxMetadataBytes);
  builder.AddChannelArgument(GRPC_ARG_MAX_CONCURRENT_STREAMS, kMaxStreamsPerConnection);
  builder.AddChannelArgument(GRPC_ARG_ALLOW_REUSEPORT, 0);
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_TIME_MS, 60'000);
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_TIMEOUT_MS, 20'000);
  // Clients may ask on an idle connection whether the service is there. Without
  // the first of these gRPC bears one such ping in two hours.
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_PERMIT_WITHOUT_CALLS, 1);
  builder.AddChannelArgument(GRPC_ARG_HTTP2_MIN_RECV_PING_INTERVAL_WITHOUT_DATA_MS, 5'000);
  // gRPC's own patience is two minutes, for each of which a stranger has a descriptor.
  builder.AddChannelArgument(GRPC_ARG_SERVER_HANDSHAKE_TIMEOUT_MS, 10'000);
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

// A stranger causes a line of gRPC's with each handshake that fails.
void LogOfGrpc(gpr_log_func_args* line) { observability::LogLibrary(line->message); }

}  // namespace

absl::StatusOr<std::unique_ptr<Server>> Server::Create(ServerOptions options,
                                                       const storage::Schema& schema) {
  gpr_set_log_function(&LogOfGrpc);
  std::unique_ptr<Server> server(new Server(std::move(options)));
  ZGC_RETURN_IF_ERROR(server->LoadSecurity());
  storage::StoreOptions store_options;
  store_options.url = server->options_.store_url;
  store_options.create = server->options_.create_store;
  store_options.clock = &server->clock_;
  ZGC_ASSIGN_OR_RETURN(server->store_, storage::Store::Open(schema, store_options));
  server->calls_ = std::make_unique<Calls>(*server->store_, *server->policy_, server->metrics_,
                                           server->options_.insecure_loopback, &server->clock_);
  server->calls_->SetSuspectAmount(server->options_.suspect_amount_yuan);
  server->operations_ = std::make_unique<OperationsService>(
      *server->calls_, server->options_.service,
      BackupSettings{server->options_.backup_dir, server->options_.backup_rule});
  return server;
}

Server::Server(ServerOptions options)
    : options_(std::move(options)),
      clock_(absl::Minutes(options_.clock_patience_minutes)),
      connections_(LimitsFor(RaiseDescriptorLimit(), options_.max_connections,
                             options_.max_connections_per_address)) {}

Server::~Server() { Stop(); }

absl::Status Server::LoadSecurity() {
  if (options_.insecure_loopback) {
    if (!IsLoopback(options_.listen)) {
      return absl::InvalidArgumentError(
          absl::StrCat("--insecure-loopback: ", options_.listen, " is not a loopback address"));
    }
    credentials_ = grpc::InsecureServerCredentials();
    if (options_.policy.empty()) {
      policy_ = std::make_unique<PolicySource>(Policy::InsecureLoopback());
      return absl::OkStatus();
    }
    ZGC_ASSIGN_OR_RETURN(policy_, PolicySource::FromFile(options_.policy));
    return absl::OkStatus();
  }
  grpc::SslServerCredentialsOptions tls(GRPC_SSL_REQUEST_AND_REQUIRE_CLIENT_CERTIFICATE_AND_VERIFY);
  PemFile certificate{"--tls-cert", options_.tls_cert, ""};
  PemFile key{"--tls-key", options_.tls_key, ""};
  PemFile ca{"--tls-ca", options_.tls_ca, ""};
  for (PemFile* file : {&certificate, &key, &ca}) {
    ZGC_ASSIGN_OR_RETURN(file->text, ReadPem(file->flag, file->path));
  }
  // Else it would start, say that it is ready, and nobody could reach it.
  ZGC_ASSIGN_OR_RETURN(const absl::Time expiry,
                       CheckOwnCertificate(certificate, key, ca, absl::Now()));
  metrics_.SetCertificateExpiry(expiry);
  tls.pem_root_certs = ca.text;
  tls.pem_key_cert_pairs.push_back({key.text, certificate.text});
  credentials_ = grpc::SslServerCredentials(tls);
  if (options_.policy.empty()) return absl::InvalidArgumentError("--policy is required with TLS");
  ZGC_ASSIGN_OR_RETURN(policy_, PolicySource::FromFile(options_.policy));
  return absl::OkStatus();
}

absl::Status Server::Start(Services services) {
  services_ = std::move(services);
  grpc::EnableDefaultHealthCheckService(true);
  grpc::reflection::InitProtoReflectionServerBuilderPlugin();
  grpc::ServerBuilder builder;
  ApplyLimits(builder);
  ZGC_RETURN_IF_ERROR(connections_.Listen(options_.listen));
  acceptor_ = builder.experimental().AddExternalConnectionAcceptor(
      grpc::ServerBuilder::experimental_type::ExternalConnectionType::FROM_FD, credentials_);
  builder.RegisterService(&operations_->service());
  for (const auto& service : services_) builder.RegisterService(service.get());
  builder.SetOption(std::make_unique<ServiceNames>(service_names_));
  server_ = builder.BuildAndStart();
  if (server_ == nullptr) return absl::UnavailableError("gRPC's server did not start");
  for (const std::string& name : service_names_) {
    server_->GetHealthCheckService()->SetServingStatus(name, true);
  }
  connections_.Start([this](int fd) {
    grpc::experimental::ExternalConnectionAcceptor::NewConnectionParameters connection;
    connection.fd = fd;
    acceptor_->HandleNewConnection(&connection);
  });
  admin_ = std::make_unique<Admin>(Admin::Answers{
      [this] { return Liveness(); },
      [this] { return serving_ ? Liveness() : absl::UnavailableError("the service is stopping"); },
      [this] { return MetricsText(); }});
  ZGC_RETURN_IF_ERROR(admin_->Start(options_.admin_listen));
  serving_ = true;
  return absl::OkStatus();
}

absl::Status Server::Liveness() const {
  ZGC_RETURN_IF_ERROR(connections_.status());
  return store_->liveness();
}

absl::Status Server::Fault() const {
  ZGC_RETURN_IF_ERROR(Liveness());
  return admin_->status();
}

std::string Server::MetricsText() {
  metrics_.SetStore(store_->head(), store_->health().ok());
  const Connections::Counts counts = connections_.counts();
  metrics_.SetConnections(counts.open, counts.silent,
                          static_cast<int64_t>(connections_.limits().total), counts.refused,
                          counts.dropped);
  operations_->backups().Show(metrics_);
  metrics_.SetClockJump(clock_.jump());
  const absl::Status read = store_->ForEachCommit(
      store_->head(), [this](int64_t, const storage::v1::CommitRecord& commit) {
        metrics_.SetCommitAhead(absl::FromUnixNanos(commit.time_unix_nanos()) - clock_.Now());
        return false;
      });
  if (!read.ok()) observability::LogError("reading the newest commit", read);
  zgc::ops::v1::ServiceStatus status;
  if (fill_status_) fill_status_(status);
  if (status.sources_size() > 0) {
    metrics_.SetFollowingPaused(status.following_paused_until().seconds());
  }
  for (const auto& source : status.sources()) {
    metrics_.SetSource(source.service(), source.state() == zgc::ops::v1::SOURCE_STATE_CURRENT,
                       source.state() == zgc::ops::v1::SOURCE_STATE_REFUSED,
                       source.since().seconds());
  }
  if (show_metrics_) show_metrics_(metrics_);
  return metrics_.Text();
}

int Server::admin_port() const { return admin_ == nullptr ? 0 : admin_->port(); }

void Server::Stop() {
  if (server_ == nullptr) return;
  serving_ = false;
  reserve_.Release();
  connections_.Stop();
  server_->GetHealthCheckService()->SetServingStatus(false);
  calls_->stops().StopAll();
  server_->Shutdown(std::chrono::system_clock::now() +
                    std::chrono::seconds(options_.drain_timeout_seconds));
  server_->Wait();
  calls_->denials().Flush(/*all=*/true);
  admin_.reset();
  server_.reset();
}

void Server::WatchClock(absl::Duration& jump) const {
  const absl::Duration before = std::exchange(jump, clock_.jump());
  if (jump == before) return;
  if (jump == absl::ZeroDuration()) {
    observability::LogInfo("the machine's clock is believed again");
  } else {
    observability::LogError("the machine's clock is not believed",
                            absl::OutOfRangeError(absl::StrCat(
                                "it has jumped by ", absl::FormatDuration(jump),
                                "; set it right, or restart the service if it is right")));
  }
}

int Server::Run(Services services) {
  // Debian's Abseil looks for deadlocks at every lock, gRPC's too, in a graph of all threads; that
  // is for tests, and triples what a lock costs.
  absl::SetMutexDeadlockDetectionMode(absl::OnDeadlockCycle::kIgnore);
  const sigset_t signals = HoldSignals();
  const absl::Status started = Start(std::move(services));
  if (!started.ok()) {
    observability::LogError("cannot start", started);
    // What has begun ends before the services that it calls.
    Stop();
    return 1;
  }
  observability::LogInfo(
      absl::StrCat(options_.service, " listens on ", WithPort(options_.listen, port()), ", admin ",
                   WithPort(options_.admin_listen, admin_port()), ", revision ", store_->head()));
  const timespec tick{1, 0};
  int ticks_left = kTicksToLive;
  absl::Duration clock_jump;
  while (ticks_left > 0) {
    const int signal = sigtimedwait(&signals, nullptr, &tick);
    if (signal == SIGTERM || signal == SIGINT) break;
    // SIGHUP asks for just this, at once.
    const absl::StatusOr<bool> reloaded = policy_->Reload();
    if (!reloaded.ok()) observability::LogError("policy kept as it was", reloaded.status());
    if (!reloaded.ok() || *reloaded) calls_->PolicyReloaded(reloaded.status());
    calls_->denials().Flush(/*all=*/false);
    WatchClock(clock_jump);
    const absl::Status fault = Fault();
    server_->GetHealthCheckService()->SetServingStatus(fault.ok());
    // A number of ticks, not of seconds: a process that was stopped (SIGSTOP) looks
    // dead to itself for the first one.
    ticks_left = fault.ok() ? kTicksToLive : ticks_left - 1;
    if (!fault.ok()) observability::LogError("a fault that a restart mends", fault);
  }
  observability::LogInfo(ticks_left > 0 ? "draining" : "ending, to be restarted");
  Stop();
  observability::LogInfo("stopped");
  return ticks_left > 0 ? 0 : 1;
}

}  // namespace zgc::rpc
