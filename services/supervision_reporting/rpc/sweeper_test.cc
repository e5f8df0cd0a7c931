#include "services/supervision_reporting/rpc/sweeper.h"

#include <atomic>
#include <thread>
#include <vector>

#include "common/observability/metrics.h"
#include "common/testing/hand_clock.h"
#include "services/supervision_reporting/testing/overdue_fixture.h"

namespace zgc::supervision {
namespace {

constexpr absl::Duration kLongEnough = absl::Seconds(60);

// A store with a matter that was due in 2019: on any day of a commit it has reached all levels.
class SweeperTest : public OverdueFixture {
 protected:
  static bool Rest(absl::Duration) { return true; }
  int64_t SlipsInStore() {
    int64_t slips = 0;
    ZGC_EXPECT_OK(
        kEscalations.ForEach(store_->Read(), [&](const storage::NameKey&, const v1::Escalation&) {
          ++slips;
          return true;
        }));
    return slips;
  }
};

TEST_F(SweeperTest, ItSweepsByItselfAndARestartMakesNoSlipAgain) {
  for (int start = 0; start < 2; ++start) {
    SweepLog log;
    const Sweeper sweeper(*store_, sources_, log, absl::Milliseconds(1));
    ASSERT_TRUE(
        log.Await([](const SweepLog::Last& last) { return last.sweeps >= 3; }, kLongEnough));
    EXPECT_EQ(log.last().slips, start == 0 ? 3 : 0);
    EXPECT_EQ(SlipsInStore(), 3);
  }
}

TEST_F(SweeperTest, AnIntervalIsNotWaitedForAtTheEnd) {
  SweepLog log;
  const Sweeper sweeper(*store_, sources_, log, absl::Hours(24));
  EXPECT_TRUE(log.Await([](const SweepLog::Last& last) { return last.sweeps == 1; }, kLongEnough));
}

TEST_F(SweeperTest, ASweepThatMakesNothingTakesNoRevision) {
  const auto slips = SweepToday(*store_, sources_, &Rest);
  ZGC_ASSERT_OK(slips);
  EXPECT_EQ(slips->slips, 3);
  const int64_t revision = store_->head();
  EXPECT_EQ(SweepToday(*store_, sources_, &Rest)->slips, 0);
  EXPECT_EQ(store_->head(), revision);
}

TEST_F(SweeperTest, ItRestsBetweenItsPartsAndEndsThere) {
  for (int i = 0; i < 40; ++i) {
    ZGC_ASSERT_OK(
        AddMatter(absl::StrCat("o-", i), "received_date: '2019-03-01' deadline: '2019-03-20'"));
  }
  int rests = 0;
  const auto ended = SweepToday(*store_, sources_, [&](absl::Duration time) {
    EXPECT_GT(time, absl::ZeroDuration());
    ++rests;
    return false;
  });
  EXPECT_TRUE(absl::IsCancelled(ended.status()));
  EXPECT_EQ(rests, 1);
  EXPECT_EQ(SlipsInStore(), 99) << "what was made stays";
  ZGC_ASSERT_OK(SweepToday(*store_, sources_, &Rest));
  EXPECT_EQ(SlipsInStore(), 123);
}

TEST_F(SweeperTest, SeveralThatSweepAtOnceMakeEachSlipOnce) {
  for (int i = 0; i < 40; ++i) {
    ZGC_ASSERT_OK(
        AddMatter(absl::StrCat("o-", i), "received_date: '2019-03-01' deadline: '2019-03-20'"));
  }
  std::atomic<int64_t> made{0};
  std::vector<std::thread> sweepers;
  for (int i = 0; i < 4; ++i) {
    sweepers.emplace_back([&] {
      const auto swept = SweepToday(*store_, sources_, &Rest);
      ZGC_EXPECT_OK(swept);
      if (swept.ok()) made += swept->slips;
    });
  }
  for (std::thread& sweeper : sweepers) sweeper.join();
  EXPECT_EQ(made, 123);
  EXPECT_EQ(SlipsInStore(), 123);
}

// What was due on the day that the clock had reached stays so: days of commits never go back.
TEST_F(SweeperTest, AClockThatWentBackTakesNoSlipBackAndMakesNoneTwice) {
  static auto* const clock = new testing::HandClock;  // outlives the store
  clock->day = absl::FromCivil(absl::CivilDay(2099, 3, 20), absl::UTCTimeZone());
  clock_ = clock;
  Open();
  ZGC_ASSERT_OK(AddMatter("late", "received_date: '2099-03-01' deadline: '2099-03-10'"));
  ZGC_ASSERT_OK(SweepToday(*store_, sources_, &Rest));
  const int64_t before = SlipsInStore();
  EXPECT_GT(before, 3);
  clock->day -= absl::Hours(24 * 15);
  const auto again = SweepToday(*store_, sources_, &Rest);
  ZGC_ASSERT_OK(again);
  EXPECT_EQ(again->slips, 0);
  EXPECT_EQ(SlipsInStore(), before);
  clock->day += absl::Hours(24 * 16);
  ZGC_ASSERT_OK(SweepToday(*store_, sources_, &Rest));
  EXPECT_EQ(SlipsInStore(), before);
}

TEST_F(SweeperTest, TheMetricsSayWhenItSweptLast) {
  observability::Metrics metrics;
  EXPECT_THAT(metrics.Text(), ::testing::Not(::testing::HasSubstr("zgc_sweep_last_seconds 1")));
  metrics.SetSweeps({absl::FromUnixSeconds(1'600'000'000), absl::Hours(1), 2, 3, 0});
  metrics.SetSweeps({absl::FromUnixSeconds(1'600'003'600), absl::Hours(1), 3, 3, 7});
  EXPECT_THAT(metrics.Text(),
              ::testing::AllOf(::testing::HasSubstr("zgc_sweep_last_seconds 16000036"),
                               ::testing::HasSubstr("zgc_sweeps_total 3"),
                               ::testing::HasSubstr("zgc_sweep_interval_seconds 3600"),
                               ::testing::HasSubstr("zgc_sweep_without_rules 7"),
                               ::testing::HasSubstr("zgc_sweep_slips_total 3")));
}

TEST_F(SweeperTest, ASweepThatIsNotCompleteIsNoneThatWentThrough) {
  SweepLog log;
  const SweepLog::Last start = log.last();
  EXPECT_GT(start.time, absl::UnixEpoch()) << "silence is counted from the start";
  log.Note({2, {"task_registry"}, 1}, false);
  EXPECT_EQ(log.last().time, start.time);
  EXPECT_EQ(log.last().slips, 2);
  log.Note({1, {}, 4}, true);
  EXPECT_EQ(log.last().sweeps, 1);
  EXPECT_EQ(log.last().slips, 3);
  EXPECT_EQ(log.last().without_rules, 4);
}

TEST_F(SweeperTest, WhatNoRulesTakeIsCountedInAllParts) {
  EndLightRules("2019-12-31");
  const auto swept = SweepToday(*store_, sources_, &Rest);
  ZGC_ASSERT_OK(swept);
  EXPECT_EQ(swept->slips, 0);
  EXPECT_EQ(swept->without_rules, 1);
}

}  // namespace
}  // namespace zgc::supervision
