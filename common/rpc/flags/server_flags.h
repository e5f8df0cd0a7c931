#pragma once

#include <functional>

#include "absl/types/optional.h"
#include "common/rpc/server/server_options.h"

namespace CLI {
class App;
}
namespace zgc::storage {
struct Schema;
}

namespace zgc::rpc {

// Parses the command line; nullopt means that the process ends now with
// `exit_code` (after --help, a wrong flag, which has been said on stderr, or
// --restore or --create-store, which have made the store).
// `schema` is what the service keeps, `more` adds flags of one service. The first thing that main
// does: from here on SIGTERM, SIGINT and SIGHUP wait for Run, in every thread that is begun later.
absl::optional<ServerOptions> ParseFlags(int argc, char** argv, ServerOptions defaults,
                                         const storage::Schema& schema, int& exit_code,
                                         const std::function<void(CLI::App&)>& more = nullptr);

}  // namespace zgc::rpc
