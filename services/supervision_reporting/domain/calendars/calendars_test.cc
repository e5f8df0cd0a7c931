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

TEST_F(CalendarsTest, AYearWithoutItsCalendarIsRefused) {
  const auto beyond = [&](const std::string& more) {
    return Look(ComputeDeadline,
                "start_date: '2019-12-30' working_days: 2 calendars: 'calendars/2019' " + more);
  };
  EXPECT_THAT(beyond(""), FailsWith(kInvalid, HasSubstr("no calendar of 2020")));
  EXPECT_THAT(beyond("calendars: 'calendars/none'"), HasReason(ERROR_REASON_REFERENCE_NOT_FOUND));
  ZGC_ASSERT_OK(Do(CreateCalendar,
                   "calendar_id: '2020' calendar { display_name: '2020年' year: 2020 "
                   "document: 'd' holidays: '2020-01-01' }"));
  EXPECT_EQ(beyond("calendars: 'calendars/2020'")->deadline(), "2020-01-02");
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

TEST_F(CalendarsTest, TheEndOfAWorkingTimeNamesTheFieldsWithTheirPrefix) {
  google::protobuf::RepeatedPtrField<std::string> calendars;
  resource::Checks checks;
  const auto none =
      EndOf(store_->Read(), WorkingTime{"2019-09-27", 0, calendars}, "matter.", checks);
  ZGC_ASSERT_OK(none);
  EXPECT_EQ(none->deadline(), "");
  EXPECT_THAT(checks.ToStatus(), FailsWith(kInvalid, AllOf(HasSubstr("matter.working_days"),
                                                           HasSubstr("matter.calendars"))));
  *calendars.Add() = "calendars/2019";
  resource::Checks good;
  const auto end = EndOf(store_->Read(), WorkingTime{"2019-09-27", 3, calendars}, "", good);
  ZGC_ASSERT_OK(end);
  ZGC_EXPECT_OK(good.ToStatus());
  EXPECT_EQ(end->deadline(), "2019-10-08");
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
