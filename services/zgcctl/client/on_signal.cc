#include "services/zgcctl/client/on_signal.h"

#include <ctime>
#include <utility>

namespace zgc::ctl {

OnSignal::OnSignal(std::function<void()> clean_up) : clean_up_(std::move(clean_up)) {
  sigemptyset(&signals_);
  for (const int signal : {SIGINT, SIGTERM}) {
    struct sigaction action = {};
    // What is ignored, as SIGINT in the background of a script, ends nothing.
    if (sigaction(signal, nullptr, &action) == 0 && action.sa_handler != SIG_IGN) {
      sigaddset(&signals_, signal);
    }
  }
  pthread_sigmask(SIG_BLOCK, &signals_, &before_);
  thread_ = std::thread([this] { Wait(); });
}

OnSignal::~OnSignal() {
  ending_ = true;
  thread_.join();
  pthread_sigmask(SIG_SETMASK, &before_, nullptr);
}

void OnSignal::Wait() {
  // How often it is looked whether this is to end.
  constexpr timespec kLook{0, 50'000'000};
  while (!ending_) {
    const int signal = sigtimedwait(&signals_, nullptr, &kLook);
    if (signal < 0) continue;
    // From here on the signals do to this thread, and so to the process, what they do.
    pthread_sigmask(SIG_UNBLOCK, &signals_, nullptr);
    clean_up_();
    raise(signal);
    return;
  }
}

}  // namespace zgc::ctl
