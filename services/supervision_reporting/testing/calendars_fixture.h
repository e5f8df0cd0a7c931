#pragma once

#include <string>

#include "services/supervision_reporting/domain/matters/deadlines.h"
#include "services/supervision_reporting/testing/fixture.h"

namespace zgc::supervision {

// A store with the working days of the spring of 2020 as they were announced first, the default of
// the whole country.
class CalendarsFixture : public SupervisionFixture {
 protected:
  // 24 to 30 January free.
  static std::string Announced() {
    return "display_name: '2020年' document: '安排' document_date: '2019-11-21' "
           "holidays: '2020-01-01' holidays: '2020-01-24' holidays: '2020-01-27' "
           "holidays: '2020-01-28' holidays: '2020-01-29' holidays: '2020-01-30' "
           "working_weekends: '2020-01-19' working_weekends: '2020-02-01' ";
  }
  // To 2 February: three days more.
  static std::string Extended() {
    return "display_name: '2020年' document: '延长' document_date: '2020-01-26' "
           "holidays: '2020-01-01' holidays: '2020-01-24' holidays: '2020-01-27' "
           "holidays: '2020-01-28' holidays: '2020-01-29' holidays: '2020-01-30' "
           "holidays: '2020-01-31' working_weekends: '2020-01-19' ";
  }

  CalendarsFixture() {
    ZGC_EXPECT_OK(Do(CreateCalendar, absl::StrCat("calendar_id: '2020' calendar { year: 2020 "
                                                  "jurisdiction: 'CN' ",
                                                  Announced(), "}")));
  }

  absl::StatusOr<v1::Calendar> Extend() {
    return Do(UpdateCalendar, absl::StrCat("name: 'calendars/2020' calendar { ", Extended(), "}"),
              "editor");
  }
  // The same, with all that rests on it left to wait, as a correction leaves it.
  void ExtendOnly() {
    ZGC_ASSERT_OK(store_->Apply({}, [&](storage::Txn& txn) -> absl::StatusOr<std::string> {
      ZGC_ASSIGN_OR_RETURN(const v1::Calendar before, GetRow(txn, kCalendars, "calendars/2020"));
      v1::Calendar calendar = before;
      calendar.clear_holidays();
      calendar.clear_working_weekends();
      v1::Calendar extended;
      EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(Extended(), &extended));
      calendar.MergeFrom(extended);
      Checks checks;
      ZGC_RETURN_IF_ERROR(CalendarKind().Hold(txn, &before, calendar, checks));
      ZGC_RETURN_IF_ERROR(CalendarKind().Update(txn, before, calendar).status());
      return "";
    }));
  }
  // Seven working days from 20 January 2020: to 4 February as announced, to 6 February with the
  // days that were added.
  absl::StatusOr<v1::Matter> AddSevenDays(const std::string& id) {
    return AddMatter(id, "received_date: '2020-01-20' working_days: 7");
  }
  v1::Matter Kept(const std::string& id) { return Find(kMatters, "matters/" + id); }
};

}  // namespace zgc::supervision
