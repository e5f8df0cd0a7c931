#pragma once

#include <signal.h>

#include <functional>
#include <string>

#include "absl/types/optional.h"

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
  // Connections of all callers together and of one address; 0 takes a part of
  // the descriptors that the process may have, see LimitsFor.
  int max_connections = 0;
  int max_connections_per_address = 0;
};

// Parses the command line; nullopt means that the process ends now with
// `exit_code` (after --help, a wrong flag, which has been said on stderr, or
// --restore, which has written a backup to the store).
// `more` adds flags of one service. The first thing that main does: from here on
// SIGTERM, SIGINT and SIGHUP wait for Run, in every thread that is begun later.
absl::optional<ServerOptions> ParseFlags(int argc, char** argv, ServerOptions defaults,
                                         int& exit_code,
                                         const std::function<void(CLI::App&)>& more = nullptr);

// Blocks those signals and returns them, for sigtimedwait.
sigset_t HoldSignals();

}  // namespace zgc::rpc
