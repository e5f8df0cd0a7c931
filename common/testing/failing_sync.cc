#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>

#include "common/testing/fault_file.h"

// A disk that does not keep what it is told to: fsync and fdatasync of this process end with
// EIO as the file says whose name ZGC_FAILING_SYNC has; see FailsNow.
// Linked into a test, or put before a program by LD_PRELOAD.
namespace {

int Sync(long call, int fd) {
  if (zgc::testing::FailsNow("ZGC_FAILING_SYNC")) {
    errno = EIO;
    return -1;
  }
  return static_cast<int>(syscall(call, fd));
}

}  // namespace

extern "C" int fsync(int fd) { return Sync(SYS_fsync, fd); }
extern "C" int fdatasync(int fd) { return Sync(SYS_fdatasync, fd); }
