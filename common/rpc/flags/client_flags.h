#pragma once

#include <cstdint>

#include "common/rpc/following/channel.h"

namespace CLI {
class App;
}

namespace zgc::rpc {

// Adds --tls-ca, --tls-cert, --tls-key, --insecure-loopback and --as to a command
// line; `options` outlives the parsing.
void AddClientFlags(CLI::App& app, ClientOptions& options);

// Adds --max-source-age-seconds to that of a service that follows others; `seconds` outlives
// the parsing.
void AddMaxSourceAge(CLI::App& app, int64_t& seconds);

}  // namespace zgc::rpc
