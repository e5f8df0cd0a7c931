#include "services/supervision_reporting/domain/calendars/calendars.h"

#include "common/testing/reads.h"
#include "services/supervision_reporting/testing/fixture.h"

namespace zgc::supervision {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::zgc::testing::FailsWith;
using ::zgc::testing::Got;
using ::zgc::testing::HasReason;
using ::zgc::testing::kInvalid;
using ::zgc::testing::Listed;
using namespace ::zgc::common::v1;  // NOLINT: the reasons

constexpr char kEndOfSeptember[] =
    "start_date: '2019-09-27' working_days: 3 calendars: 'calendars/2019'";

class CalendarsTest : public SupervisionFixture {};

TEST_F(CalendarsTest, ADeadlineCountsWorkingDays) {
  const auto answer = Look(ComputeDeadline, kEndOfSeptember);
  ZGC_ASSERT_OK(answer);
  EXPECT_EQ(answer->deadline(), "2019-10-08");
  EXPECT_EQ(answer->calendars(0).version(), 1);
}

TEST_F(CalendarsTest, TheSameInputsGiveTheSameDeadlineAtEachRevision) {
  const int64_t before = store_->head();
  const auto updated = Do(UpdateCalendar,
                          "name: 'calendars/2019' calendar { display_name: '2019年' "
                          "document: '更正' }");
  ZGC_ASSERT_OK(updated);
  EXPECT_EQ(updated->version(), 2);
  EXPECT_EQ(updated->year(), 2019);
  EXPECT_EQ(Look(ComputeDeadline, kEndOfSeptember)->deadline(), "2019-10-02");
  EXPECT_EQ(Look(ComputeDeadline, kEndOfSeptember)->calendars(0).version(), 2);
  Open();
  EXPECT_EQ(Look(ComputeDeadline, kEndOfSeptember, before)->deadline(), "2019-10-08");
}

TEST_F(CalendarsTest, AYearWithoutItsCalendarIsProvisionalAndAMissingOneIsRefused) {
  const auto beyond = [&](const std::string& more) {
    return Look(ComputeDeadline,
                "start_date: '2019-12-30' working_days: 2 calendars: 'calendars/2019' " + more);
  };
  EXPECT_EQ(beyond("")->deadline(), "2020-01-01");
  EXPECT_TRUE(beyond("")->provisional());
  EXPECT_THAT(beyond("calendars: 'calendars/none'"), HasReason(ERROR_REASON_REFERENCE_NOT_FOUND));
  ZGC_ASSERT_OK(Do(CreateCalendar,
                   "calendar_id: '2020' calendar { display_name: '2020年' year: 2020 "
                   "document: 'd' holidays: '2020-01-01' }"));
  EXPECT_EQ(beyond("calendars: 'calendars/2020'")->deadline(), "2020-01-02");
  EXPECT_FALSE(beyond("calendars: 'calendars/2020'")->provisional());
}

TEST_F(CalendarsTest, APlaceHasOneDefaultInAYear) {
  const auto add = [&](const std::string& id, const std::string& year_and_place) {
    return Do(CreateCalendar,
              absl::StrCat("calendar_id: '", id, "' calendar { display_name: 'x' document: 'd' ",
                           year_and_place, " }"));
  };
  ZGC_ASSERT_OK(add("a", "year: 2021 jurisdiction: 'CN'"));
  EXPECT_THAT(add("b", "year: 2021 jurisdiction: 'CN'"),
              FailsWith(kInvalid, HasSubstr("calendars/a is the default of CN in 2021")));
  ZGC_EXPECT_OK(add("b", "year: 2022 jurisdiction: 'CN'"));
  ZGC_EXPECT_OK(add("c", "year: 2021 jurisdiction: '110000'"));
  ZGC_EXPECT_OK(add("d", "year: 2021"));
  EXPECT_THAT(add("e", "year: 2021 jurisdiction: '11'"),
              FailsWith(kInvalid, HasSubstr("calendar.jurisdiction")));
  // It stays where it is.
  EXPECT_EQ(Do(UpdateCalendar,
               "name: 'calendars/a' calendar { display_name: 'x' document: 'd' "
               "jurisdiction: '110000' }")
                ->jurisdiction(),
            "CN");
}

TEST_F(CalendarsTest, DaysThatContradictTheWeekOrEachOtherAreRefused) {
  const auto update = [&](const std::string& days) {
    return Do(UpdateCalendar,
              absl::StrCat("name: 'calendars/2019' calendar { display_name: 'x' document: 'd' ",
                           days, " }"));
  };
  EXPECT_THAT(update("holidays: '2019-10-01' holidays: '2019-10-01'"),
              FailsWith(kInvalid, HasSubstr("2019-10-01 is given twice")));
  EXPECT_THAT(update("working_weekends: '2019-10-12' working_weekends: '2019-10-12'"),
              FailsWith(kInvalid, HasSubstr("2019-10-12 is given twice")));
  // No day can be both free and worked: of each day of the week only one is asked.
  EXPECT_THAT(update("holidays: '2019-10-12' working_weekends: '2019-10-12'"),
              FailsWith(kInvalid, HasSubstr("2019-10-12 is a weekend")));
  EXPECT_THAT(update("holidays: '2019-10-01' working_weekends: '2019-10-01'"),
              FailsWith(kInvalid, HasSubstr("2019-10-01 is no weekend")));
}

TEST_F(CalendarsTest, ANoticeThatIsOlderThanTheOneInForceIsRefused) {
  const auto update = [&](const std::string& day) {
    return Do(UpdateCalendar, absl::StrCat("name: 'calendars/2019' calendar { display_name: 'x' "
                                           "document: '通知' document_date: '",
                                           day, "' sources: 's' }"));
  };
  const auto updated = update("2019-03-22");
  ZGC_ASSERT_OK(updated);
  EXPECT_EQ(updated->document_date(), "2019-03-22");
  EXPECT_EQ(updated->sources(0), "s");
  EXPECT_THAT(update("2018-12-06"), FailsWith(kInvalid, HasSubstr("is before 2019-03-22")));
  EXPECT_THAT(update(""), FailsWith(kInvalid, HasSubstr("is before 2019-03-22")));
  ZGC_EXPECT_OK(update("2019-03-22"));
}

TEST_F(CalendarsTest, EveryWrongFieldIsNamed) {
  EXPECT_THAT(Look(ComputeDeadline, "start_date: '2019-13-01' working_days: 0"),
              FailsWith(kInvalid, AllOf(HasSubstr("start_date"), HasSubstr("working_days"),
                                        HasSubstr("calendars"))));
  EXPECT_THAT(Do(CreateCalendar,
                 "calendar_id: 'c' calendar { display_name: 'c' year: 2019 document: 'd' "
                 "holidays: '2019-10-32' working_weekends: '2019-10-08' }"),
              FailsWith(kInvalid, AllOf(HasSubstr("holidays[0]"), HasSubstr("is no weekend"))));
}

TEST_F(CalendarsTest, ARequestThatOnlyAsksCountsWhatWouldMove) {
  ZGC_ASSERT_OK(
      AddMatter("m", "received_date: '2019-09-27' working_days: 3 calendars: 'calendars/2019'"));
  ZGC_ASSERT_OK(
      AddMatter("n", "received_date: '2019-02-27' working_days: 3 calendars: 'calendars/2019'"));
  const std::string update = "name: 'calendars/2019' calendar { display_name: 'x' document: 'd' } ";
  const auto tried = Look(TryUpdateCalendar, update + "validate_only: true");
  ZGC_ASSERT_OK(tried);
  EXPECT_EQ(tried->examined(), 2);
  EXPECT_EQ(tried->moved(), 1);
  EXPECT_EQ(Look(TryUpdateCalendar, update)->examined(), 0);
  const std::string create =
      "calendar_id: '2' calendar { display_name: 'x' document: 'd' year: 2019 jurisdiction: 'CN' "
      "} ";
  EXPECT_EQ(Look(TryCreateCalendar, create + "validate_only: true")->examined(), 2);
  EXPECT_EQ(Look(TryCreateCalendar, create + "validate_only: true")->moved(), 0);
  EXPECT_EQ(Look(TryCreateCalendar, create)->examined(), 0);
  EXPECT_EQ(Look(TryUpdateCalendar, "name: 'calendars/none' validate_only: true")->examined(), 0);
  EXPECT_EQ(Find(kMatters, "matters/m").deadline(), "2019-10-08");
}

TEST_F(CalendarsTest, CalendarsAreListedByYearAndReadByName) {
  EXPECT_THAT(Listed(store_->Read(), ListCalendars, "year: 2019"), ElementsAre("calendars/2019"));
  EXPECT_THAT(Listed(store_->Read(), ListCalendars, "year: 2020"), IsEmpty());
  const auto found = Got(store_->Read(), GetCalendar, "name: 'calendars/2019'");
  ZGC_ASSERT_OK(found);
  EXPECT_EQ(found->holidays_size(), 5);
  EXPECT_THAT(Got(store_->Read(), GetCalendar, "name: 'calendars/2020'"),
              HasReason(ERROR_REASON_RESOURCE_NOT_FOUND));
}

}  // namespace
}  // namespace zgc::supervision
