#include "services/task_registry/domain/progress/progress_periods.h"

#include "common/testing/matchers.h"
#include "gtest/gtest.h"

namespace zgc::tasks {
namespace {

using ::testing::HasSubstr;
using ::zgc::testing::FailsWith;
using ::zgc::testing::kInvalid;

common::v1::Period SpanOf(const std::string& first, const std::string& last) {
  common::v1::Period period;
  period.set_start_date(first);
  period.set_end_date(last);
  return period;
}

TEST(ProgressPeriodsTest, APeriodIsAWholeMonthOrAWholeQuarterOrNeither) {
  EXPECT_EQ(CycleOf(SpanOf("2019-01-01", "2019-01-31")), v1::PROGRESS_CYCLE_MONTH);
  EXPECT_EQ(CycleOf(SpanOf("2020-02-01", "2020-02-29")), v1::PROGRESS_CYCLE_MONTH);
  EXPECT_EQ(CycleOf(SpanOf("2019-12-01", "2019-12-31")), v1::PROGRESS_CYCLE_MONTH);
  EXPECT_EQ(CycleOf(SpanOf("2019-10-01", "2019-12-31")), v1::PROGRESS_CYCLE_QUARTER);
  for (const auto& [first, last] :
       {std::pair("2019-02-01", "2019-02-27"), std::pair("2019-02-02", "2019-02-28"),
        std::pair("2019-02-01", "2019-04-30"), std::pair("2019-01-01", "2019-12-31"),
        std::pair("", "2019-01-31")}) {
    EXPECT_EQ(CycleOf(SpanOf(first, last)), v1::PROGRESS_CYCLE_UNSPECIFIED) << first;
  }
}

TEST(ProgressPeriodsTest, WhatAPlanSaysIsTheOnlyCycle) {
  const auto refused = [](v1::ProgressCycle cycle, const common::v1::Period& period) {
    resource::Checks checks;
    CheckCycle(cycle, period, "period", checks);
    return checks.ToStatus();
  };
  const auto month = SpanOf("2019-01-01", "2019-01-31");
  const auto quarter = SpanOf("2019-01-01", "2019-03-31");
  const auto year = SpanOf("2019-01-01", "2019-12-31");
  ZGC_EXPECT_OK(refused(v1::PROGRESS_CYCLE_UNSPECIFIED, month));
  ZGC_EXPECT_OK(refused(v1::PROGRESS_CYCLE_UNSPECIFIED, quarter));
  EXPECT_THAT(refused(v1::PROGRESS_CYCLE_UNSPECIFIED, year),
              FailsWith(kInvalid, HasSubstr("neither a whole month nor a whole quarter")));
  ZGC_EXPECT_OK(refused(v1::PROGRESS_CYCLE_MONTH, month));
  EXPECT_THAT(refused(v1::PROGRESS_CYCLE_MONTH, quarter),
              FailsWith(kInvalid, HasSubstr("PROGRESS_CYCLE_MONTH")));
  ZGC_EXPECT_OK(refused(v1::PROGRESS_CYCLE_QUARTER, quarter));
  EXPECT_THAT(refused(v1::PROGRESS_CYCLE_QUARTER, month),
              FailsWith(kInvalid, HasSubstr("PROGRESS_CYCLE_QUARTER")));
}

TEST(ProgressPeriodsTest, ARuleHasADayThatEveryMonthHas) {
  const auto refused = [](v1::ProgressCycle cycle, int day) {
    v1::Plan plan;
    plan.set_progress_cycle(cycle);
    plan.set_progress_due_day(day);
    resource::Checks checks;
    CheckProgressRule(plan, checks);
    return checks.ToStatus();
  };
  ZGC_EXPECT_OK(refused(v1::PROGRESS_CYCLE_UNSPECIFIED, 0));
  ZGC_EXPECT_OK(refused(v1::PROGRESS_CYCLE_MONTH, 1));
  ZGC_EXPECT_OK(refused(v1::PROGRESS_CYCLE_MONTH, 28));
  EXPECT_THAT(refused(v1::PROGRESS_CYCLE_MONTH, 0),
              FailsWith(kInvalid, HasSubstr("must be from 1 to 28")));
  EXPECT_FALSE(refused(v1::PROGRESS_CYCLE_MONTH, 29).ok());
  EXPECT_THAT(refused(v1::PROGRESS_CYCLE_UNSPECIFIED, 5),
              FailsWith(kInvalid, HasSubstr("only with a cycle")));
}

TEST(ProgressPeriodsTest, AReportIsDueInTheMonthAfterItsPeriod) {
  v1::Plan plan;
  plan.set_progress_due_day(5);
  const auto due = DueDate(plan, SpanOf("2019-10-01", "2019-12-31"));
  ZGC_ASSERT_OK(due);
  EXPECT_EQ(*due, "2020-01-05");
  EXPECT_EQ(*DueDate(plan, SpanOf("2019-01-01", "2019-01-31")), "2019-02-05");
}

}  // namespace
}  // namespace zgc::tasks
