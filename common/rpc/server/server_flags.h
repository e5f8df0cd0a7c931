#pragma once

#include <signal.h>

#include <functional>
#include <string>

#include "absl/types/optional.h"
#include "common/storage/backups.h"

namespace CLI {
class App;
}
namespace zgc::storage {
struct Schema;
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
  // Makes the store if there is none, for tests. No flag sets it: --create-store makes
  // one and ends, since a service must not begin an empty store in place of a lost one.
  bool create_store = false;
  std::string backup_dir;
  storage::BackupRule backup_rule;
  // PEM files and policy of mTLS; all four, or insecure_loopback, which takes a policy too.
  std::string tls_cert;
  std::string tls_key;
  std::string tls_ca;
  std::string policy;
  // Plaintext without identity; only if `listen` is a loopback address.
  bool insecure_loopback = false;
  int drain_timeout_seconds = 20;
  // See base::GuardedClock.
  int clock_patience_minutes = 10;
  // Connections of all callers together and of one address; 0 takes a part of
  // the descriptors that the process may have, see LimitsFor.
  int max_connections = 0;
  int max_connections_per_address = 0;
};

// Parses the command line; nullopt means that the process ends now with
// `exit_code` (after --help, a wrong flag, which has been said on stderr, or
// --restore or --create-store, which have made the store).
// `schema` is what the service keeps, `more` adds flags of one service. The first thing that main
// does: from here on SIGTERM, SIGINT and SIGHUP wait for Run, in every thread that is begun later.
absl::optional<ServerOptions> ParseFlags(int argc, char** argv, ServerOptions defaults,
                                         const storage::Schema& schema, int& exit_code,
                                         const std::function<void(CLI::App&)>& more = nullptr);

// Blocks those signals and returns them, for sigtimedwait.
sigset_t HoldSignals();

}  // namespace zgc::rpc
