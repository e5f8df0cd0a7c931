#include "common/testing/port.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <random>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/base/check.h"

namespace zgc::testing {
namespace {

// From here on up to what the system gives to connections; and what lies above that.
std::vector<int> Candidates() {
  int low = 32768;
  int high = 60999;
  std::ifstream("/proc/sys/net/ipv4/ip_local_port_range") >> low >> high;
  std::vector<int> ports;
  for (int port = 20000; port < 65536; ++port) {
    if (port < low || port > high) ports.push_back(port);
  }
  std::shuffle(ports.begin(), ports.end(), std::mt19937(std::random_device()()));
  return ports;
}

bool IsFree(int port) {
  const int probe = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const int on = 1;
  setsockopt(probe, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const bool free = bind(probe, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0;
  close(probe);
  return free;
}

}  // namespace

int ReservePort() {
  // The folder that tests/e2e/ports.py locks in, too.
  const std::string folder = absl::StrCat("/tmp/zgc-test-ports.", getuid());
  mkdir(folder.c_str(), 0700);
  for (const int port : Candidates()) {
    const int lock =
        open(absl::StrCat(folder, "/", port).c_str(), O_CREAT | O_RDWR | O_CLOEXEC, 0600);
    ZGC_CHECK(lock >= 0, absl::StrCat("no lock can be kept in ", folder));
    // Never closed: it ends with the process, also with one that is killed.
    if (flock(lock, LOCK_EX | LOCK_NB) == 0 && IsFree(port)) return port;
    close(lock);
  }
  base::CheckFailed(__FILE__, __LINE__, "a port is free",
                    "every port that a server may have is taken");
}

}  // namespace zgc::testing
