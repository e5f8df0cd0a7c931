#include "common/rpc/server/connections.h"

#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/base/status_macros.h"
#include "common/rpc/wire/address.h"

namespace zgc::rpc {
namespace {

constexpr int kBacklog = 4096;
constexpr int kTurnMilliseconds = 500;
// Of its time that the listener's thread looks for connections that were closed: one part in
// so many.
constexpr int kSweepShare = 10;
// A thread that has not turned for so long is stuck.
constexpr int64_t kStuckSeconds = 20;

// Not the wall clock, which may jump.
absl::Time Now() {
  timespec now{};
  clock_gettime(CLOCK_MONOTONIC, &now);
  return absl::TimeFromTimespec(now);
}

// 0 if it is no open socket.
ino_t InodeOf(int fd) {
  struct stat file {};
  return fstat(fd, &file) == 0 && S_ISSOCK(file.st_mode) ? file.st_ino : 0;
}

std::string AddressOf(const sockaddr_storage& peer) {
  if (peer.ss_family == AF_INET) {
    const auto& v4 = reinterpret_cast<const sockaddr_in&>(peer);
    return std::string(reinterpret_cast<const char*>(&v4.sin_addr), 4);
  }
  const auto& v6 = reinterpret_cast<const sockaddr_in6&>(peer).sin6_addr;
  const auto* bytes = reinterpret_cast<const char*>(v6.s6_addr);
  return IN6_IS_ADDR_V4MAPPED(&v6) ? std::string(bytes + 12, 4) : std::string(bytes, 8);
}

// A socket that listens there, or -1 with errno.
int ListenAt(const addrinfo& at) {
  const int fd = socket(at.ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (fd < 0) return -1;
  const int on = 1;
  const int off = 0;
  // Not REUSEPORT: two services at one port must not share their callers.
  setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  if (at.ai_family == AF_INET6) setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &off, sizeof off);
  if (bind(fd, at.ai_addr, at.ai_addrlen) == 0 && listen(fd, kBacklog) == 0) return fd;
  const int error = errno;
  close(fd);
  errno = error;
  return -1;
}

int PortOf(int fd) {
  sockaddr_storage own{};
  socklen_t size = sizeof own;
  if (getsockname(fd, reinterpret_cast<sockaddr*>(&own), &size) != 0) return 0;
  return ntohs(own.ss_family == AF_INET ? reinterpret_cast<sockaddr_in&>(own).sin_port
                                        : reinterpret_cast<sockaddr_in6&>(own).sin6_port);
}

// All addresses of this machine are both kinds of them, if it has both.
int ListenAtHost(const std::string& host, const std::string& port, std::string& error) {
  std::vector<std::string> hosts = {host};
  if (host == "0.0.0.0") hosts.insert(hosts.begin(), "::");
  for (const std::string& name : hosts) {
    addrinfo hints{};
    hints.ai_socktype = SOCK_STREAM;
    hints.ai_flags = AI_PASSIVE | AI_NUMERICSERV;
    addrinfo* found = nullptr;
    if (const int code = getaddrinfo(name.c_str(), port.c_str(), &hints, &found); code != 0) {
      error = gai_strerror(code);
      continue;
    }
    int fd = -1;
    for (const addrinfo* at = found; at != nullptr && fd < 0; at = at->ai_next) fd = ListenAt(*at);
    if (fd < 0) error = std::strerror(errno);
    freeaddrinfo(found);
    if (fd >= 0) return fd;
  }
  return -1;
}

bool HasData(int fd) {
  pollfd asked{fd, POLLIN, 0};
  return poll(&asked, 1, 0) > 0;
}

void AddToPoll(int poll, int fd, uint32_t events) {
  epoll_event event{};
  event.events = events;
  event.data.fd = fd;
  epoll_ctl(poll, EPOLL_CTL_ADD, fd, &event);
}

void Subtract(absl::flat_hash_map<std::string, size_t>& counts, const std::string& address) {
  const auto count = counts.find(address);
  if (--count->second == 0) counts.erase(count);
}

}  // namespace

ConnectionLimits LimitsFor(size_t descriptors, int total, int per_address) {
  ConnectionLimits limits;
  limits.total = total > 0 ? total : std::clamp<size_t>(descriptors / 2, 16, 4096);
  limits.per_address = per_address > 0 ? per_address : std::max<size_t>(limits.total / 4, 8);
  limits.silent = std::clamp<size_t>(descriptors / 8, 16, 1024);
  return limits;
}

Connections::~Connections() {
  Stop();
  for (const int fd : {listener_, poll_, wake_}) {
    if (fd >= 0) close(fd);
  }
}

absl::Status Connections::Listen(const std::string& address) {
  ZGC_ASSIGN_OR_RETURN(const HostAndPort at, SplitAddress("--listen", address));
  std::string error;
  listener_ = ListenAtHost(at.host, absl::StrCat(at.port), error);
  poll_ = epoll_create1(EPOLL_CLOEXEC);
  wake_ = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  if (listener_ < 0 || poll_ < 0 || wake_ < 0) {
    return absl::UnavailableError(absl::StrCat("--listen: cannot listen on ", address, " (", error,
                                               "); is the port in use?"));
  }
  AddToPoll(poll_, listener_, EPOLLIN);
  AddToPoll(poll_, wake_, EPOLLIN);
  port_ = PortOf(listener_);
  return absl::OkStatus();
}

void Connections::Start(Take take) {
  take_ = std::move(take);
  turned_at_ = absl::ToUnixSeconds(Now());
  thread_ = std::thread([this] { Run(); });
}

void Connections::Stop() {
  if (!thread_.joinable()) return;
  stopping_ = true;
  const uint64_t one = 1;
  // It turns by itself soon if this should fail.
  [[maybe_unused]] const ssize_t written = write(wake_, &one, sizeof one);
  thread_.join();
  // A peer that connects from now on is refused by the kernel.
  close(std::exchange(listener_, -1));
  absl::MutexLock lock(&mutex_);
  while (!silent_.empty()) Drop(silent_.begin());
}

Connections::Counts Connections::counts() const {
  absl::MutexLock lock(&mutex_);
  return {static_cast<int64_t>(open_.size()), static_cast<int64_t>(silent_.size()), refused_,
          dropped_};
}

absl::Status Connections::status() const {
  absl::MutexLock lock(&mutex_);
  if (!failed_.ok()) return failed_;
  if (absl::ToUnixSeconds(Now()) - turned_at_ > kStuckSeconds) {
    return absl::UnavailableError("connections are not accepted: the listener's thread is stuck");
  }
  return absl::OkStatus();
}

void Connections::Fail(absl::string_view what, int error) {
  absl::MutexLock lock(&mutex_);
  failed_ = absl::UnavailableError(
      absl::StrCat("connections are not accepted: ", what, ": ", std::strerror(error)));
}

void Connections::Run() {
  epoll_event events[64];
  while (!stopping_) {
    const int count = epoll_wait(poll_, events, std::size(events), kTurnMilliseconds);
    if (count < 0 && errno != EINTR) return Fail("epoll_wait", errno);
    bool knocked = false;
    for (int i = 0; i < count; ++i) {
      const int fd = events[i].data.fd;
      if (fd == listener_) {
        knocked = true;
      } else if (fd != wake_) {
        HandOn(fd);
      }
    }
    turned_at_ = absl::ToUnixSeconds(Now());
    // After those that have spoken: what they leave is room for new ones.
    if (knocked) AcceptAll();
    absl::MutexLock lock(&mutex_);
    while (!silent_.empty() && silent_.front().since + limits_.patience < Now()) {
      Drop(silent_.begin());
    }
    if (count == 0) ForgetClosed();
    if (!failed_.ok()) return;
  }
}

void Connections::AcceptAll() {
  // In turns, so that those that have spoken are not kept waiting by a flood.
  for (int i = 0; i < 64; ++i) {
    sockaddr_storage peer{};
    socklen_t size = sizeof peer;
    const int fd =
        accept4(listener_, reinterpret_cast<sockaddr*>(&peer), &size, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (fd >= 0) {
      Welcome(fd, AddressOf(peer));
      continue;
    }
    switch (errno) {
      case EAGAIN:
        return;
      case EMFILE:
      case ENFILE:
      case ENOBUFS:
      case ENOMEM:
        // Somebody else has taken them all: a silent one makes room; if there is
        // none, the peers wait in the kernel for as long as it takes.
        // It is said though nobody should be waiting, too.
        if (!HasData(listener_)) return;
        if (DropOldest()) break;
        absl::SleepFor(absl::Milliseconds(50));
        return;
      case EBADF:
      case EINVAL:
      case ENOTSOCK:
      case EFAULT:
        return Fail("accept", errno);
      default:
        // An error of that one connection.
        break;
    }
  }
}

void Connections::Welcome(int fd, Address address) {
  const int on = 1;
  setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  absl::MutexLock lock(&mutex_);
  auto oldest = silent_.begin();
  if (silent_of_[address] >= limits_.per_address) {
    // An address that floods makes room among its own.
    while (oldest->address != address) ++oldest;
    Drop(oldest);
  } else if (silent_.size() >= limits_.silent) {
    Drop(oldest);
  }
  ++silent_of_[address];
  silent_.push_back({fd, std::move(address), Now()});
  silent_by_fd_[fd] = std::prev(silent_.end());
  AddToPoll(poll_, fd, EPOLLIN | EPOLLRDHUP);
}

void Connections::HandOn(int fd) {
  {
    absl::MutexLock lock(&mutex_);
    const auto found = silent_by_fd_.find(fd);
    if (found == silent_by_fd_.end()) return;
    char byte = 0;
    const ssize_t spoken = recv(fd, &byte, 1, MSG_PEEK | MSG_DONTWAIT);
    if (spoken < 0 && (errno == EAGAIN || errno == EINTR)) return;
    if (spoken <= 0) return Drop(found->second);
    const Address address = found->second->address;
    if (!HasRoom(address)) {
      Drop(found->second);
      --dropped_;
      ++refused_;
      return;
    }
    epoll_ctl(poll_, EPOLL_CTL_DEL, fd, nullptr);
    silent_.erase(found->second);
    silent_by_fd_.erase(found);
    Subtract(silent_of_, address);
    if (const auto stale = open_.find(fd); stale != open_.end()) {
      Subtract(open_of_, stale->second.address);
    }
    open_[fd] = {InodeOf(fd), address};
    ++open_of_[address];
  }
  take_(fd);
}

bool Connections::HasRoom(const Address& address) {
  const auto room = [&]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    const auto own = open_of_.find(address);
    return open_.size() < limits_.total &&
           (own == open_of_.end() || own->second < limits_.per_address);
  };
  if (room()) return true;
  ForgetClosed();
  return room();
}

void Connections::ForgetClosed() {
  const absl::Time begin = Now();
  if (begin < forget_after_) return;
  for (auto it = open_.begin(); it != open_.end();) {
    const auto open = it++;
    if (InodeOf(open->first) == open->second.inode) continue;
    Subtract(open_of_, open->second.address);
    open_.erase(open);
  }
  forget_after_ = Now() + kSweepShare * (Now() - begin);
}

bool Connections::DropOldest() {
  absl::MutexLock lock(&mutex_);
  if (silent_.empty()) return false;
  Drop(silent_.begin());
  return true;
}

void Connections::Drop(std::list<Silent>::iterator silent) {
  close(silent->fd);
  ++dropped_;
  Subtract(silent_of_, silent->address);
  silent_by_fd_.erase(silent->fd);
  silent_.erase(silent);
}

}  // namespace zgc::rpc
