#include "common/rpc/server/admin.h"

#include <httplib.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <deque>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/synchronization/mutex.h"
#include "common/base/status_macros.h"
#include "common/rpc/wire/address.h"

namespace zgc::rpc {
namespace {

// As httplib's own pool, which queues without bound and holds a descriptor for
// each that waits. Here the listener waits instead.
class BoundedPool final : public httplib::TaskQueue {
 public:
  explicit BoundedPool(int threads) : bound_(threads) {
    for (int i = 0; i < threads; ++i) threads_.emplace_back([this] { Work(); });
  }

  void enqueue(std::function<void()> job) override {
    absl::MutexLock lock(&mutex_);
    const auto room = [this]()
                          ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) { return jobs_.size() < bound_; };
    mutex_.Await(absl::Condition(&room));
    jobs_.push_back(std::move(job));
  }

  void shutdown() override {
    {
      absl::MutexLock lock(&mutex_);
      ending_ = true;
    }
    for (std::thread& thread : threads_) thread.join();
  }

 private:
  void Work() {
    const auto due = [this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
      return ending_ || !jobs_.empty();
    };
    while (true) {
      std::function<void()> job;
      {
        absl::MutexLock lock(&mutex_);
        mutex_.Await(absl::Condition(&due));
        if (jobs_.empty()) return;
        job = std::move(jobs_.front());
        jobs_.pop_front();
      }
      job();
    }
  }

  const size_t bound_;
  absl::Mutex mutex_;
  std::deque<std::function<void()>> jobs_ ABSL_GUARDED_BY(mutex_);
  bool ending_ ABSL_GUARDED_BY(mutex_) = false;
  std::vector<std::thread> threads_;
};

// A connection that has so long in all, and one second for each next bytes: who sends or
// reads a byte at a time would else hold a thread for hours.
class TimedStream final : public httplib::Stream {
 public:
  TimedStream(socket_t socket, std::chrono::milliseconds patience)
      : socket_(socket), end_(std::chrono::steady_clock::now() + patience) {}

  bool is_readable() const override { return !unread_.empty() || Wait(POLLIN); }
  bool is_writable() const override { return Wait(POLLOUT); }
  ssize_t read(char* to, size_t size) override {
    if (unread_.empty()) {
      if (!Wait(POLLIN)) return -1;
      const ssize_t got = recv(socket_, buffer_, sizeof(buffer_), 0);
      if (got <= 0) return got;
      unread_ = {buffer_, static_cast<size_t>(got)};
    }
    const size_t taken = unread_.copy(to, size);
    unread_.remove_prefix(taken);
    return static_cast<ssize_t>(taken);
  }
  ssize_t write(const char* from, size_t size) override {
    return Wait(POLLOUT) ? send(socket_, from, size, MSG_NOSIGNAL | MSG_DONTWAIT) : -1;
  }
  void get_remote_ip_and_port(std::string&, int&) const override {}
  void get_local_ip_and_port(std::string&, int&) const override {}
  socket_t socket() const override { return socket_; }

 private:
  bool Wait(short what) const {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
        end_ - std::chrono::steady_clock::now());
    pollfd polled{socket_, what, 0};
    return left.count() > 0 &&
           poll(&polled, 1, static_cast<int>(std::min<int64_t>(left.count(), 1000))) == 1;
  }

  const socket_t socket_;
  const std::chrono::steady_clock::time_point end_;
  char buffer_[4096];
  absl::string_view unread_;
};

// httplib's server, with such connections and one request each.
class TimedServer final : public httplib::Server {
 public:
  explicit TimedServer(std::chrono::milliseconds patience) : patience_(patience) {}

 private:
  bool process_and_close_socket(socket_t socket) override {
    TimedStream stream(socket, patience_);
    bool closed = false;
    process_request(stream, /*close_connection=*/true, closed, nullptr);
    shutdown(socket, SHUT_RDWR);
    close(socket);
    return true;
  }

  const std::chrono::milliseconds patience_;
};

void Answer(const absl::Status& status, httplib::Response& response) {
  response.status = status.ok() ? 200 : 503;
  response.set_content(status.ok() ? "ok\n" : absl::StrCat("not ok: ", status.message(), "\n"),
                       "text/plain");
}

}  // namespace

Admin::Admin(Answers answers, std::chrono::milliseconds patience)
    : answers_(std::move(answers)), http_(std::make_unique<TimedServer>(patience)) {}

Admin::~Admin() {
  http_->stop();
  if (thread_.joinable()) thread_.join();
}

absl::Status Admin::Start(const std::string& address) {
  ZGC_ASSIGN_OR_RETURN(const HostAndPort at, SplitAddress("--admin-listen", address));
  http_->new_task_queue = [] { return new BoundedPool(kThreads); };
  http_->set_payload_max_length(0);
  // Not httplib's own REUSEPORT: two services at one port would share their probes, and a port
  // that a server of gRPC has just left could not be had for a minute.
  http_->set_socket_options([](socket_t socket) {
    const int on = 1;
    setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  });
  http_->Get("/livez", [this](const httplib::Request&, httplib::Response& response) {
    Answer(answers_.live(), response);
  });
  http_->Get("/readyz", [this](const httplib::Request&, httplib::Response& response) {
    Answer(answers_.ready(), response);
  });
  http_->Get("/metrics", [this](const httplib::Request&, httplib::Response& response) {
    response.set_content(answers_.metrics(), "text/plain; version=0.0.4");
  });
  port_ = at.port == 0 ? http_->bind_to_any_port(at.host.c_str())
                       : (http_->bind_to_port(at.host.c_str(), at.port) ? at.port : -1);
  if (port_ <= 0) {
    return absl::UnavailableError(
        absl::StrCat("--admin-listen: cannot listen on ", address, "; is the port in use?"));
  }
  thread_ = std::thread([this] {
    http_->listen_after_bind();
    ended_ = true;
  });
  // httplib forgets a stop() that comes before its loop runs, and the join
  // after it would wait for ever.
  while (!http_->is_running()) {
    if (ended_) return status();
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  return absl::OkStatus();
}

absl::Status Admin::status() const {
  return ended_ ? absl::UnavailableError("--admin-listen: the listener has ended")
                : absl::OkStatus();
}

}  // namespace zgc::rpc
