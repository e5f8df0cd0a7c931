#include "common/resource/source_watch.h"

#include <limits>
#include <utility>
#include <vector>

#include "common/base/error.h"
#include "common/testing/hand_clock.h"
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

class SourceWatchTest : public ::testing::Test {
 protected:
  SourceWatchTest() { watch_.Follow(kTasks); }

  void Heard(int64_t head) { watch_.Asked(kTasks, watch_.Now(), head); }

  testing::HandClock clock_;
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

TEST_F(SourceWatchTest, ARequestCanAskForAnotherBound) {
  Heard(7);
  clock_.Pass(absl::Seconds(30));
  ZGC_EXPECT_OK(watch_.RequireCurrent(kTasks, 7));
  EXPECT_THAT(watch_.RequireCurrent(kTasks, 7, absl::Seconds(20)),
              FailsWith(kFailed, HasSubstr("it has not been heard from")));
  clock_.Pass(absl::Hours(3));
  Heard(8);
  clock_.Pass(absl::Seconds(70));
  EXPECT_THAT(watch_.RequireCurrent(kTasks, 7, absl::Hours(3)),
              FailsWith(kFailed, HasSubstr("is at revision 8, of which 7 is here")));
  ZGC_EXPECT_OK(watch_.RequireCurrent(kTasks, 7, absl::Hours(4)));
  ZGC_EXPECT_OK(watch_.RequireCurrent(kTasks, 8, absl::Hours(3)));
  // One that is refused is so whatever the bound is.
  watch_.Asked(kTasks, watch_.Now(), absl::FailedPreconditionError("it was restored"));
  EXPECT_THAT(watch_.RequireCurrent(kTasks, 8, absl::Hours(24)),
              FailsWith(kFailed, HasSubstr("is refused")));
}

TEST_F(SourceWatchTest, TheBoundOfARequestHasBounds) {
  google::protobuf::Duration asked;
  EXPECT_EQ(*AskedMaxAge(asked), absl::ZeroDuration());
  for (const int64_t seconds : {20, 60, 86'400}) {
    asked.set_seconds(seconds);
    EXPECT_EQ(*AskedMaxAge(asked), absl::Seconds(seconds));
  }
  for (const int64_t seconds :
       {int64_t{-1}, int64_t{19}, int64_t{86'401}, std::numeric_limits<int64_t>::max()}) {
    asked.set_seconds(seconds);
    EXPECT_THAT(AskedMaxAge(asked), FailsWith(absl::StatusCode::kInvalidArgument, HasSubstr("")));
  }
}

TEST_F(SourceWatchTest, APositionIsReachedOnlyInTheHistoryThatTheSourceHas) {
  const auto at = [](const std::string& incarnation, int64_t revision) {
    common::v1::Position position;
    position.set_incarnation(incarnation);
    position.set_revision(revision);
    return position;
  };
  const auto not_yet = HasReason(common::v1::ERROR_REASON_REVISION_NOT_REACHED);
  const auto forked = HasReason(common::v1::ERROR_REASON_POSITION_FORKED);
  const auto hear = [&](const std::vector<std::pair<std::string, int64_t>>& incarnations) {
    ops::v1::ServiceStatus status;
    status.set_store_id(incarnations.front().first);
    status.mutable_position()->set_revision(1100);
    for (const auto& [id, first] : incarnations) {
      auto& row = *status.add_incarnations();
      row.set_id(id);
      row.set_first_revision(first);
    }
    watch_.Asked(kTasks, watch_.Now(), resource::Heard(status));
  };
  EXPECT_THAT(watch_.RequireReached(kTasks, at("", 0), at("a", 1042)), not_yet);
  hear({{"a", 1}});
  EXPECT_THAT(watch_.RequireReached(kTasks, at("a", 1041), at("a", 1042)), not_yet);
  ZGC_EXPECT_OK(watch_.RequireReached(kTasks, at("a", 1042), at("a", 1042)));
  // Restored from a backup of 900.
  hear({{"a", 1}, {"b", 901}});
  EXPECT_THAT(watch_.RequireReached(kTasks, at("b", 1100), at("a", 1042)), forked);
  ZGC_EXPECT_OK(watch_.RequireReached(kTasks, at("b", 1100), at("a", 900)));
  ZGC_EXPECT_OK(watch_.RequireReached(kTasks, at("b", 1100), at("b", 1042)));
  // What is here is of the lost history.
  EXPECT_THAT(watch_.RequireReached(kTasks, at("a", 1050), at("b", 1042)), not_yet);
  // The next one is known to the caller first.
  watch_.Asked(kTasks, watch_.Now(), absl::UnavailableError("nobody there"));
  EXPECT_THAT(watch_.RequireReached(kTasks, at("b", 1100), at("c", 901)), not_yet);
  hear({{"a", 1}, {"c", 501}});
  EXPECT_THAT(watch_.RequireReached(kTasks, at("c", 1100), at("b", 950)), forked);
}

TEST_F(SourceWatchTest, WhatWasPassedIsHereAsLongAsTheSourceHasThatHistory) {
  ops::v1::ServiceStatus answer;
  answer.set_store_id("s");
  answer.add_incarnations()->set_id("s");
  const auto asked = [&](int64_t head) {
    answer.mutable_position()->set_revision(head);
    watch_.Asked(kTasks, watch_.Now(), resource::Heard(answer));
  };
  const auto at = [](int64_t revision) {
    common::v1::Position position;
    position.set_incarnation("s");
    position.set_revision(revision);
    return position;
  };
  asked(20);
  EXPECT_FALSE(watch_.RequireCurrent(kTasks, 10).ok());
  EXPECT_FALSE(watch_.RequireReached(kTasks, at(10), at(20)).ok());
  watch_.Passed(kTasks, 10, at(20));
  ZGC_EXPECT_OK(watch_.RequireCurrent(kTasks, 10));
  ZGC_EXPECT_OK(watch_.RequireReached(kTasks, at(10), at(20)));
  EXPECT_EQ(watch_.Reaches(kTasks, at(10)).revision(), 20);
  // Not of what is older, nor of what was written since.
  EXPECT_FALSE(watch_.RequireCurrent(kTasks, 9).ok());
  EXPECT_EQ(watch_.Reaches(kTasks, at(9)).revision(), 9);
  EXPECT_EQ(watch_.Reaches(kTasks, at(30)).revision(), 30);
  asked(21);
  clock_.Pass(absl::Seconds(61));
  EXPECT_FALSE(watch_.RequireCurrent(kTasks, 10).ok());
  // It was restored to 12 and counts on from there: 20 is no more what it was.
  auto* later = answer.add_incarnations();
  later->set_id("t");
  later->set_first_revision(13);
  asked(15);
  EXPECT_FALSE(watch_.RequireCurrent(kTasks, 10).ok());
  EXPECT_EQ(watch_.Reaches(kTasks, at(10)).revision(), 10);
}

TEST_F(SourceWatchTest, WhySaysWhatWasSeenLast) {
  Heard(7);
  clock_.Pass(absl::Seconds(61));
  watch_.Asked(kTasks, watch_.Now(), absl::UnavailableError("nobody there"));
  EXPECT_THAT(watch_.RequireCurrent(kTasks, 7), FailsWith(kFailed, HasSubstr("nobody there")));
  EXPECT_THAT(
      watch_.RequireCurrent("park_region", 7),
      FailsWith(
          kFailed,
          HasSubstr("without --source=park_region=HOST:PORT, or with --source=park_region=none")));
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
