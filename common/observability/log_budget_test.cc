#include "common/observability/log_budget.h"

#include <gtest/gtest.h>

namespace zgc::observability {
namespace {

TEST(LogBudgetTest, AFloodStaysBelowAMegabyteInAnyMinute) {
  LogBudget budget;
  absl::Time now = absl::UnixEpoch();
  for (int minute = 0; minute < 3; ++minute) {
    int64_t written = 0;
    for (int i = 0; i < 60'000; ++i) {
      if (budget.Spend(300, now)) written += 300;
      now += absl::Milliseconds(1);
    }
    EXPECT_LT(written, 1'000'000);
    EXPECT_GT(written, 500'000) << "the budget is used";
  }
  EXPECT_GT(budget.TakeLeftOut(), 100'000);
  EXPECT_EQ(budget.TakeLeftOut(), 0);
}

TEST(LogBudgetTest, AClockThatJumpsEarnsNoMoreThanABurst) {
  LogBudget budget;
  absl::Time now = absl::UnixEpoch();
  while (budget.Spend(1000, now)) {
  }
  now -= absl::Hours(10);
  EXPECT_FALSE(budget.Spend(1000, now));
  now += absl::Seconds(1);
  EXPECT_TRUE(budget.Spend(1000, now)) << "a second after the jump it goes on";
  now += absl::Hours(100);
  int64_t written = 0;
  while (budget.Spend(1000, now)) written += 1000;
  EXPECT_LE(written, LogBudget::kBurstBytes);
}

}  // namespace
}  // namespace zgc::observability
