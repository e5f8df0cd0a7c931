#pragma once

#include <string>

#include "services/zgcctl/client/client.h"
#include "services/zgcctl/client/options.h"

namespace zgc::ctl {

// Imports a data set, or only checks it. Prints what it does; returns when
// every request has been answered or one was refused. Running again does not
// double anything: every request has a permanent id.
ExitCode ImportDataset(Client& client, const std::string& folder, bool check_only);

}  // namespace zgc::ctl
