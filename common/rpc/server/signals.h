#pragma once

#include <signal.h>

namespace zgc::rpc {

// From here on SIGTERM, SIGINT and SIGHUP wait for Server::Run, in every thread that is begun
// later. The signals, for sigtimedwait.
sigset_t HoldSignals();

}  // namespace zgc::rpc
