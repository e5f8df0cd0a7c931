#include "common/rpc/admin.h"

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

  // Also to a peer that has closed.
  void Send(absl::string_view words) { send(fd_, words.data(), words.size(), MSG_NOSIGNAL); }
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

TEST_F(AdminTest, SocketsThatSendAByteAtATimeHoldNoThreadForLong) {
  std::vector<std::unique_ptr<Socket>> slow;
  for (int i = 0; i < Admin::kThreads; ++i) {
    slow.push_back(std::make_unique<Socket>(admin_.port(), "GET /livez HTTP/1.1\r\nX: "));
  }
  std::atomic<bool> over{false};
  std::thread dripping([&] {
    while (!over) {
      for (const auto& socket : slow) socket->Send("x");
      absl::SleepFor(absl::Milliseconds(300));
    }
  });
  absl::SleepFor(absl::Seconds(1));
  const absl::Time begin = absl::Now();
  EXPECT_EQ(Ask(admin_.port(), "/livez"), kGood);
  EXPECT_LT(absl::Now() - begin, absl::Seconds(10));
  over = true;
  dripping.join();
}

TEST(AdminAddressTest, AWrongOneIsNamed) {
  Admin admin({});
  EXPECT_THAT(admin.Start("nowhere"),
              testing::FailsWith(absl::StatusCode::kInvalidArgument,
                                 ::testing::HasSubstr("--admin-listen: nowhere")));
}

}  // namespace
}  // namespace zgc::rpc
