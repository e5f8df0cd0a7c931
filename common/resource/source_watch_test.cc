#include "common/resource/source_watch.h"

#include "common/base/error.h"
#include "common/testing/matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace zgc::resource {
namespace {

using ::testing::HasSubstr;
using ::zgc::testing::FailsWith;
using ::zgc::testing::HasReason;

constexpr auto kFailed = absl::StatusCode::kFailedPrecondition;
constexpr char kTasks[] = "task_registry";

class HandClock final : public base::Clock {
 public:
  absl::Time Now() const override { return day; }
  absl::Duration Steady() const override { return steady; }
  void Pass(absl::Duration time) {
    day += time;
    steady += time;
  }

  absl::Time day = absl::FromUnixSeconds(1'600'000'000);
  absl::Duration steady = absl::Hours(1);
};

class SourceWatchTest : public ::testing::Test {
 protected:
  SourceWatchTest() { watch_.Follow(kTasks); }

  void Heard(int64_t head) { watch_.Asked(kTasks, watch_.Now(), head); }

  HandClock clock_;
  SourceWatch watch_{absl::Seconds(60), &clock_};
};

TEST_F(SourceWatchTest, ASourceIsCurrentWhileWhatItHeldWithinTheBoundIsHere) {
  EXPECT_THAT(watch_.RequireCurrent(kTasks, 0),
              FailsWith(kFailed, HasSubstr("task_registry, is not known since "
                                           "2020-09-13T12:26:40Z: it has not answered yet")));
  Heard(7);
  EXPECT_THAT(watch_.RequireCurrent(kTasks, 6), FailsWith(kFailed, HasSubstr("is at revision 7")));
  ZGC_EXPECT_OK(watch_.RequireCurrent(kTasks, 7));
  clock_.Pass(absl::Seconds(60));
  ZGC_EXPECT_OK(watch_.RequireCurrent(kTasks, 7));
  clock_.Pass(absl::Seconds(1));
  EXPECT_THAT(watch_.RequireCurrent(kTasks, 7),
              HasReason(common::v1::ERROR_REASON_SOURCE_NOT_CURRENT));
  EXPECT_THAT(watch_.RequireCurrent(kTasks, 7),
              FailsWith(kFailed, HasSubstr("it has not been heard from")));
  Heard(7);
  ZGC_EXPECT_OK(watch_.RequireCurrent(kTasks, 7));
}

TEST_F(SourceWatchTest, OneThatIsBusyIsCurrentThoughItsNewestIsNotHereYet) {
  Heard(7);
  clock_.Pass(absl::Seconds(10));
  Heard(20);
  EXPECT_EQ(watch_.StateOf(kTasks, 7).state, ops::v1::SOURCE_STATE_CURRENT);
  EXPECT_EQ(watch_.StateOf(kTasks, 7).since, clock_.day - absl::Seconds(10));
  EXPECT_EQ(watch_.StateOf(kTasks, 20).since, clock_.day);
  clock_.Pass(absl::Seconds(51));
  EXPECT_EQ(watch_.StateOf(kTasks, 7).state, ops::v1::SOURCE_STATE_LATE);
  EXPECT_EQ(watch_.StateOf(kTasks, 20).state, ops::v1::SOURCE_STATE_CURRENT);
}

TEST_F(SourceWatchTest, OneThatAnswersAndDoesNotAdvanceHereIsLate) {
  const absl::Time last = clock_.day;
  Heard(7);
  for (int i = 0; i < 100; ++i) {
    EXPECT_EQ(watch_.StateOf(kTasks, 7).since, last);
    clock_.Pass(absl::Seconds(10));
    Heard(8 + i);
  }
  EXPECT_EQ(watch_.StateOf(kTasks, 7).state, ops::v1::SOURCE_STATE_LATE);
  EXPECT_EQ(watch_.StateOf(kTasks, 7).since, last);
}

TEST_F(SourceWatchTest, OneThatIsRefusedStaysSoThoughItCannotBeReached) {
  Heard(7);
  clock_.Pass(absl::Seconds(5));
  watch_.Asked(kTasks, watch_.Now(), absl::FailedPreconditionError("it was restored"));
  clock_.Pass(absl::Seconds(5));
  watch_.Asked(kTasks, watch_.Now(), absl::UnavailableError("nobody there"));
  const SourceWatch::State state = watch_.StateOf(kTasks, 7);
  EXPECT_EQ(state.state, ops::v1::SOURCE_STATE_REFUSED);
  EXPECT_EQ(state.since, clock_.day - absl::Seconds(5));
  EXPECT_THAT(watch_.RequireCurrent(kTasks, 7), FailsWith(kFailed, HasSubstr("is refused since")));
  Heard(7);
  ZGC_EXPECT_OK(watch_.RequireCurrent(kTasks, 7));
}

TEST_F(SourceWatchTest, WhySaysWhatWasSeenLast) {
  Heard(7);
  clock_.Pass(absl::Seconds(61));
  watch_.Asked(kTasks, watch_.Now(), absl::UnavailableError("nobody there"));
  EXPECT_THAT(watch_.RequireCurrent(kTasks, 7), FailsWith(kFailed, HasSubstr("nobody there")));
  EXPECT_THAT(watch_.RequireCurrent("park_region", 7),
              FailsWith(kFailed, HasSubstr("there is no --source=park_region=HOST:PORT")));
}

TEST_F(SourceWatchTest, AClockThatJumpsMakesNothingOldOrNew) {
  Heard(7);
  clock_.day += absl::Hours(24);
  ZGC_EXPECT_OK(watch_.RequireCurrent(kTasks, 7));
  clock_.day -= absl::Hours(48);
  clock_.steady += absl::Seconds(61);
  EXPECT_EQ(watch_.StateOf(kTasks, 7).state, ops::v1::SOURCE_STATE_LATE);
}

}  // namespace
}  // namespace zgc::resource
