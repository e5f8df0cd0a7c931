#include <fcntl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>

// A disk that does not take what it is told to keep: while there is a file with the
// name that ZGC_FAILING_SYNC has, fsync and fdatasync of this process end with EIO.
// Linked into a test, or put before a program by LD_PRELOAD.
namespace {

bool Fails() {
  const char* const file = std::getenv("ZGC_FAILING_SYNC");
  return file != nullptr && access(file, F_OK) == 0;
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
