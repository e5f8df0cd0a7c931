#include "common/rpc/wire/descriptors.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <unistd.h>

namespace zgc::rpc {
namespace {

class DescriptorsTest : public ::testing::Test {
 protected:
  DescriptorsTest() { getrlimit(RLIMIT_NOFILE, &before_); }
  ~DescriptorsTest() override { setrlimit(RLIMIT_NOFILE, &before_); }

  // The number that the next descriptor gets.
  static rlim_t NextFree() {
    const int fd = open("/dev/null", O_RDONLY);
    close(fd);
    return static_cast<rlim_t>(fd);
  }
  void Limit(rlim_t soft) {
    const rlimit limit{soft, before_.rlim_max};
    EXPECT_EQ(setrlimit(RLIMIT_NOFILE, &limit), 0);
  }

  rlimit before_{};
};

TEST_F(DescriptorsTest, TheSoftLimitIsRaisedToTheHardOne) {
  Limit(256);
  EXPECT_EQ(RaiseDescriptorLimit(), before_.rlim_max);
  rlimit now{};
  getrlimit(RLIMIT_NOFILE, &now);
  EXPECT_EQ(now.rlim_cur, before_.rlim_max);
}

TEST_F(DescriptorsTest, WhatWasKeptBackIsThereAtTheEnd) {
  DescriptorReserve reserve;
  Limit(NextFree());
  EXPECT_EQ(open("/dev/null", O_RDONLY), -1) << "the table is full";
  reserve.Release();
  const int fd = open("/dev/null", O_RDONLY);
  EXPECT_GE(fd, 0);
  close(fd);
}

}  // namespace
}  // namespace zgc::rpc
