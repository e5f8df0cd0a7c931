#include "common/base/time/guarded_clock.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace zgc::base {
namespace {

class FakeWall final : public Clock {
 public:
  absl::Time Now() const override { return now; }
  absl::Time now = absl::FromUnixSeconds(1'000'000'000);
};

class GuardedClockTest : public ::testing::Test {
 protected:
  // Time passes, and the machine's clock is set besides.
  void Pass(absl::Duration by, absl::Duration set = absl::ZeroDuration()) {
    uptime_ += by;
    real_ += by;
    wall_.now += by + set;
    clock_.Now();
  }
  absl::Duration Off() const { return clock_.Now() - real_; }

  FakeWall wall_;
  absl::Time real_ = wall_.now;
  absl::Duration uptime_ = absl::Hours(5);
  GuardedClock clock_{absl::Minutes(10), &wall_, [this] { return uptime_; }};
};

TEST_F(GuardedClockTest, SmallStepsAreFollowed) {
  for (int i = 0; i < 10; ++i) Pass(absl::Minutes(1), absl::Seconds(i % 2 == 0 ? 50 : -50));
  EXPECT_EQ(clock_.Now(), wall_.now);
  Pass(absl::Minutes(1), absl::Seconds(60));
  EXPECT_EQ(clock_.Now(), wall_.now);
  EXPECT_EQ(clock_.jump(), absl::ZeroDuration());
}

TEST_F(GuardedClockTest, AJumpIsBelievedWhenItHasLasted) {
  for (const absl::Duration jump : {absl::Hours(24 * 365), -absl::Hours(3), absl::Minutes(2)}) {
    real_ = clock_.Now();
    Pass(absl::Seconds(1), jump);
    EXPECT_EQ(Off(), absl::ZeroDuration());
    EXPECT_EQ(clock_.jump(), jump);
    for (int i = 0; i < 9; ++i) Pass(absl::Minutes(1));
    EXPECT_EQ(Off(), absl::ZeroDuration());
    Pass(absl::Minutes(1));
    EXPECT_EQ(Off(), jump);
    EXPECT_EQ(clock_.jump(), absl::ZeroDuration());
  }
}

TEST_F(GuardedClockTest, AJumpThatIsTakenBackNeverWas) {
  for (int i = 0; i < 5; ++i) {
    Pass(absl::Seconds(1), absl::Hours(1));
    Pass(absl::Minutes(9));
    EXPECT_EQ(Off(), absl::ZeroDuration());
    Pass(absl::Seconds(1), -absl::Hours(1));
    EXPECT_EQ(Off(), absl::ZeroDuration());
    EXPECT_EQ(clock_.jump(), absl::ZeroDuration());
  }
}

TEST_F(GuardedClockTest, AClockThatJumpsOnIsNotBelieved) {
  for (int i = 0; i < 30; ++i) {
    Pass(absl::Minutes(5), absl::Hours(1));
    EXPECT_EQ(Off(), absl::ZeroDuration());
  }
  EXPECT_EQ(clock_.jump(), absl::Hours(30));
}

// A restart is the word of an operator.
TEST_F(GuardedClockTest, ANewOneBelievesWhatItFinds) {
  Pass(absl::Seconds(1), absl::Hours(1));
  const GuardedClock next(absl::Minutes(10), &wall_, [this] { return uptime_; });
  EXPECT_EQ(next.Now(), wall_.now);
}

TEST(UptimeTest, GoesOn) {
  const absl::Duration before = Uptime();
  EXPECT_GT(before, absl::ZeroDuration());
  EXPECT_GE(Uptime(), before);
}

}  // namespace
}  // namespace zgc::base
