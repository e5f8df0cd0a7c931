#pragma once

#include <map>
#include <string>

#include "absl/time/time.h"
#include "common/rpc/following/channel.h"

namespace zgc::ctl {

// What a script can tell from the exit code; documented in --help.
enum ExitCode {
  kExitOk = 0,
  // Refused, blocked, or a problem was found.
  kExitFailed = 1,
  kExitUsage = 2,
  kExitUnreachable = 3,
  kExitBadData = 4,
};

enum class Format { kTable, kJson, kTsv };

// The options that every command takes.
struct Options {
  // host:port by service.
  std::map<std::string, std::string> addresses = {{"task_registry", "127.0.0.1:7101"},
                                                  {"funding_ledger", "127.0.0.1:7102"},
                                                  {"park_region", "127.0.0.1:7103"},
                                                  {"supervision_reporting", "127.0.0.1:7104"}};
  Format format = Format::kTable;
  double timeout_seconds = 30;
  // TLS files and the person to act for. Without TLS files plaintext, to loopback
  // addresses only.
  rpc::ClientOptions client;

  absl::Duration timeout() const { return absl::Seconds(timeout_seconds); }
};

}  // namespace zgc::ctl
