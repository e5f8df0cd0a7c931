#pragma once

#include <string>

#include "absl/status/status.h"
#include "services/zgcctl/client/client.h"

namespace zgc::ctl {

// Returns once `follower` has read of `source` all that this holds as the call begins, at once if
// it wants nothing of it, and says on stdout that it waits. FAILED_PRECONDITION if it was started
// without the source or refuses it, DEADLINE_EXCEEDED after --timeout with how far it is; else what
// the services answer.
absl::Status AwaitFollowed(Client& client, const std::string& follower, const std::string& source);

}  // namespace zgc::ctl
