#pragma once

#include <string>

#include "common/rpc/server/server_options.h"
#include "common/testing/temp_dir.h"

namespace zgc::rpc {

// Of a server in a test: in plain text at free ports of this machine, with a store and its
// backups in `dir`. A policy is one of the caller kInsecureCaller.
inline ServerOptions TestOptions(const std::string& service, const testing::TempDir& dir,
                                 const std::string& policy = "") {
  ServerOptions options;
  options.service = service;
  options.listen = "127.0.0.1:0";
  options.admin_listen = "127.0.0.1:0";
  options.store_url = dir.StoreUrl();
  options.create_store = true;
  options.backup_dir = dir.path() + "/backup";
  options.insecure_loopback = true;
  options.policy = policy;
  return options;
}

}  // namespace zgc::rpc
