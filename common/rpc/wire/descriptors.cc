#include "common/rpc/wire/descriptors.h"

#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

namespace zgc::rpc {
namespace {

constexpr int kReserve = 16;

}  // namespace

size_t RaiseDescriptorLimit() {
  rlimit limit{};
  getrlimit(RLIMIT_NOFILE, &limit);
  if (limit.rlim_cur < limit.rlim_max) {
    const rlimit raised{limit.rlim_max, limit.rlim_max};
    if (setrlimit(RLIMIT_NOFILE, &raised) == 0) limit = raised;
  }
  return limit.rlim_cur;
}

DescriptorReserve::DescriptorReserve() {
  for (int i = 0; i < kReserve; ++i) {
    const int fd = open("/dev/null", O_RDONLY | O_CLOEXEC);
    if (fd >= 0) held_.push_back(fd);
  }
}

void DescriptorReserve::Release() {
  for (const int fd : held_) close(fd);
  held_.clear();
}

}  // namespace zgc::rpc
