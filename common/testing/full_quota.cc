#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <string>

// A quota that is used up: while there is a file with the name that ZGC_FULL_QUOTA has,
// what this process writes into files of its folder, and of those in it, ends with EDQUOT.
// Linked into a test, or put before a program by LD_PRELOAD.
namespace {

bool IsFull(int fd) {
  const char* const file = std::getenv("ZGC_FULL_QUOTA");
  struct stat found = {};
  if (file == nullptr || stat(file, &found) != 0) return false;
  const std::string folder(file, std::strrchr(file, '/') + 1);
  char path[4096];
  const std::string link = "/proc/self/fd/" + std::to_string(fd);
  const ssize_t size = readlink(link.c_str(), path, sizeof path);
  return size > 0 && std::string(path, static_cast<size_t>(size)).rfind(folder, 0) == 0;
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
