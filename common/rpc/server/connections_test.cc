#include "common/rpc/server/connections.h"

#include <netinet/in.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <deque>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "common/testing/matchers.h"

namespace zgc::rpc {
namespace {

using ::testing::HasSubstr;

// A caller of the loopback network, from an address of its own if given.
class Peer {
 public:
  explicit Peer(int port, uint32_t from = INADDR_LOOPBACK) : fd_(socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in own{};
    own.sin_family = AF_INET;
    own.sin_addr.s_addr = htonl(from);
    EXPECT_EQ(bind(fd_, reinterpret_cast<sockaddr*>(&own), sizeof own), 0);
    sockaddr_in to = own;
    to.sin_port = htons(static_cast<uint16_t>(port));
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    EXPECT_EQ(connect(fd_, reinterpret_cast<sockaddr*>(&to), sizeof to), 0);
  }
  ~Peer() { close(fd_); }
  Peer(const Peer&) = delete;
  Peer& operator=(const Peer&) = delete;

  void Speak() { EXPECT_EQ(send(fd_, "hello", 5, MSG_NOSIGNAL), 5); }
  // Waits until the other side closes.
  void AwaitClosed() {
    char byte = 0;
    while (recv(fd_, &byte, 1, 0) > 0) {
    }
  }

 private:
  const int fd_;
};

class ConnectionsTest : public ::testing::Test {
 protected:
  ~ConnectionsTest() override {
    connections_.reset();
    absl::MutexLock lock(&mutex_);
    for (const int fd : taken_) close(fd);
  }

  void Begin(const ConnectionLimits& limits, const std::string& address = "127.0.0.1:0") {
    connections_ = std::make_unique<Connections>(limits);
    ZGC_ASSERT_OK(connections_->Listen(address));
    connections_->Start([this](int fd) {
      absl::MutexLock lock(&mutex_);
      taken_.push_back(fd);
      ++handed_on_;
    });
  }
  void AwaitHandedOn(int count) {
    absl::MutexLock lock(&mutex_);
    const auto reached = [&]()
                             ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) { return handed_on_ >= count; };
    mutex_.Await(absl::Condition(&reached));
  }
  int handed_on() {
    absl::MutexLock lock(&mutex_);
    return handed_on_;
  }
  void CloseTaken(size_t count) {
    absl::MutexLock lock(&mutex_);
    for (; count > 0; --count) {
      close(taken_.front());
      taken_.pop_front();
    }
  }
  std::unique_ptr<Peer> Spoken(uint32_t from = INADDR_LOOPBACK) {
    auto peer = std::make_unique<Peer>(connections_->port(), from);
    peer->Speak();
    return peer;
  }

  std::unique_ptr<Connections> connections_;
  absl::Mutex mutex_;
  std::deque<int> taken_ ABSL_GUARDED_BY(mutex_);
  int handed_on_ ABSL_GUARDED_BY(mutex_) = 0;
};

TEST_F(ConnectionsTest, OneAddressHasItsShareAndOthersTheRest) {
  Begin({.total = 3, .per_address = 2, .silent = 10});
  const auto first = Spoken();
  const auto second = Spoken();
  AwaitHandedOn(2);
  Spoken()->AwaitClosed();
  const auto other = Spoken(INADDR_LOOPBACK + 1);
  AwaitHandedOn(3);
  Spoken(INADDR_LOOPBACK + 2)->AwaitClosed();
  EXPECT_EQ(connections_->counts().refused, 2);
  EXPECT_EQ(connections_->counts().open, 3);
}

TEST_F(ConnectionsTest, WhatTheServerHasClosedMakesRoom) {
  Begin({.total = 2, .per_address = 2, .silent = 10});
  for (int i = 1; i <= 20; ++i) {
    const auto peer = Spoken();
    AwaitHandedOn(i);
    // As gRPC closes them: without a word, and the number is taken again.
    CloseTaken(1);
  }
  EXPECT_EQ(connections_->counts().refused, 0);
}

// Nor does it count on if its number is that of another socket by now.
TEST_F(ConnectionsTest, ANumberThatIsAnothersMakesRoom) {
  Begin({.total = 2, .per_address = 2, .silent = 10});
  const auto first = Spoken();
  const auto second = Spoken();
  AwaitHandedOn(2);
  CloseTaken(2);
  const int others[] = {socket(AF_INET, SOCK_STREAM, 0), socket(AF_INET, SOCK_STREAM, 0)};
  const auto third = Spoken();
  AwaitHandedOn(3);
  for (const int fd : others) close(fd);
}

TEST_F(ConnectionsTest, AnAddressThatFloodsMakesRoomAmongItsOwn) {
  Begin({.total = 10, .per_address = 2, .silent = 8, .patience = absl::Hours(1)});
  Peer other(connections_->port(), INADDR_LOOPBACK + 1);
  while (connections_->counts().silent == 0) std::this_thread::yield();
  std::vector<std::unique_ptr<Peer>> flood;
  for (int i = 0; i < 20; ++i) flood.push_back(std::make_unique<Peer>(connections_->port()));
  flood[17]->AwaitClosed();
  // It was silent longest of all, and still has its place.
  other.Speak();
  AwaitHandedOn(1);
  EXPECT_EQ(connections_->counts().dropped, 18);
}

TEST_F(ConnectionsTest, TheLongestSilentMakesRoomForTheNext) {
  Begin({.total = 10, .per_address = 4, .silent = 8, .patience = absl::Hours(1)});
  std::vector<std::unique_ptr<Peer>> silent;
  for (int i = 0; i < 500; ++i) silent.push_back(std::make_unique<Peer>(connections_->port()));
  const auto caller = Spoken();
  const auto other = Spoken(INADDR_LOOPBACK + 1);
  AwaitHandedOn(2);
  silent.front()->AwaitClosed();
  EXPECT_LE(connections_->counts().silent, 8);
  EXPECT_EQ(connections_->counts().open, 2);
}

TEST_F(ConnectionsTest, WhoStaysSilentIsClosed) {
  Begin({.total = 10, .per_address = 4, .silent = 8, .patience = absl::Milliseconds(10)});
  Peer(connections_->port()).AwaitClosed();
  EXPECT_EQ(connections_->counts().dropped, 1);
}

TEST_F(ConnectionsTest, AnExhaustedDescriptorTableIsNotTheEnd) {
  Begin({.patience = absl::Hours(1)});
  Peer early(connections_->port());
  while (connections_->counts().silent == 0) std::this_thread::yield();
  // Made before there are none left; connected after.
  const int late = socket(AF_INET, SOCK_STREAM, 0);
  rlimit before{};
  getrlimit(RLIMIT_NOFILE, &before);
  const rlimit none{static_cast<rlim_t>(late) + 1, before.rlim_max};
  std::vector<int> held;
  setrlimit(RLIMIT_NOFILE, &none);
  for (int fd = dup(0); fd >= 0; fd = dup(0)) held.push_back(fd);
  sockaddr_in to{};
  to.sin_family = AF_INET;
  to.sin_port = htons(static_cast<uint16_t>(connections_->port()));
  to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  EXPECT_EQ(connect(late, reinterpret_cast<sockaddr*>(&to), sizeof to), 0);
  EXPECT_EQ(send(late, "hello", 5, MSG_NOSIGNAL), 5);
  // The silent one has made room for it.
  early.AwaitClosed();
  AwaitHandedOn(1);
  for (const int fd : held) close(fd);
  setrlimit(RLIMIT_NOFILE, &before);
  const auto after = Spoken();
  AwaitHandedOn(2);
  ZGC_EXPECT_OK(connections_->status());
  close(late);
}

// A caller from ::1, that has spoken; -1 where there is no such network.
int SpokenBySix(int port) {
  const int fd = socket(AF_INET6, SOCK_STREAM, 0);
  sockaddr_in6 to{};
  to.sin6_family = AF_INET6;
  to.sin6_port = htons(static_cast<uint16_t>(port));
  to.sin6_addr = in6addr_loopback;
  if (connect(fd, reinterpret_cast<sockaddr*>(&to), sizeof to) == 0 &&
      send(fd, "hello", 5, MSG_NOSIGNAL) == 5) {
    return fd;
  }
  close(fd);
  return -1;
}

TEST_F(ConnectionsTest, BothKindsOfAddressesGetIn) {
  Begin({}, "[::1]:0");
  const int only = SpokenBySix(connections_->port());
  if (only < 0) GTEST_SKIP() << "this machine has no IPv6";
  AwaitHandedOn(1);
  close(only);
  // All addresses are those of both kinds; a share is that of one address all the same.
  for (const std::string all : {"[::]:0", "0.0.0.0:0"}) {
    connections_.reset();
    const int before = handed_on();
    Begin({.total = 10, .per_address = 1, .silent = 10}, all);
    const int six = SpokenBySix(connections_->port());
    ASSERT_GE(six, 0) << all;
    AwaitHandedOn(before + 1);
    const auto four = Spoken();
    AwaitHandedOn(before + 2);
    Spoken()->AwaitClosed();
    EXPECT_EQ(connections_->counts().refused, 1);
    close(six);
  }
}

// No fault known to us ends a listener, so its socket is shut down here.
TEST_F(ConnectionsTest, AListenerThatHasEndedIsNoticed) {
  Begin({});
  ZGC_EXPECT_OK(connections_->status());
  for (int fd = 3; fd < 1024; ++fd) {
    int listens = 0;
    socklen_t size = sizeof listens;
    sockaddr_in own{};
    socklen_t own_size = sizeof own;
    if (getsockopt(fd, SOL_SOCKET, SO_ACCEPTCONN, &listens, &size) == 0 && listens != 0 &&
        getsockname(fd, reinterpret_cast<sockaddr*>(&own), &own_size) == 0 &&
        ntohs(own.sin_port) == connections_->port()) {
      shutdown(fd, SHUT_RDWR);
    }
  }
  while (connections_->status().ok()) std::this_thread::yield();
  EXPECT_THAT(connections_->status(),
              testing::FailsWith(absl::StatusCode::kUnavailable, HasSubstr("not accepted")));
}

TEST_F(ConnectionsTest, AfterTheEndNobodyGetsIn) {
  Begin({});
  Peer silent(connections_->port());
  const auto caller = Spoken();
  AwaitHandedOn(1);
  connections_->Stop();
  silent.AwaitClosed();
  EXPECT_EQ(connections_->counts().silent, 0);
}

TEST(ListenTest, WhatIsWrongIsNamed) {
  Connections first({});
  ZGC_ASSERT_OK(first.Listen("127.0.0.1:0"));
  const std::string taken = absl::StrCat("127.0.0.1:", first.port());
  Connections second({});
  EXPECT_THAT(second.Listen(taken),
              testing::FailsWith(absl::StatusCode::kUnavailable, HasSubstr(taken)));
  Connections third({});
  EXPECT_THAT(third.Listen("nowhere"),
              testing::FailsWith(absl::StatusCode::kInvalidArgument, HasSubstr("no host:port")));
}

TEST(LimitsForTest, TheStoreKeepsDescriptors) {
  for (const size_t descriptors : {size_t{256}, size_t{1024}, size_t{1'048'576}}) {
    const ConnectionLimits limits = LimitsFor(descriptors, 0, 0);
    EXPECT_LE(limits.total + limits.silent, descriptors * 3 / 4) << descriptors;
    EXPECT_LE(limits.total, 4096);
    EXPECT_LT(limits.per_address, limits.total);
  }
  EXPECT_EQ(LimitsFor(1024, 7, 3).total, 7);
  EXPECT_EQ(LimitsFor(1024, 7, 3).per_address, 3);
}

}  // namespace
}  // namespace zgc::rpc
