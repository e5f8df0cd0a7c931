#pragma once

#include <signal.h>

#include <atomic>
#include <functional>
#include <thread>

namespace zgc::ctl {

// While this lives, SIGINT and SIGTERM first call `clean_up`, on a thread of its own and once,
// and end the process then, as they do otherwise. A second signal ends it at once. To be made
// on the main thread before others are begun, which take over what it lets through.
class OnSignal {
 public:
  explicit OnSignal(std::function<void()> clean_up);
  // Waits for a clean-up that is under way, which ends the process.
  ~OnSignal();
  OnSignal(const OnSignal&) = delete;
  OnSignal& operator=(const OnSignal&) = delete;

 private:
  void Wait();

  const std::function<void()> clean_up_;
  sigset_t signals_;
  sigset_t before_;
  std::atomic<bool> ending_{false};
  std::thread thread_;
};

}  // namespace zgc::ctl
