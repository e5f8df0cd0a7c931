#include "common/base/time/working_days.h"

#include "common/base/time/dates.h"
#include "common/testing/matchers.h"
#include "gtest/gtest.h"

namespace zgc::base {
namespace {

using ::testing::HasSubstr;
using ::zgc::testing::FailsWith;

absl::CivilDay Day(absl::string_view text) { return base::ParseDate(text).value(); }

using ::zgc::testing::kInvalid;

// Around the national day of 2019: 1 to 7 October free, 29 September and 12
// October worked.
class WorkingDaysTest : public ::testing::Test {
 protected:
  WorkingDaysTest() {
    std::vector<absl::CivilDay> holidays;
    for (int day : {1, 2, 3, 4, 7}) holidays.emplace_back(2019, 10, day);
    ZGC_EXPECT_OK(days_.AddYear(2019, holidays, {Day("2019-09-29"), Day("2019-10-12")}));
  }
  absl::CivilDay Last(absl::CivilDay start, int days) const {
    return days_.Deadline(start, days).value().last;
  }

  WorkingDays days_;
};

TEST_F(WorkingDaysTest, WeekendsAndHolidaysDoNotCountWorkedWeekendsDo) {
  // 27 September is a Friday.
  EXPECT_EQ(Last(Day("2019-09-27"), 1), Day("2019-09-29"));
  EXPECT_EQ(Last(Day("2019-09-27"), 2), Day("2019-09-30"));
  EXPECT_EQ(Last(Day("2019-09-27"), 3), Day("2019-10-08"));
  EXPECT_EQ(Last(Day("2019-09-27"), 7), Day("2019-10-12"));
  EXPECT_EQ(Last(Day("2019-09-27"), 8), Day("2019-10-14"));
}

TEST_F(WorkingDaysTest, TheDayOfReceiptNeverCounts) {
  EXPECT_EQ(Last(Day("2019-10-14"), 1), Day("2019-10-15"));
  EXPECT_EQ(Last(Day("2019-10-05"), 1), Day("2019-10-08"));
}

TEST_F(WorkingDaysTest, AYearThatIsNotKnownCountsByTheWeekAndSaysSo) {
  const auto guessed = days_.Deadline(Day("2019-12-30"), 2);
  ZGC_ASSERT_OK(guessed);
  EXPECT_EQ(guessed->last, Day("2020-01-01"));
  EXPECT_EQ(guessed->guessed_from, Day("2020-01-01"));
  EXPECT_FALSE(days_.Knows(2020));
  ZGC_ASSERT_OK(days_.AddYear(2020, {Day("2020-01-01")}, {}));
  EXPECT_TRUE(days_.Knows(2020));
  EXPECT_EQ(Last(Day("2019-12-30"), 2), Day("2020-01-02"));
  EXPECT_EQ(days_.Deadline(Day("2019-12-30"), 2)->guessed_from, absl::nullopt);
  EXPECT_EQ(days_.Deadline(Day("2020-12-31"), 1)->guessed_from, Day("2021-01-01"));
}

TEST_F(WorkingDaysTest, ACountEndsInTheYear9999) {
  EXPECT_EQ(Last(Day("9999-12-30"), 1), Day("9999-12-31"));
  EXPECT_THAT(days_.Deadline(Day("9999-12-30"), 2),
              FailsWith(absl::StatusCode::kOutOfRange, HasSubstr("after the year 9999")));
}

TEST_F(WorkingDaysTest, ADayIsWorkedByItsCalendar) {
  EXPECT_TRUE(days_.IsWorkingDay(Day("2019-09-29")));
  EXPECT_FALSE(days_.IsWorkingDay(Day("2019-10-01")));
  EXPECT_FALSE(days_.IsWorkingDay(Day("2019-10-05")));
  EXPECT_TRUE(days_.IsWorkingDay(Day("2019-10-08")));
}

TEST_F(WorkingDaysTest, DaysThatContradictTheWeekAreRefused) {
  EXPECT_THAT(days_.AddYear(2020, {Day("2021-01-01")}, {}),
              FailsWith(kInvalid, HasSubstr("2021-01-01 is not in 2020")));
  EXPECT_THAT(days_.AddYear(2020, {Day("2020-01-04")}, {}),
              FailsWith(kInvalid, HasSubstr("2020-01-04 is a weekend")));
  EXPECT_THAT(days_.AddYear(2020, {}, {Day("2020-01-03")}),
              FailsWith(kInvalid, HasSubstr("2020-01-03 is no weekend")));
  EXPECT_THAT(days_.AddYear(2020, {Day("2020-01-01"), Day("2020-01-01")}, {}),
              FailsWith(kInvalid, HasSubstr("2020-01-01 is given twice")));
  EXPECT_THAT(days_.AddYear(2019, {}, {}), FailsWith(kInvalid, HasSubstr("2019 is given twice")));
}

}  // namespace
}  // namespace zgc::base
