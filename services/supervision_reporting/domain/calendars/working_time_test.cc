#include "services/supervision_reporting/domain/calendars/working_time.h"

#include "services/supervision_reporting/testing/calendars_fixture.h"

namespace zgc::supervision {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::zgc::testing::FailsWith;
using ::zgc::testing::kInvalid;

class WorkingTimeTest : public CalendarsFixture {
 protected:
  absl::StatusOr<v1::ComputeDeadlineResponse> End(const std::string& start, int days,
                                                  const std::string& more = "") {
    return Look(ComputeDeadline,
                absl::StrCat("start_date: '", start, "' working_days: ", days, " ", more));
  }
  void AddDefault(const std::string& id, const std::string& jurisdiction,
                  const std::string& holiday) {
    ZGC_ASSERT_OK(Do(
        CreateCalendar,
        absl::StrCat("calendar_id: '", id, "' calendar { year: 2020 jurisdiction: '", jurisdiction,
                     "' display_name: 'x' document: 'd' holidays: '", holiday, "' }")));
  }
};

TEST_F(WorkingTimeTest, WithoutACalendarTheDefaultOfTheCountryCounts) {
  const auto end = End("2020-01-20", 7);
  ZGC_ASSERT_OK(end);
  EXPECT_EQ(end->deadline(), "2020-02-04");
  ASSERT_EQ(end->calendars_size(), 1);
  EXPECT_EQ(end->calendars(0).calendar(), "calendars/2020");
  EXPECT_FALSE(end->provisional());
  EXPECT_EQ(End("2020-01-20", 7, "jurisdiction: 'CN'")->deadline(), "2020-02-04");
  EXPECT_EQ(End("2020-01-20", 7, "jurisdiction: '110108'")->deadline(), "2020-02-04");
}

TEST_F(WorkingTimeTest, TheNearestDefaultCountsAndANamedCalendarBeforeIt) {
  AddDefault("p", "540000", "2020-01-21");
  AddDefault("c", "540100", "2020-01-22");
  EXPECT_EQ(End("2020-01-20", 1, "jurisdiction: '540200'")->deadline(), "2020-01-22");
  EXPECT_EQ(End("2020-01-20", 2, "jurisdiction: '540102'")->deadline(), "2020-01-23");
  EXPECT_EQ(End("2020-01-20", 2, "jurisdiction: '540102'")->calendars(0).calendar(), "calendars/c");
  EXPECT_EQ(End("2020-01-20", 2, "jurisdiction: '540102' calendars: 'calendars/2020'")->deadline(),
            "2020-01-22");
}

TEST_F(WorkingTimeTest, AYearOutsideOfTheNamedCalendarsTakesItsDefault) {
  const auto end = End("2019-12-30", 3, "calendars: 'calendars/2019'");
  ZGC_ASSERT_OK(end);
  EXPECT_EQ(end->deadline(), "2020-01-03");
  ASSERT_EQ(end->calendars_size(), 2);
  EXPECT_EQ(end->calendars(0).calendar(), "calendars/2019");
  EXPECT_EQ(end->calendars(1).calendar(), "calendars/2020");
}

TEST_F(WorkingTimeTest, AYearThatIsNotAnnouncedIsProvisionalAndSaysUpToWhen) {
  const auto end = End("2020-12-31", 1);
  ZGC_ASSERT_OK(end);
  EXPECT_EQ(end->deadline(), "2021-01-01");
  EXPECT_TRUE(end->provisional());
  EXPECT_EQ(end->announced_until(), "");
  EXPECT_EQ(End("2020-12-30", 2)->announced_until(), "2020-12-31");
  // A year that lacks its calendar between two others is a gap.
  ZGC_ASSERT_OK(Do(CreateCalendar,
                   "calendar_id: '2022' calendar { year: 2022 jurisdiction: 'CN' display_name: 'x' "
                   "document: 'd' holidays: '2022-01-03' }"));
  EXPECT_EQ(End("2020-12-30", 264)->deadline(), "2022-01-05");
  EXPECT_EQ(End("2020-12-30", 264)->announced_until(), "2020-12-31");
  EXPECT_EQ(End("2020-12-30", 264)->calendars_size(), 2);
  EXPECT_EQ(End("2020-12-30", 1)->announced_until(), "");
  EXPECT_FALSE(End("2020-12-30", 1)->provisional());
}

TEST_F(WorkingTimeTest, AnUnknownJurisdictionIsRefusedByItsName) {
  EXPECT_THAT(End("2020-01-20", 7, "jurisdiction: '990000'"),
              FailsWith(kInvalid, AllOf(HasSubstr("jurisdiction"), HasSubstr("990000"))));
  EXPECT_THAT(End("2020-01-20", 7, "jurisdiction: 'Beijing'"),
              FailsWith(kInvalid, HasSubstr("Beijing")));
  ZGC_EXPECT_OK(CheckJurisdiction("CN"));
  ZGC_EXPECT_OK(CheckJurisdiction("110108"));
  EXPECT_THAT(CheckJurisdiction("cn"), FailsWith(kInvalid, HasSubstr("cn")));
}

TEST_F(WorkingTimeTest, TwoCalendarsOfAYearAndDaysOutOfBoundsAreRefused) {
  AddDefault("p", "540000", "2020-01-21");
  EXPECT_THAT(End("2020-01-20", 7, "calendars: 'calendars/2020' calendars: 'calendars/p'"),
              FailsWith(kInvalid, HasSubstr("calendars/p is of 2020, as calendars/2020")));
  for (const int days : {-7, 0, 1001}) {
    EXPECT_THAT(End("2020-01-20", days), FailsWith(kInvalid, HasSubstr("must be 1 to 1000")));
  }
  EXPECT_EQ(End("2020-01-20", 1000)->deadline().substr(0, 4), "2023");
  EXPECT_THAT(End("9999-12-30", 1000), FailsWith(kInvalid, HasSubstr("after the year 9999")));
}

TEST_F(WorkingTimeTest, CalendarsAreFoundByNameAndAddTheirDays) {
  const auto calendars = Calendars::Read(store_->Read());
  ZGC_ASSERT_OK(calendars);
  EXPECT_EQ(calendars->all().size(), 2u);
  ASSERT_NE(calendars->Find("calendars/2020"), nullptr);
  EXPECT_EQ(calendars->Find("calendars/2021"), nullptr);
  Calendars more = *calendars;
  v1::Calendar calendar;
  calendar.set_name("calendars/2021");
  calendar.set_year(2021);
  more.Put(calendar);
  calendar.set_year(2022);
  more.Put(calendar);
  EXPECT_EQ(more.all().size(), 3u);
  EXPECT_EQ(more.Find("calendars/2021")->year(), 2022);
  base::WorkingDays days;
  ZGC_ASSERT_OK(AddTo(days, *calendars->Find("calendars/2020")));
  EXPECT_TRUE(days.Knows(2020));
  EXPECT_FALSE(days.IsWorkingDay(absl::CivilDay(2020, 1, 24)));
}

TEST_F(WorkingTimeTest, WhatIsWrongIsNamedWithItsPrefix) {
  google::protobuf::RepeatedPtrField<std::string> none;
  const Calendars empty;
  resource::Checks checks;
  EXPECT_EQ(empty.EndOf({"2019-09-27", 0, none, ""}, "matter.", checks).deadline(), "");
  EXPECT_THAT(checks.ToStatus(), FailsWith(kInvalid, AllOf(HasSubstr("matter.working_days"),
                                                           HasSubstr("matter.calendars"))));
}

}  // namespace
}  // namespace zgc::supervision
