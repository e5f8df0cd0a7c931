#include "services/supervision_reporting/domain/information/information_events.h"

#include <utility>

#include "common/base/time/dates.h"
#include "common/query/list.h"
#include "common/resource/checks.h"
#include "common/resource/rows.h"
#include "services/supervision_reporting/domain/children.h"
#include "services/supervision_reporting/domain/counts.h"
#include "services/supervision_reporting/domain/information/information.h"
#include "services/supervision_reporting/store/schema.h"
#include "zgc/supervision/v1/information.pb.h"
#include "zgc/supervision/v1/information_service.pb.h"

namespace zgc::supervision {
namespace {

std::string EventPrefix(const std::string& item) { return absl::StrCat(item, "/events/"); }

// What happened after submission happened not before it.
absl::Status CheckDate(const v1::InformationItem& item, const std::string& date, Checks& checks) {
  const auto event = base::ParseReducedDate(date);
  if (!event.ok()) return absl::OkStatus();
  ZGC_ASSIGN_OR_RETURN(const auto submitted, base::ParseReducedDate(item.submitted_date()));
  checks.Ordered(submitted.first, event->last, "date");
  return absl::OkStatus();
}

template <typename Request>
absl::StatusOr<v1::InformationEvent> Append(storage::Txn& txn, const base::Actor& actor,
                                            absl::string_view method, v1::InformationEventKind kind,
                                            const Request& request) {
  Checks checks(txn, request);
  if (request.information_item().empty()) return checks.ToStatus();
  ZGC_ASSIGN_OR_RETURN(const v1::InformationItem item,
                       GetRow(txn, kInformationItems, request.information_item()));
  ZGC_RETURN_IF_ERROR(InformationLifecycle().Check(txn, actor, method, item));
  v1::InformationEvent event;
  event.set_name(absl::StrCat(EventPrefix(item.name()), request.event_id()));
  event.set_information_item(item.name());
  event.set_kind(kind);
  event.set_body(request.body());
  event.set_item_count(CountOf(request.item_count()));
  event.set_date(request.date());
  event.set_document(request.document());
  event.set_author(actor.responsible());
  ZGC_RETURN_IF_ERROR(CheckDate(item, event.date(), checks));
  ZGC_ASSIGN_OR_RETURN(const int32_t before, CountEvents(txn, item.name(), kind, event.body()));
  checks.Expect(event.item_count() <= item.item_count() - before, "item_count",
                absl::StrCat(before, " of ", item.item_count(), " were entered before"));
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  return InformationEventKind().Create(txn, std::move(event));
}

}  // namespace

// It is never changed: one that is wrong is voided and entered anew.
const records::KindOf<v1::InformationEvent>& InformationEventKind() {
  static const auto* const kind = new records::KindOf<v1::InformationEvent>(
      kInformationEvents, {.created_by = "/zgc.supervision.v1.InformationService/AdoptInformation",
                           .field = "information_event"});
  return *kind;
}

absl::Status ForEachEvent(const storage::Reader& reader, const std::string& information_item,
                          absl::FunctionRef<bool(const v1::InformationEvent&)> visit) {
  return ForEachChild<v1::InformationEvent>(reader, kInformationEvents,
                                            EventPrefix(information_item), visit);
}

absl::StatusOr<int32_t> CountEvents(const storage::Reader& reader,
                                    const std::string& information_item,
                                    v1::InformationEventKind kind, v1::InformationBody body) {
  int32_t count = 0;
  ZGC_RETURN_IF_ERROR(
      ForEachEvent(reader, information_item, [&](const v1::InformationEvent& event) {
        if (event.kind() == kind && event.body() == body) count += event.item_count();
        return true;
      }));
  return count;
}

absl::StatusOr<v1::InformationEvent> AdoptInformation(storage::Txn& txn, const base::Actor& actor,
                                                      const v1::AdoptInformationRequest& request) {
  return Append(txn, actor, "AdoptInformation", v1::INFORMATION_EVENT_KIND_ADOPTION, request);
}

absl::StatusOr<v1::InformationEvent> InstructInformation(
    storage::Txn& txn, const base::Actor& actor, const v1::InstructInformationRequest& request) {
  return Append(txn, actor, "InstructInformation", v1::INFORMATION_EVENT_KIND_INSTRUCTION, request);
}

absl::StatusOr<v1::InformationEvent> GetInformationEvent(
    const storage::Reader& reader, const v1::GetInformationEventRequest& request) {
  return GetRow(reader, kInformationEvents, request.name());
}

absl::StatusOr<std::string> ListInformationEvents(const storage::Reader& reader,
                                                  const v1::ListInformationEventsRequest& request,
                                                  const storage::Page& page,
                                                  v1::ListInformationEventsResponse& response) {
  return query::List(reader, kInformationEvents.column(), request, page, response);
}

}  // namespace zgc::supervision
