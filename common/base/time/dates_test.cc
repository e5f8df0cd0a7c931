#include "common/base/time/dates.h"

#include "common/base/status_macros.h"
#include "gtest/gtest.h"

namespace zgc::base {
namespace {

TEST(DatesTest, ParsesAndFormatsTheSameText) {
  for (const char* text : {"2019-01-01", "2020-02-29", "0001-01-01", "9999-12-31"}) {
    const auto day = ParseDate(text);
    ASSERT_TRUE(day.ok()) << text;
    EXPECT_EQ(FormatDate(*day), text);
  }
}

TEST(DatesTest, RefusesEverythingElse) {
  for (const char* text :
       {"", "2019", "2019-1-01", "2019-02-29", "2019-04-31", "2019-13-01", "2019-00-10",
        "2019-10-00", "2019/10/16", "20191016", " 2019-10-16", "2019-10-16 ", "0000-01-01",
        "2019-1a-01", "-019-10-16", "+019-10-16", "1900-02-29"}) {
    EXPECT_FALSE(ValidDate(text)) << text;
    EXPECT_EQ(ParseDate(text).status().code(), absl::StatusCode::kInvalidArgument) << text;
  }
}

TEST(DatesTest, FullYearNeedsBothEnds) {
  EXPECT_TRUE(IsFullCalendarYear(absl::CivilDay(2019, 1, 1), absl::CivilDay(2019, 12, 31)));
  EXPECT_FALSE(IsFullCalendarYear(absl::CivilDay(2019, 1, 1), absl::CivilDay(2020, 12, 31)));
  EXPECT_FALSE(IsFullCalendarYear(absl::CivilDay(2019, 1, 2), absl::CivilDay(2019, 12, 31)));
  EXPECT_FALSE(IsFullCalendarYear(absl::CivilDay(2019, 1, 1), absl::CivilDay(2019, 12, 30)));
}

TEST(DatesTest, PeriodIds) {
  EXPECT_EQ(PeriodId("2019-01-01", "2019-12-31").value(), "2019");
  EXPECT_EQ(PeriodId("2019-10-16", "2019-10-18").value(), "20191016-20191018");
  EXPECT_EQ(PeriodId("2019-10-16", "2019-10-16").value(), "20191016-20191016");
  EXPECT_EQ(PeriodId("", "2019-12-31").value(), "asof-20191231");
  EXPECT_FALSE(PeriodId("2019-10-18", "2019-10-16").ok());
  EXPECT_FALSE(PeriodId("2019-10-18", "").ok());
  EXPECT_FALSE(PeriodId("2019", "2019-12-31").ok());
}

TEST(DatesTest, PeriodIdsAreReadAsTheyArePrinted) {
  for (const char* id : {"2019", "0001", "9999", "20191016-20191018", "20191016-20191016",
                         "20190101-20190331", "asof-20191231"}) {
    const auto span = ParsePeriodId(id);
    ASSERT_TRUE(span.ok()) << id;
    EXPECT_EQ(PeriodId(span->first, span->last).value(), id);
  }
  EXPECT_EQ(ParsePeriodId("asof-20191231")->first, "");
  EXPECT_EQ(ParsePeriodId("2019")->last, "2019-12-31");
  for (const char* id : {"", "0000", "219", "20190101-20191231", "20191018-20191016", "asof-2019",
                         "asof-20190229", "20191016", "2019-10", "20191016_20191018", "asof-",
                         "20191016-20191018 ", "２019", "-", "asof-20191016-20191018"}) {
    EXPECT_FALSE(ParsePeriodId(id).ok()) << id;
  }
}

TEST(DatesTest, ADayBeginsAtMidnightInShanghai) {
  EXPECT_EQ(DayOf(absl::FromUnixSeconds(1577807999)), absl::CivilDay(2019, 12, 31));
  EXPECT_EQ(DayOf(absl::FromUnixSeconds(1577808000)), absl::CivilDay(2020, 1, 1));
}

absl::StatusOr<int> NextYear(absl::string_view text) {
  ZGC_ASSIGN_OR_RETURN(const absl::CivilDay day, ParseDate(text));
  int year = 0;
  ZGC_ASSIGN_OR_RETURN(year, absl::StatusOr<int>(static_cast<int>(day.year())));
  ZGC_RETURN_IF_ERROR(PeriodId("", text).status());
  return year + 1;
}

TEST(StatusMacrosTest, ReturnEarlyOrGoOn) {
  EXPECT_EQ(NextYear("2019-06-01").value(), 2020);
  EXPECT_EQ(NextYear("June").status().code(), absl::StatusCode::kInvalidArgument);
}

TEST(ReducedDate, SpansTheMonthOrTheYear) {
  const auto month = ParseReducedDate("2020-02");
  ASSERT_TRUE(month.ok());
  EXPECT_EQ(month->first, "2020-02-01");
  EXPECT_EQ(month->last, "2020-02-29");
  EXPECT_EQ(ParseReducedDate("2019")->last, "2019-12-31");
  EXPECT_EQ(ParseReducedDate("2019-12")->last, "2019-12-31");
  EXPECT_EQ(ParseReducedDate("2019-10-16")->first, ParseReducedDate("2019-10-16")->last);
  for (const char* bad : {"", "19", "2019-13", "2019-1", "2019-02-30", "2019/10", "今年"}) {
    EXPECT_FALSE(ParseReducedDate(bad).ok()) << bad;
  }
}

}  // namespace
}  // namespace zgc::base
