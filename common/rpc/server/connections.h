#pragma once

#include <sys/types.h>

#include <atomic>
#include <functional>
#include <list>
#include <string>
#include <thread>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"

namespace zgc::rpc {

struct ConnectionLimits {
  // Handed on and open at a time, of all peers together and of one address.
  size_t total = 4096;
  size_t per_address = 1024;
  // Connections that have said nothing yet, beside those: beyond it the one that
  // has been silent longest is closed. One address has per_address of them at most.
  size_t silent = 1024;
  // How long one may stay silent.
  absl::Duration patience = absl::Seconds(10);
};

// What a process with so many descriptors can afford: half of them for
// connections, 4,096 at most, a quarter of that for one address. The store needs
// the rest. What is not 0 is taken as it is.
ConnectionLimits LimitsFor(size_t descriptors, int total, int per_address);

// Listens for gRPC and hands connections on. gRPC 1.51 has no cap of its own and
// never accepts again once it has met the limit of descriptors; and a peer that
// sends nothing costs it a TLS session. So a connection is handed on when its
// first bytes have come, TLS or HTTP/2: until then it is cheap, and the longest
// silent makes room for the next. Thread-safe.
class Connections {
 public:
  struct Counts {
    int64_t open = 0;
    int64_t silent = 0;
    // Since the start: closed at once because a limit was reached, and silent
    // ones that made room or were too late.
    int64_t refused = 0;
    int64_t dropped = 0;
  };
  // Owns the descriptor from then on. Called on the listener's thread.
  using Take = std::function<void(int fd)>;

  explicit Connections(const ConnectionLimits& limits) : limits_(limits) {}
  ~Connections();

  // Listens at host:port; port 0 takes a free one. Nothing is accepted yet.
  absl::Status Listen(const std::string& address);
  int port() const { return port_; }
  void Start(Take take);
  // Stops listening and closes what has not been handed on.
  void Stop();

  const ConnectionLimits& limits() const { return limits_; }
  Counts counts() const;
  // Not OK once nothing is accepted any more, which only a restart mends.
  absl::Status status() const;

 private:
  // A peer: IPv4 address, or the first half of an IPv6 address, which is one
  // network.
  using Address = std::string;
  struct Silent {
    int fd;
    Address address;
    absl::Time since;
  };
  // A descriptor of gRPC's. It is closed without a word to us, and its number may
  // be another's then: a socket is told by its inode.
  struct Open {
    ino_t inode;
    Address address;
  };

  void Run();
  void AcceptAll();
  void Welcome(int fd, Address address);
  void HandOn(int fd);
  bool HasRoom(const Address& address) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  // Asks the kernel about each that is open; not again before ten times as long as that took,
  // so that a flood of peers that are refused costs little.
  void ForgetClosed() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  // Closes a silent one.
  void Drop(std::list<Silent>::iterator silent) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  // The one that has been silent longest; false if there is none.
  bool DropOldest();
  void Fail(absl::string_view what, int error);

  const ConnectionLimits limits_;
  Take take_;
  int port_ = 0;
  int listener_ = -1;
  int poll_ = -1;
  int wake_ = -1;
  std::atomic<bool> stopping_{false};
  std::atomic<int64_t> turned_at_{0};
  mutable absl::Mutex mutex_;
  // Longest silent first.
  std::list<Silent> silent_ ABSL_GUARDED_BY(mutex_);
  absl::flat_hash_map<int, std::list<Silent>::iterator> silent_by_fd_ ABSL_GUARDED_BY(mutex_);
  absl::flat_hash_map<Address, size_t> silent_of_ ABSL_GUARDED_BY(mutex_);
  absl::flat_hash_map<int, Open> open_ ABSL_GUARDED_BY(mutex_);
  absl::flat_hash_map<Address, size_t> open_of_ ABSL_GUARDED_BY(mutex_);
  absl::Time forget_after_ ABSL_GUARDED_BY(mutex_) = absl::InfinitePast();
  int64_t refused_ ABSL_GUARDED_BY(mutex_) = 0;
  int64_t dropped_ ABSL_GUARDED_BY(mutex_) = 0;
  absl::Status failed_ ABSL_GUARDED_BY(mutex_);
  std::thread thread_;
};

}  // namespace zgc::rpc
