#include "common/observability/log_budget.h"

#include <gtest/gtest.h>

namespace zgc::observability {
namespace {

// What is written of a flood of lines, in three minutes one after the other, with the notes
// of how many were left out.
void ExpectBounded(size_t line) {
  LogBudget budget;
  absl::Time now = absl::UnixEpoch();
  int64_t left_out = 0;
  for (int minute = 0; minute < 3; ++minute) {
    int64_t written = 0;
    for (int i = 0; i < 600'000; ++i) {
      if (budget.Spend(line, now)) {
        const int64_t lines = budget.TakeLeftOut();
        written += static_cast<int64_t>(line) + (lines > 0 ? LogBudget::kNoteBytes : 0);
        left_out += lines;
      }
      now += absl::Microseconds(100);
    }
    EXPECT_LT(written, 1'000'000) << line;
    EXPECT_GT(written, 500'000) << line << ": the budget is used";
  }
  EXPECT_GT(left_out, 1'000'000);
  budget.TakeLeftOut();
  EXPECT_EQ(budget.TakeLeftOut(), 0);
}

TEST(LogBudgetTest, AFloodStaysBelowAMegabyteInAnyMinute) {
  ExpectBounded(300);
  // Shorter than its notes.
  ExpectBounded(80);
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
