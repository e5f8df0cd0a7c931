#pragma once

#include <cstdint>
#include <string>

#include "common/resource/suspect_amount.h"
#include "common/storage/backups.h"

namespace zgc::rpc {

// How a service runs; see flags/server_flags.h.
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
  // An amount above it looks like one in another unit, and is taken only if its request says
  // that it is right.
  int64_t suspect_amount_yuan = resource::kSuspectAmountYuan;
};

}  // namespace zgc::rpc
