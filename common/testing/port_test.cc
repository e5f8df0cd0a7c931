#include "common/testing/port.h"

#include <gtest/gtest.h>

#include <fstream>
#include <set>

namespace zgc::testing {
namespace {

TEST(PortTest, IsGivenOnceAndToNoConnection) {
  int low = 0;
  int high = 0;
  std::ifstream("/proc/sys/net/ipv4/ip_local_port_range") >> low >> high;
  std::set<int> given;
  // So many that chance would give one of them twice.
  for (int i = 0; i < 400; ++i) {
    const int port = ReservePort();
    EXPECT_TRUE(given.insert(port).second) << port;
    EXPECT_TRUE(port < low || port > high) << port;
  }
}

}  // namespace
}  // namespace zgc::testing
