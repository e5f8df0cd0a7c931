#include "common/rpc/server/admin.h"

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/testing/matchers.h"
#include "common/testing/port.h"

namespace zgc::rpc {
namespace {

// A connection that has sent these words.
class Socket {
 public:
  Socket(int port, absl::string_view words) : fd_(socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(static_cast<uint16_t>(port));
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    EXPECT_EQ(connect(fd_, reinterpret_cast<sockaddr*>(&to), sizeof to), 0);
    EXPECT_EQ(send(fd_, words.data(), words.size(), MSG_NOSIGNAL),
              static_cast<ssize_t>(words.size()));
  }
  ~Socket() { close(fd_); }
  Socket(const Socket&) = delete;
  Socket& operator=(const Socket&) = delete;

  // Whether the peer has not closed yet.
  bool Send(absl::string_view words) const {
    return send(fd_, words.data(), words.size(), MSG_NOSIGNAL) > 0;
  }
  // Some bytes; 0 at the end.
  size_t Read() const {
    char part[32 << 10];
    return static_cast<size_t>(std::max<ssize_t>(recv(fd_, part, sizeof part, 0), 0));
  }
  std::string ReadAll() {
    std::string all;
    char part[4096];
    for (ssize_t size = 0; (size = recv(fd_, part, sizeof part, 0)) > 0;) all.append(part, size);
    return all;
  }

 private:
  const int fd_;
};

// The status of the answer, after which the connection is closed, though the
// asker would keep it.
std::string Ask(int port, absl::string_view path) {
  Socket socket(port, absl::StrCat("GET ", path,
                                   " HTTP/1.1\r\nHost: localhost\r\n"
                                   "Connection: keep-alive\r\n\r\n"));
  return socket.ReadAll().substr(0, std::string("HTTP/1.1 200").size());
}

constexpr char kGood[] = "HTTP/1.1 200";
constexpr char kBad[] = "HTTP/1.1 503";

class AdminTest : public ::testing::Test {
 protected:
  AdminTest()
      : admin_({[this] { return live_ ? absl::OkStatus() : absl::InternalError("broken disk"); },
                [this] { return ready_ ? absl::OkStatus() : absl::UnavailableError("stopping"); },
                [] { return std::string("metric 1\n"); }}) {
    ZGC_EXPECT_OK(admin_.Start("127.0.0.1:0"));
  }

  std::atomic<bool> live_{true};
  std::atomic<bool> ready_{true};
  Admin admin_;
};

TEST_F(AdminTest, SaysWhatItIsTold) {
  EXPECT_EQ(Ask(admin_.port(), "/livez"), kGood);
  EXPECT_EQ(Ask(admin_.port(), "/readyz"), kGood);
  EXPECT_EQ(Ask(admin_.port(), "/metrics"), kGood);
  ready_ = false;
  EXPECT_EQ(Ask(admin_.port(), "/livez"), kGood);
  EXPECT_EQ(Ask(admin_.port(), "/readyz"), kBad);
  live_ = false;
  EXPECT_EQ(Ask(admin_.port(), "/livez"), kBad);
  ZGC_EXPECT_OK(admin_.status());
}

TEST_F(AdminTest, FiftySlowSocketsAndFourScrapersDoNotDelayAProbe) {
  std::vector<std::unique_ptr<Socket>> slow;
  for (int i = 0; i < 50; ++i) {
    slow.push_back(std::make_unique<Socket>(admin_.port(), i % 2 == 0 ? "" : "GET /livez HT"));
  }
  std::atomic<bool> over{false};
  std::vector<std::thread> scrapers;
  scrapers.reserve(4);
  for (int i = 0; i < 4; ++i) {
    scrapers.emplace_back([&] {
      while (!over) EXPECT_EQ(Ask(admin_.port(), "/metrics"), kGood);
    });
  }
  std::vector<absl::Duration> took;
  for (int i = 0; i < 200; ++i) {
    const absl::Time begin = absl::Now();
    EXPECT_EQ(Ask(admin_.port(), "/livez"), kGood);
    took.push_back(absl::Now() - begin);
  }
  over = true;
  for (std::thread& scraper : scrapers) scraper.join();
  std::sort(took.begin(), took.end());
  EXPECT_LE(took[took.size() * 99 / 100], absl::Milliseconds(100));
}

// Little by little, each time well before the wait for the next bytes ends: only a limit of all
// of it ends the connection.
class ImpatientAdminTest : public ::testing::Test {
 protected:
  ImpatientAdminTest() { ZGC_EXPECT_OK(admin_.Start("127.0.0.1:0")); }

  static constexpr size_t kLong = 32 << 20;
  Admin admin_{{[] { return absl::OkStatus(); }, [] { return absl::OkStatus(); },
                [] { return std::string(kLong, 'm'); }},
               std::chrono::milliseconds(100)};
};

TEST_F(ImpatientAdminTest, WhoSendsAByteAtATimeIsCutOff) {
  // None of them holds a thread for good.
  for (int i = 0; i < 2; ++i) {
    const Socket socket(admin_.port(), "GET /livez HTTP/1.1\r\nX: ");
    constexpr int kAll = 3000;
    int sent = 0;
    while (sent < kAll && socket.Send("x")) {
      ++sent;
      absl::SleepFor(absl::Milliseconds(1));
    }
    EXPECT_LT(sent, kAll) << "nothing has ended it";
  }
}

TEST_F(ImpatientAdminTest, WhoReadsLittleByLittleIsCutOff) {
  const Socket socket(admin_.port(), "GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n");
  size_t got = 0;
  while (const size_t part = socket.Read()) {
    got += part;
    absl::SleepFor(absl::Milliseconds(1));
  }
  EXPECT_LT(got, kLong) << "nothing has ended it";
}

TEST(AdminAddressTest, MayBeOfIpv6) {
  const int probe = socket(AF_INET6, SOCK_STREAM, 0);
  sockaddr_in6 at{};
  at.sin6_family = AF_INET6;
  at.sin6_addr = in6addr_loopback;
  const bool here = bind(probe, reinterpret_cast<sockaddr*>(&at), sizeof at) == 0;
  close(probe);
  if (!here) GTEST_SKIP() << "there is no IPv6 here";
  Admin admin({[] { return absl::OkStatus(); }, [] { return absl::OkStatus(); },
               [] { return std::string(); }});
  ZGC_ASSERT_OK(admin.Start("[::1]:0"));
  at.sin6_port = htons(static_cast<uint16_t>(admin.port()));
  const int asker = socket(AF_INET6, SOCK_STREAM, 0);
  EXPECT_EQ(connect(asker, reinterpret_cast<sockaddr*>(&at), sizeof at), 0);
  close(asker);
}

TEST(AdminAddressTest, IsOfOneServerAlone) {
  Admin first({});
  ZGC_ASSERT_OK(first.Start("127.0.0.1:0"));
  Admin second({});
  EXPECT_THAT(second.Start(absl::StrCat("127.0.0.1:", first.port())),
              testing::FailsWith(absl::StatusCode::kUnavailable,
                                 ::testing::HasSubstr("--admin-listen: cannot listen on")));
}

// For a minute the system remembers connections that a server has closed itself.
TEST(AdminAddressTest, MayBeOneThatAServerOfGrpcHasJustLeft) {
  const int listener = socket(AF_INET, SOCK_STREAM, 0);
  const int on = 1;
  setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  sockaddr_in at{};
  at.sin_family = AF_INET;
  at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  at.sin_port = htons(static_cast<uint16_t>(testing::ReservePort()));
  ASSERT_EQ(bind(listener, reinterpret_cast<sockaddr*>(&at), sizeof at), 0);
  ASSERT_EQ(listen(listener, 1), 0);
  const int asker = socket(AF_INET, SOCK_STREAM, 0);
  ASSERT_EQ(connect(asker, reinterpret_cast<sockaddr*>(&at), sizeof at), 0);
  close(accept(listener, nullptr, nullptr));
  close(listener);
  close(asker);
  Admin admin({});
  ZGC_EXPECT_OK(admin.Start(absl::StrCat("127.0.0.1:", ntohs(at.sin_port))));
}

TEST(AdminAddressTest, AWrongOneIsNamed) {
  Admin admin({});
  EXPECT_THAT(admin.Start("nowhere"),
              testing::FailsWith(absl::StatusCode::kInvalidArgument,
                                 ::testing::HasSubstr("--admin-listen: nowhere")));
}

}  // namespace
}  // namespace zgc::rpc
