#pragma once

#include <functional>
#include <utility>

#include "absl/status/status.h"

namespace zgc::rpc {

// Lets what runs in the pool give its thread back while another makes what it needs. It is
// run again, as of the same revision, once that is there. One for each run, alive on its
// thread only.
class Parking {
 public:
  // Calls `ready` once, on any thread, when it is worth while to run again.
  using Subscribe = std::function<void(std::function<void()> ready)>;

  Parking() : outer_(current_) { current_ = this; }
  ~Parking() { current_ = outer_; }
  Parking(const Parking&) = delete;
  Parking& operator=(const Parking&) = delete;

  // Whether this thread's run can be parked.
  static bool Possible() { return current_ != nullptr; }
  // Parks this thread's run; what this returns is what the run ends with.
  static absl::Status Park(Subscribe subscribe) {
    current_->subscribe_ = std::move(subscribe);
    return absl::UnavailableError("parked");
  }

  bool parked() const { return subscribe_ != nullptr; }
  void Await(std::function<void()> ready) { subscribe_(std::move(ready)); }

 private:
  inline static thread_local Parking* current_ = nullptr;
  Parking* const outer_;
  Subscribe subscribe_;
};

}  // namespace zgc::rpc
