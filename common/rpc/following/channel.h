#pragma once

#include <grpcpp/grpcpp.h>

#include <memory>
#include <string>

#include "absl/status/statusor.h"

namespace zgc::rpc {

// How a program of the suite reaches a service.
struct ClientOptions {
  // host:port.
  std::string address;
  // PEM files of mTLS; all three, or insecure_loopback.
  std::string tls_ca;
  std::string tls_cert;
  std::string tls_key;
  // Plaintext without identity; only if `address` is a loopback address.
  bool insecure_loopback = false;
  // Account id of the person that calls are made for, or empty.
  std::string on_behalf_of;
  // That person's organisation, to which the calls are held, or empty.
  std::string organisation;
};

// A channel that connects by itself when it is used, sends keepalives while calls
// are open, and takes answers up to 64 MiB. Errors are for the operator: they name
// the flag, file or address that is wrong.
absl::StatusOr<std::shared_ptr<grpc::Channel>> MakeChannel(const ClientOptions& options);

// Names the person and the organisation in the metadata of a call, if there are any.
void SetCaller(const ClientOptions& options, grpc::ClientContext& context);

}  // namespace zgc::rpc
