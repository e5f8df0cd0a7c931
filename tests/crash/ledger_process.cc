#include "tests/crash/ledger_process.h"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"

namespace zgc::testing {

LedgerProcess::~LedgerProcess() { Kill(); }

void LedgerProcess::CreateStore() {
  const std::string store = absl::StrCat("--store=", store_url_);
  const pid_t child = fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    execl(program_.c_str(), program_.c_str(), store.c_str(), "--create-store", nullptr);
    _exit(127);
  }
  int status = 0;
  waitpid(child, &status, 0);
  ASSERT_EQ(status, 0);
}

void LedgerProcess::Spawn() {
  {
    absl::MutexLock lock(&mutex_);
    said_.clear();
    address_.clear();
    ended_ = false;
  }
  int ends[2];
  ASSERT_EQ(pipe2(ends, O_CLOEXEC), 0);
  const std::string store = absl::StrCat("--store=", store_url_);
  child_ = fork();
  ASSERT_GE(child_, 0);
  if (child_ == 0) {
    dup2(ends[1], STDERR_FILENO);
    execl(program_.c_str(), program_.c_str(), "--insecure-loopback", "--listen=127.0.0.1:0",
          "--admin-listen=127.0.0.1:0", store.c_str(), nullptr);
    _exit(127);
  }
  close(ends[1]);
  reader_ = std::thread([this, from = ends[0]] { Listen(from); });
}

void LedgerProcess::Listen(int from) {
  static const std::string kServing = "funding_ledger listens on ";
  char buffer[4096];
  for (ssize_t size = 0; (size = read(from, buffer, sizeof buffer)) > 0;) {
    absl::MutexLock lock(&mutex_);
    said_.append(buffer, static_cast<size_t>(size));
    const size_t begin = said_.find(kServing);
    const size_t end = begin == std::string::npos ? begin : said_.find(',', begin);
    if (address_.empty() && end != std::string::npos) {
      address_ = said_.substr(begin + kServing.size(), end - begin - kServing.size());
    }
  }
  close(from);
  absl::MutexLock lock(&mutex_);
  ended_ = true;
}

bool LedgerProcess::AwaitServing() {
  absl::MutexLock lock(&mutex_);
  const auto told = [this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    return ended_ || !address_.empty();
  };
  mutex_.AwaitWithTimeout(absl::Condition(&told), absl::Minutes(2));
  return !ended_ && !address_.empty();
}

bool LedgerProcess::Kill() {
  if (child_ < 0) return false;
  kill(child_, SIGKILL);
  int status = 0;
  waitpid(child_, &status, 0);
  child_ = -1;
  reader_.join();
  return WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL;
}

std::string LedgerProcess::address() const {
  absl::MutexLock lock(&mutex_);
  return address_;
}

std::string LedgerProcess::said() const {
  absl::MutexLock lock(&mutex_);
  return said_;
}

}  // namespace zgc::testing
