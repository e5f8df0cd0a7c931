#pragma once

#include "common/rpc/following/channel.h"

namespace CLI {
class App;
}

namespace zgc::rpc {

// Adds --tls-ca, --tls-cert, --tls-key, --insecure-loopback and --as to a command
// line; `options` outlives the parsing.
void AddClientFlags(CLI::App& app, ClientOptions& options);

}  // namespace zgc::rpc
