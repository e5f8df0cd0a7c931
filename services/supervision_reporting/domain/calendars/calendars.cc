#include "services/supervision_reporting/domain/calendars/calendars.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "common/base/time/dates.h"
#include "common/base/time/working_days.h"
#include "common/query/list.h"
#include "common/resource/rows.h"
#include "services/supervision_reporting/store/schema.h"
#include "zgc/supervision/v1/calendar_service.pb.h"
#include "zgc/supervision/v1/calendars.pb.h"

namespace zgc::supervision {
namespace {

constexpr int kMaxWorkingDays = 1000;

// The days among the texts: what is none is said by the contract.
std::vector<absl::CivilDay> DaysOf(const google::protobuf::RepeatedPtrField<std::string>& texts) {
  std::vector<absl::CivilDay> days;
  for (const std::string& text : texts) {
    const auto day = base::ParseDate(text);
    if (day.ok()) days.push_back(*day);
  }
  return days;
}

absl::Status AddTo(base::WorkingDays& days, const v1::Calendar& calendar) {
  return days.AddYear(calendar.year(), DaysOf(calendar.holidays()),
                      DaysOf(calendar.working_weekends()));
}

// Whether the calendar may be kept.
absl::Status CheckCalendar(const storage::Reader&, const v1::Calendar* before,
                           v1::Calendar& calendar, Checks& checks) {
  if (calendar.year() < 1 || calendar.year() > 9999) {
    checks.Add("calendar.year", "must be 1 to 9999");
    return absl::OkStatus();
  }
  base::WorkingDays days;
  const absl::Status added = AddTo(days, calendar);
  if (!added.ok()) checks.Add("calendar", added.message());
  calendar.set_version(before == nullptr ? 1 : before->version() + 1);
  return absl::OkStatus();
}

}  // namespace

const records::KindOf<v1::Calendar>& CalendarKind() {
  static const auto* const kind = new records::KindOf<v1::Calendar>(
      kCalendars, {.created_by = "/zgc.supervision.v1.CalendarService/CreateCalendar",
                   .field = "calendar",
                   .check = &CheckCalendar});
  return *kind;
}

absl::StatusOr<v1::ComputeDeadlineResponse> EndOf(const storage::Reader& reader,
                                                  const WorkingTime& time, absl::string_view prefix,
                                                  Checks& checks) {
  const std::string days_field = absl::StrCat(prefix, "working_days");
  const std::string calendars_field = absl::StrCat(prefix, "calendars");
  v1::ComputeDeadlineResponse answer;
  checks.Expect(time.working_days >= 1 && time.working_days <= kMaxWorkingDays, days_field,
                absl::StrCat("must be 1 to ", kMaxWorkingDays));
  checks.Expect(!time.calendars.empty(), calendars_field, "needs at least one");
  base::WorkingDays days;
  std::vector<std::string> names(time.calendars.begin(), time.calendars.end());
  std::sort(names.begin(), names.end());
  for (const std::string& name : names) {
    ZGC_ASSIGN_OR_RETURN(const auto calendar, kCalendars.Get(reader, {name}));
    if (!calendar.has_value()) continue;
    const absl::Status added = AddTo(days, *calendar);
    if (!added.ok()) checks.Add(calendars_field, added.message());
    auto* used = answer.add_calendars();
    used->set_calendar(name);
    used->set_version(calendar->version());
  }
  const auto start = base::ParseDate(time.start_date);
  if (!start.ok() || !checks.empty()) return v1::ComputeDeadlineResponse();
  const auto deadline = days.Deadline(*start, time.working_days);
  if (!deadline.ok()) {
    checks.Add(calendars_field, deadline.status().message());
    return v1::ComputeDeadlineResponse();
  }
  answer.set_deadline(base::FormatDate(*deadline));
  return answer;
}

absl::StatusOr<v1::Calendar> CreateCalendar(storage::Txn& txn, const base::Actor&,
                                            const v1::CreateCalendarRequest& request) {
  v1::Calendar calendar = request.calendar();
  calendar.set_name(absl::StrCat("calendars/", request.calendar_id()));
  Checks checks(txn, request);
  ZGC_RETURN_IF_ERROR(CalendarKind().Hold(txn, nullptr, calendar, checks));
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  return CalendarKind().Create(txn, std::move(calendar));
}

absl::StatusOr<v1::Calendar> UpdateCalendar(storage::Txn& txn, const base::Actor&,
                                            const v1::UpdateCalendarRequest& request) {
  Checks checks(txn, request);
  if (request.name().empty()) return checks.ToStatus();
  ZGC_ASSIGN_OR_RETURN(const v1::Calendar before, GetForUpdate(txn, kCalendars, request));
  v1::Calendar calendar = before;
  *calendar.mutable_holidays() = request.calendar().holidays();
  *calendar.mutable_working_weekends() = request.calendar().working_weekends();
  calendar.set_document(request.calendar().document());
  calendar.set_display_name(request.calendar().display_name());
  ZGC_RETURN_IF_ERROR(CalendarKind().Hold(txn, &before, calendar, checks));
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  return CalendarKind().Update(txn, before, std::move(calendar));
}

absl::StatusOr<v1::Calendar> GetCalendar(const storage::Reader& reader,
                                         const v1::GetCalendarRequest& request) {
  return GetRow(reader, kCalendars, request.name());
}

absl::StatusOr<std::string> ListCalendars(const storage::Reader& reader,
                                          const v1::ListCalendarsRequest& request,
                                          const storage::Page& page,
                                          v1::ListCalendarsResponse& response) {
  return query::List(reader, kCalendars.column(), request, page, response);
}

absl::StatusOr<v1::ComputeDeadlineResponse> ComputeDeadline(
    const storage::Reader& reader, const v1::ComputeDeadlineRequest& request) {
  Checks checks(reader, request);
  const WorkingTime time{request.start_date(), request.working_days(), request.calendars()};
  ZGC_ASSIGN_OR_RETURN(v1::ComputeDeadlineResponse answer, EndOf(reader, time, "", checks));
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  return answer;
}

}  // namespace zgc::supervision
