#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/types/optional.h"
#include "absl/types/variant.h"
#include "common/rpc/server/server_options.h"

namespace zgc::storage {
struct Schema;
}

namespace zgc::rpc {

// A flag of one service. It is said without what parses it, whose headers take longer to compile
// than most services. `value` has the default, and outlives the parsing.
struct Flag {
  std::string name;
  std::string help;
  absl::variant<std::string*, std::vector<std::string>*, int64_t*> value;
  // A number is positive, or from `least` to `most` if there is a most.
  int64_t least = 0;
  int64_t most = 0;
};

// --max-source-age-seconds, of a service that follows others.
Flag MaxSourceAge(int64_t& seconds);

// Parses the command line; nullopt means that the process ends now with
// `exit_code` (after --help, a wrong flag, which has been said on stderr, or
// --restore or --create-store, which have made the store).
// `schema` is what the service keeps, `more` are flags of this one. The first thing that main
// does: from here on SIGTERM, SIGINT and SIGHUP wait for Run, in every thread that is begun later.
absl::optional<ServerOptions> ParseFlags(int argc, char** argv, ServerOptions defaults,
                                         const storage::Schema& schema, int& exit_code,
                                         const std::vector<Flag>& more = {});

}  // namespace zgc::rpc
