#include "services/zgcctl/output/progress.h"

#include <unistd.h>

#include <cstdio>
#include <utility>

namespace zgc::ctl {
namespace {

constexpr size_t kWidth = 30;
constexpr absl::Duration kRedraw = absl::Milliseconds(50);

}  // namespace

Progress::Progress(std::string title, size_t total)
    : title_(std::move(title)), total_(total), shown_(isatty(STDERR_FILENO) == 1 && total > 0) {}

void Progress::Step() {
  absl::MutexLock lock(&mutex_);
  ++done_;
  const absl::Time now = absl::Now();
  if (!shown_ || (now - drawn_ < kRedraw && done_ < total_)) return;
  drawn_ = now;
  Draw();
}

void Progress::Draw() {
  const size_t filled = kWidth * done_ / total_;
  const std::string bar = std::string(filled, '#') + std::string(kWidth - filled, '.');
  std::fprintf(stderr, "\r[%s] %zu/%zu %s\x1b[K", bar.c_str(), done_, total_, title_.c_str());
}

void Progress::Clear() {
  absl::MutexLock lock(&mutex_);
  if (shown_) std::fprintf(stderr, "\r\x1b[K");
}

}  // namespace zgc::ctl
