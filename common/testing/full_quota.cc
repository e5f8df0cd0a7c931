#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <string>

#include "common/testing/fault_file.h"

// A quota that is used up: what this process writes into files of the folder of the file whose
// name ZGC_FULL_QUOTA has, and of those in it, ends with EDQUOT as that says; see FailsNow.
// Linked into a test, or put before a program by LD_PRELOAD.
namespace {

bool IsFull(int fd) {
  const char* const file = std::getenv("ZGC_FULL_QUOTA");
  if (file == nullptr) return false;
  const std::string folder(file, std::strrchr(file, '/') + 1);
  char path[4096];
  const std::string link = "/proc/self/fd/" + std::to_string(fd);
  const ssize_t size = readlink(link.c_str(), path, sizeof path);
  return size > 0 && std::string(path, static_cast<size_t>(size)).rfind(folder, 0) == 0 &&
         zgc::testing::FailsNow("ZGC_FULL_QUOTA");
}

ssize_t Refuse() {
  errno = EDQUOT;
  return -1;
}

}  // namespace

extern "C" ssize_t write(int fd, const void* data, size_t size) {
  return IsFull(fd) ? Refuse() : syscall(SYS_write, fd, data, size);
}
extern "C" ssize_t pwrite(int fd, const void* data, size_t size, off_t at) {
  return IsFull(fd) ? Refuse() : syscall(SYS_pwrite64, fd, data, size, at);
}
extern "C" ssize_t pwrite64(int fd, const void* data, size_t size, off_t at) {
  return IsFull(fd) ? Refuse() : syscall(SYS_pwrite64, fd, data, size, at);
}
