#include "services/park_region/domain/days.h"

#include "gtest/gtest.h"

namespace zgc::parks {
namespace {

TEST(DaysTest, FirstAndLastDaysAreWithinAndOpenEndsHaveAll) {
  const Days year{"2019-01-01", "2019-12-31"};
  EXPECT_TRUE(DaysMeet(year, {"2019-12-31", "2019-12-31"}));
  EXPECT_TRUE(DaysMeet({"2018-01-01", "2019-01-01"}, year));
  EXPECT_FALSE(DaysMeet(year, {"2020-01-01", ""}));
  EXPECT_FALSE(DaysMeet({"", "2018-12-31"}, year));
  EXPECT_TRUE(DaysMeet({"", ""}, year));
  EXPECT_TRUE(DaysMeet({"", "2000-01-01"}, {"", "2019-01-01"}));
}

}  // namespace
}  // namespace zgc::parks
