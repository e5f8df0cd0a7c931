#pragma once

#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <thread>

#include "absl/status/status.h"

namespace httplib {
class Server;
}

namespace zgc::rpc {

// HTTP beside gRPC, since probes cannot present a client certificate: /livez,
// /readyz and /metrics, one answer a connection. Sockets that send nothing hold
// a thread for a second each, those that send or read slowly for kPatience, and
// there are more threads than honest askers;
// beyond two times kThreads sockets the next ones wait in the kernel, so that
// they take no descriptors from the store.
class Admin {
 public:
  static constexpr int kThreads = 64;
  static constexpr std::chrono::seconds kPatience{5};

  // Called from many threads at a time; quick, without waiting for anything.
  struct Answers {
    // Not OK: 503 with the message.
    std::function<absl::Status()> live;
    std::function<absl::Status()> ready;
    // Prometheus text format.
    std::function<std::string()> metrics;
  };

  // `patience`: how long a connection may last in all.
  explicit Admin(Answers answers, std::chrono::milliseconds patience = kPatience);
  ~Admin();

  // Listens at host:port; port 0 takes a free one. Errors name the flag.
  absl::Status Start(const std::string& address);
  int port() const { return port_; }
  // Not OK once the listener has ended by itself.
  absl::Status status() const;

 private:
  const Answers answers_;
  std::unique_ptr<httplib::Server> http_;
  std::thread thread_;
  std::atomic<bool> ended_{false};
  int port_ = 0;
};

}  // namespace zgc::rpc
