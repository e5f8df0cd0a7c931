#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "common/base/actor.h"
#include "common/records/kind.h"
#include "common/storage/page.h"
#include "common/storage/reader.h"
#include "common/storage/txn.h"
#include "zgc/supervision/v1/calendar_service.pb.h"
#include "zgc/supervision/v1/calendars.pb.h"

// Calendars, without gRPC: what is refused and how is said in supervision_reporting/rpc/services.h.
// Thread-safe as the reader is.
namespace zgc::supervision {

const records::KindOf<v1::Calendar>& CalendarKind();

// What a request that only asks would do to deadlines, of all that there are; of another nothing.
absl::StatusOr<v1::CalendarEffect> TryCreateCalendar(const storage::Reader& reader,
                                                     const v1::CreateCalendarRequest& request);
absl::StatusOr<v1::CalendarEffect> TryUpdateCalendar(const storage::Reader& reader,
                                                     const v1::UpdateCalendarRequest& request);
// A request that only asks does nothing to them.
absl::StatusOr<v1::Calendar> CreateCalendar(storage::Txn& txn, const base::Actor& actor,
                                            const v1::CreateCalendarRequest& request);
absl::StatusOr<v1::Calendar> UpdateCalendar(storage::Txn& txn, const base::Actor& actor,
                                            const v1::UpdateCalendarRequest& request);
absl::StatusOr<v1::Calendar> GetCalendar(const storage::Reader& reader,
                                         const v1::GetCalendarRequest& request);
absl::StatusOr<std::string> ListCalendars(const storage::Reader& reader,
                                          const v1::ListCalendarsRequest& request,
                                          const storage::Page& page,
                                          v1::ListCalendarsResponse& response);
absl::StatusOr<v1::ComputeDeadlineResponse> ComputeDeadline(
    const storage::Reader& reader, const v1::ComputeDeadlineRequest& request);

}  // namespace zgc::supervision
