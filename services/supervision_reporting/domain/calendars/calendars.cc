#include "services/supervision_reporting/domain/calendars/calendars.h"

#include <utility>

#include "common/base/time/working_days.h"
#include "common/query/list.h"
#include "common/resource/rows.h"
#include "services/supervision_reporting/domain/calendars/working_time.h"
#include "services/supervision_reporting/domain/matters/deadlines.h"
#include "services/supervision_reporting/store/schema.h"
#include "zgc/supervision/v1/calendar_service.pb.h"
#include "zgc/supervision/v1/calendars.pb.h"

namespace zgc::supervision {
namespace {

// A change computes so many deadlines anew in its commit.
constexpr int kMovedAtOnce = 1'000;

// Whether the calendar may be the default of its place.
absl::Status CheckDefault(const storage::Reader& reader, const v1::Calendar& calendar,
                          Checks& checks) {
  constexpr char kField[] = "calendar.jurisdiction";
  if (calendar.jurisdiction().empty()) return absl::OkStatus();
  const absl::Status form = CheckJurisdiction(calendar.jurisdiction());
  if (!form.ok()) checks.Add(kField, form.message());
  ZGC_ASSIGN_OR_RETURN(const Calendars calendars, Calendars::Read(reader));
  for (const v1::Calendar& other : calendars.all()) {
    if (other.name() == calendar.name() || other.year() != calendar.year()) continue;
    checks.Expect(other.jurisdiction() != calendar.jurisdiction(), kField,
                  absl::StrCat(other.name(), " is the default of ", other.jurisdiction(), " in ",
                               other.year()));
  }
  return absl::OkStatus();
}

// Whether the calendar may be kept. What rests on it waits to be computed anew.
absl::Status CheckCalendar(const storage::Reader& reader, const v1::Calendar* before,
                           v1::Calendar& calendar, Checks& checks) {
  if (calendar.year() < 1 || calendar.year() > 9999) {
    checks.Add("calendar.year", "must be 1 to 9999");
    return absl::OkStatus();
  }
  base::WorkingDays days;
  const absl::Status added = AddTo(days, calendar);
  if (!added.ok()) checks.Add("calendar", added.message());
  calendar.set_version(before == nullptr ? 1 : before->version() + 1);
  calendar.clear_effect();
  calendar.mutable_effect()->set_unfinished(true);
  return CheckDefault(reader, calendar, checks);
}

// Computes what rests on the calendar anew, as far as one commit goes, and returns it with what
// that has done.
absl::StatusOr<v1::Calendar> TakeEffect(storage::Txn& txn, const base::Actor& actor,
                                        const v1::Calendar& calendar) {
  ZGC_RETURN_IF_ERROR(RecomputeNext(txn, actor, kMovedAtOnce).status());
  return GetRow(txn, kCalendars, calendar.name());
}

v1::Calendar AsCreated(const v1::CreateCalendarRequest& request) {
  v1::Calendar calendar = request.calendar();
  calendar.set_name(absl::StrCat("calendars/", request.calendar_id()));
  return calendar;
}

v1::Calendar AsUpdated(const v1::Calendar& before, const v1::UpdateCalendarRequest& request) {
  v1::Calendar calendar = before;
  *calendar.mutable_holidays() = request.calendar().holidays();
  *calendar.mutable_working_weekends() = request.calendar().working_weekends();
  *calendar.mutable_sources() = request.calendar().sources();
  calendar.set_document(request.calendar().document());
  calendar.set_document_date(request.calendar().document_date());
  calendar.set_display_name(request.calendar().display_name());
  return calendar;
}

// What is wrong with the calendar is said where it would be written.
absl::StatusOr<v1::CalendarEffect> EffectIfRight(const storage::Reader& reader,
                                                 const v1::Calendar* before,
                                                 v1::Calendar calendar) {
  Checks checks;
  ZGC_RETURN_IF_ERROR(CalendarKind().Hold(reader, before, calendar, checks));
  return checks.empty() ? EffectOf(reader, calendar) : v1::CalendarEffect();
}

}  // namespace

const records::KindOf<v1::Calendar>& CalendarKind() {
  static const auto* const kind = new records::KindOf<v1::Calendar>(
      kCalendars, {.created_by = "/zgc.supervision.v1.CalendarService/CreateCalendar",
                   .field = "calendar",
                   .check = &CheckCalendar});
  return *kind;
}

absl::StatusOr<v1::CalendarEffect> TryCreateCalendar(const storage::Reader& reader,
                                                     const v1::CreateCalendarRequest& request) {
  if (!request.validate_only()) return v1::CalendarEffect();
  return EffectIfRight(reader, nullptr, AsCreated(request));
}

absl::StatusOr<v1::CalendarEffect> TryUpdateCalendar(const storage::Reader& reader,
                                                     const v1::UpdateCalendarRequest& request) {
  if (!request.validate_only()) return v1::CalendarEffect();
  ZGC_ASSIGN_OR_RETURN(const auto before, kCalendars.Get(reader, {request.name()}));
  if (!before.has_value()) return v1::CalendarEffect();
  return EffectIfRight(reader, &*before, AsUpdated(*before, request));
}

absl::StatusOr<v1::Calendar> CreateCalendar(storage::Txn& txn, const base::Actor& actor,
                                            const v1::CreateCalendarRequest& request) {
  v1::Calendar calendar = AsCreated(request);
  Checks checks(txn, request);
  ZGC_RETURN_IF_ERROR(CalendarKind().Hold(txn, nullptr, calendar, checks));
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  ZGC_ASSIGN_OR_RETURN(calendar, CalendarKind().Create(txn, std::move(calendar)));
  return request.validate_only() ? calendar : TakeEffect(txn, actor, calendar);
}

absl::StatusOr<v1::Calendar> UpdateCalendar(storage::Txn& txn, const base::Actor& actor,
                                            const v1::UpdateCalendarRequest& request) {
  Checks checks(txn, request);
  if (request.name().empty()) return checks.ToStatus();
  ZGC_ASSIGN_OR_RETURN(const v1::Calendar before, GetForUpdate(txn, kCalendars, request));
  v1::Calendar calendar = AsUpdated(before, request);
  checks.Expect(calendar.document_date() >= before.document_date(), "calendar.document_date",
                absl::StrCat("is before ", before.document_date(), ", the day of ",
                             before.document(), ", which is in force"));
  ZGC_RETURN_IF_ERROR(CalendarKind().Hold(txn, &before, calendar, checks));
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  ZGC_ASSIGN_OR_RETURN(calendar, CalendarKind().Update(txn, before, std::move(calendar)));
  return request.validate_only() ? calendar : TakeEffect(txn, actor, calendar);
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
  const WorkingTime time{request.start_date(), request.working_days(), request.calendars(),
                         request.jurisdiction()};
  ZGC_ASSIGN_OR_RETURN(const Calendars calendars, Calendars::Read(reader));
  v1::ComputeDeadlineResponse answer = calendars.EndOf(time, "", checks);
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  return answer;
}

}  // namespace zgc::supervision
