#include "common/rpc/following/channel.h"

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/base/status_macros.h"
#include "common/rpc/call/calls.h"
#include "common/rpc/identity/certificates.h"
#include "common/rpc/identity/pem.h"
#include "common/rpc/wire/address.h"

namespace zgc::rpc {
namespace {

// Reports with all their charts come in one answer.
constexpr int kMaxReceiveBytes = 64 << 20;
// Servers allow a ping every ten seconds; see server.cc.
constexpr int kKeepaliveMs = 30'000;
constexpr int kKeepaliveTimeoutMs = 10'000;
constexpr int kFirstReconnectMs = 100;
// What gRPC calls the least backoff is how long an attempt to connect may take: a
// busy server needs its time for the handshake.
constexpr int kConnectTimeoutMs = 10'000;
constexpr int kMaxReconnectMs = 5'000;

grpc::ChannelArguments Arguments() {
  grpc::ChannelArguments arguments;
  arguments.SetMaxReceiveMessageSize(kMaxReceiveBytes);
  arguments.SetInt(GRPC_ARG_KEEPALIVE_TIME_MS, kKeepaliveMs);
  arguments.SetInt(GRPC_ARG_KEEPALIVE_TIMEOUT_MS, kKeepaliveTimeoutMs);
  // A watch may be silent for hours and must still notice a dead connection.
  arguments.SetInt(GRPC_ARG_HTTP2_MAX_PINGS_WITHOUT_DATA, 0);
  arguments.SetInt(GRPC_ARG_INITIAL_RECONNECT_BACKOFF_MS, kFirstReconnectMs);
  arguments.SetInt(GRPC_ARG_MIN_RECONNECT_BACKOFF_MS, kConnectTimeoutMs);
  arguments.SetInt(GRPC_ARG_MAX_RECONNECT_BACKOFF_MS, kMaxReconnectMs);
  return arguments;
}

absl::StatusOr<std::shared_ptr<grpc::ChannelCredentials>> Credentials(
    const ClientOptions& options) {
  if (options.insecure_loopback) {
    if (IsLoopback(options.address)) return grpc::InsecureChannelCredentials();
    return absl::InvalidArgumentError(
        absl::StrCat("--insecure-loopback: ", options.address, " is not a loopback address"));
  }
  grpc::SslCredentialsOptions tls;
  ZGC_ASSIGN_OR_RETURN(tls.pem_root_certs, ReadPem("--tls-ca", options.tls_ca));
  ZGC_ASSIGN_OR_RETURN(tls.pem_cert_chain, ReadPem("--tls-cert", options.tls_cert));
  ZGC_ASSIGN_OR_RETURN(tls.pem_private_key, ReadPem("--tls-key", options.tls_key));
  // A service only closes the connection of a caller that it does not know.
  ZGC_RETURN_IF_ERROR(CheckCallerCertificate({"--tls-cert", options.tls_cert, tls.pem_cert_chain},
                                             {"--tls-key", options.tls_key, tls.pem_private_key},
                                             absl::Now()));
  return grpc::SslCredentials(tls);
}

}  // namespace

absl::StatusOr<std::shared_ptr<grpc::Channel>> MakeChannel(const ClientOptions& options) {
  ZGC_RETURN_IF_ERROR(CheckAddress("address", options.address));
  ZGC_ASSIGN_OR_RETURN(const auto credentials, Credentials(options));
  return grpc::CreateCustomChannel(options.address, credentials, Arguments());
}

void SetCaller(const ClientOptions& options, grpc::ClientContext& context) {
  if (!options.on_behalf_of.empty()) context.AddMetadata(kOnBehalfOf, options.on_behalf_of);
  if (!options.organisation.empty()) {
    context.AddMetadata(kOrganisationMetadata, options.organisation);
  }
}

}  // namespace zgc::rpc
