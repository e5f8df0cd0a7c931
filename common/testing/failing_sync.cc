#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>

// A disk that does not keep what it is told to: while there is a file with the name that
// ZGC_FAILING_SYNC has, fsync and fdatasync of this process end with EIO. If it is not
// empty, each that fails takes a byte of it away, and the last the file.
// Linked into a test, or put before a program by LD_PRELOAD.
namespace {

bool Fails() {
  const char* const file = std::getenv("ZGC_FAILING_SYNC");
  struct stat found = {};
  if (file == nullptr || stat(file, &found) != 0) return false;
  if (found.st_size > 1) return truncate(file, found.st_size - 1) == 0;
  if (found.st_size == 1) return unlink(file) == 0;
  return true;
}

int Sync(long call, int fd) {
  if (Fails()) {
    errno = EIO;
    return -1;
  }
  return static_cast<int>(syscall(call, fd));
}

}  // namespace

extern "C" int fsync(int fd) { return Sync(SYS_fsync, fd); }
extern "C" int fdatasync(int fd) { return Sync(SYS_fdatasync, fd); }
