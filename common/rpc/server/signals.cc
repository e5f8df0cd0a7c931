#include "common/rpc/server/signals.h"

#include <pthread.h>

#include <initializer_list>

namespace zgc::rpc {

// A thread begun before would take one and end the process without a drain.
sigset_t HoldSignals() {
  sigset_t signals;
  sigemptyset(&signals);
  for (const int signal : {SIGTERM, SIGINT, SIGHUP}) sigaddset(&signals, signal);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  return signals;
}

}  // namespace zgc::rpc
