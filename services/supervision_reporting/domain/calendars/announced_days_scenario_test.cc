// The calendars of deploy/samples/calendars: what was announced, as offices remember it.
#include <google/protobuf/util/json_util.h>

#include <fstream>
#include <string>
#include <vector>

#include "common/base/time/dates.h"
#include "services/supervision_reporting/domain/calendars/calendars.h"
#include "services/supervision_reporting/domain/calendars/working_time.h"
#include "services/supervision_reporting/testing/fixture.h"

namespace zgc::supervision {
namespace {

constexpr int kFirstYear = 2019;
constexpr int kLastYear = 2026;

absl::CivilDay On(absl::string_view day) { return base::ParseDate(day).value(); }

class AnnouncedDaysTest : public SupervisionFixture {
 protected:
  AnnouncedDaysTest() {
    std::ifstream in(ZGC_SOURCE_DIR "/deploy/samples/calendars/calendars.jsonl");
    for (std::string line; std::getline(in, line);) {
      v1::CreateCalendarRequest request;
      const auto parsed = google::protobuf::util::JsonStringToMessage(line, &request);
      EXPECT_TRUE(parsed.ok()) << line;
      ZGC_EXPECT_OK(store_->Apply({}, [&](storage::Txn& txn) -> absl::StatusOr<std::string> {
        ZGC_ASSIGN_OR_RETURN(const v1::Calendar made, CreateCalendar(txn, {"", "clerk"}, request));
        return made.name();
      }));
      ZGC_EXPECT_OK(AddTo(days_, request.calendar()));
      calendars_.push_back(request.calendar());
    }
  }
  std::string DeadlineOf(const std::string& start, int days) {
    const auto end =
        Look(ComputeDeadline, absl::StrCat("start_date: '", start, "' working_days: ", days));
    ZGC_EXPECT_OK(end);
    return end.ok() ? end->deadline() : "";
  }

  base::WorkingDays days_;
  std::vector<v1::Calendar> calendars_;
};

TEST_F(AnnouncedDaysTest, EachYearHasOneWithItsNoticeAndItsSources) {
  ASSERT_EQ(calendars_.size(), static_cast<size_t>(kLastYear - kFirstYear + 1));
  for (size_t i = 0; i < calendars_.size(); ++i) {
    const v1::Calendar& calendar = calendars_[i];
    EXPECT_EQ(calendar.year(), kFirstYear + static_cast<int>(i));
    EXPECT_EQ(calendar.jurisdiction(), "CN");
    EXPECT_EQ(calendar.sources_size(), 2);
    EXPECT_THAT(calendar.document(), ::testing::HasSubstr("国办发明电"));
    EXPECT_TRUE(base::ValidDate(calendar.document_date()));
  }
}

// Those that the moon and the sun move, and those that stay. They are seven in each year, though
// two of 2020 fell on one day.
TEST_F(AnnouncedDaysTest, EveryYearIsFreeOnItsSevenFestivals) {
  const std::vector<std::string> moving = {
      "2019-02-05", "2019-04-05", "2019-06-07", "2019-09-13", "2020-01-25", "2020-04-04",
      "2020-06-25", "2020-10-01", "2021-02-12", "2021-04-04", "2021-06-14", "2021-09-21",
      "2022-02-01", "2022-04-05", "2022-06-03", "2022-09-10", "2023-01-22", "2023-04-05",
      "2023-06-22", "2023-09-29", "2024-02-10", "2024-04-04", "2024-06-10", "2024-09-17",
      "2025-01-29", "2025-04-04", "2025-05-31", "2025-10-06", "2026-02-17", "2026-04-05",
      "2026-06-19", "2026-09-25"};
  for (const std::string& day : moving) EXPECT_FALSE(days_.IsWorkingDay(On(day))) << day;
  for (int year = kFirstYear; year <= kLastYear; ++year) {
    ASSERT_TRUE(days_.Knows(year));
    for (const absl::CivilDay day :
         {absl::CivilDay(year, 1, 1), absl::CivilDay(year, 5, 1), absl::CivilDay(year, 10, 1),
          absl::CivilDay(year, 10, 2), absl::CivilDay(year, 10, 3)}) {
      EXPECT_FALSE(days_.IsWorkingDay(day)) << base::FormatDate(day);
    }
  }
}

TEST_F(AnnouncedDaysTest, WhatWasChangedInTheYearIsAsItWasChanged) {
  // Four days of May 2019, for which two Sundays were worked.
  for (const char* day : {"2019-05-01", "2019-05-02", "2019-05-03", "2019-05-04"}) {
    EXPECT_FALSE(days_.IsWorkingDay(On(day))) << day;
  }
  EXPECT_TRUE(days_.IsWorkingDay(On("2019-04-28")));
  EXPECT_TRUE(days_.IsWorkingDay(On("2019-05-05")));
  // The Spring Festival of 2020 to 2 February.
  for (int day = 24; day <= 31; ++day) {
    EXPECT_FALSE(days_.IsWorkingDay(absl::CivilDay(2020, 1, day))) << day;
  }
  EXPECT_FALSE(days_.IsWorkingDay(On("2020-02-01")));
  EXPECT_FALSE(days_.IsWorkingDay(On("2020-02-02")));
  EXPECT_TRUE(days_.IsWorkingDay(On("2020-01-19")));
  EXPECT_TRUE(days_.IsWorkingDay(On("2020-02-03")));
}

TEST_F(AnnouncedDaysTest, DeadlinesGoByThemWithoutNamingOne) {
  EXPECT_EQ(DeadlineOf("2020-01-20", 7), "2020-02-06");
  EXPECT_EQ(DeadlineOf("2019-04-26", 3), "2019-04-30");
  EXPECT_EQ(DeadlineOf("2026-09-30", 3), "2026-10-10");
  EXPECT_EQ(DeadlineOf("2025-12-31", 1), "2026-01-04");
}

}  // namespace
}  // namespace zgc::supervision
