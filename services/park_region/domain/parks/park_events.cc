#include "services/park_region/domain/parks/park_events.h"

#include "common/query/list.h"
#include "common/resource/checks.h"
#include "common/resource/rows.h"
#include "services/park_region/store/schema.h"
#include "zgc/parks/v1/park_service.pb.h"
#include "zgc/parks/v1/parks.pb.h"

namespace zgc::parks {
namespace {

absl::Status CheckEvent(const storage::Reader& reader, const v1::ParkEvent*, v1::ParkEvent& event,
                        Checks& checks) {
  if (event.kind() == v1::PARK_EVENT_KIND_OTHER) checks.Required(event.note(), "park_event.note");
  return checks.NotAfterToday(reader, event.date(), "park_event.date");
}

}  // namespace

const records::KindOf<v1::ParkEvent>& ParkEventKind() {
  static const auto* const kind = new records::KindOf<v1::ParkEvent>(
      kParkEvents, {.created_by = "/zgc.parks.v1.ParkService/CreateParkEvent",
                    .field = "park_event",
                    .check = &CheckEvent});
  return *kind;
}

absl::StatusOr<v1::ParkEvent> CreateParkEvent(storage::Txn& txn, const base::Actor&,
                                              const v1::CreateParkEventRequest& request) {
  v1::ParkEvent event = request.park_event();
  event.set_name(absl::StrCat("parkEvents/", request.park_event_id()));
  Checks checks(txn, request);
  ZGC_RETURN_IF_ERROR(ParkEventKind().Hold(txn, nullptr, event, checks));
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  return ParkEventKind().Create(txn, std::move(event));
}

absl::StatusOr<v1::ParkEvent> GetParkEvent(const storage::Reader& reader,
                                           const v1::GetParkEventRequest& request) {
  return GetRow(reader, kParkEvents, request.name());
}

absl::StatusOr<std::string> ListParkEvents(const storage::Reader& reader,
                                           const v1::ListParkEventsRequest& request,
                                           const storage::Page& page,
                                           v1::ListParkEventsResponse& response) {
  return query::List(reader, kParkEvents.column(), request, page, response);
}

}  // namespace zgc::parks
