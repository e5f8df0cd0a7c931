#include "services/supervision_reporting/domain/information/information_events.h"

#include <algorithm>
#include <utility>

#include "common/base/time/dates.h"
#include "common/query/list.h"
#include "common/resource/checks.h"
#include "common/resource/rows.h"
#include "services/supervision_reporting/domain/children.h"
#include "services/supervision_reporting/domain/counts.h"
#include "services/supervision_reporting/domain/information/information.h"
#include "services/supervision_reporting/domain/information/information_bodies.h"
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

// What the events of a record of several items share that are of no more items together than there
// are, since nobody knows which an event is of.
std::string OfSeveral(const v1::InformationEvent& event) {
  return absl::StrCat(event.kind(), "|", event.body());
}

// The same of a record of one item: a body adopts it once in an issue, and may give several
// instructions.
std::string OfOne(const v1::InformationEvent& event) {
  if (event.kind() == v1::INFORMATION_EVENT_KIND_INSTRUCTION) return event.name();
  return absl::StrCat(OfSeveral(event), "|", event.periodical(), "|", event.issue());
}

absl::Status CheckCount(const storage::Reader& reader, const v1::InformationItem& item,
                        const v1::InformationEvent& event, Checks& checks) {
  const auto key = item.item_count() > 1 ? &OfSeveral : &OfOne;
  int32_t before = 0;
  ZGC_RETURN_IF_ERROR(ForEachEvent(reader, item.name(), [&](const v1::InformationEvent& other) {
    if (key(other) == key(event)) before += other.item_count();
    return true;
  }));
  checks.Expect(event.item_count() <= item.item_count() - before, "item_count",
                absl::StrCat(before, " of ", item.item_count(), " were entered before"));
  return absl::OkStatus();
}

// Who takes it up, and in what, is there on the day.
absl::Status CheckBodyOn(const storage::Reader& reader, v1::InformationEvent& event,
                         Checks& checks) {
  const auto day = base::ParseReducedDate(event.date());
  ZGC_ASSIGN_OR_RETURN(const auto body, kInformationBodies.Get(reader, {event.body()}));
  if (body.has_value()) {
    event.set_level(body->level());
    checks.Expect(!day.ok() || MayBeThere(*body, *day), "body",
                  absl::StrCat(body->name(), " is not there on ", event.date()));
  }
  checks.Expect(event.issue().empty() || !event.periodical().empty(), "periodical",
                "is missing for the issue");
  ZGC_ASSIGN_OR_RETURN(const auto printed,
                       kInformationPeriodicals.Get(reader, {event.periodical()}));
  if (!printed.has_value()) return absl::OkStatus();
  checks.Expect(printed->body() == event.body(), "periodical",
                absl::StrCat(printed->name(), " is one of ", printed->body()));
  checks.Expect(!day.ok() || MayBeThere(*printed, *day), "periodical",
                absl::StrCat(printed->name(), " is not there on ", event.date()));
  return absl::OkStatus();
}

template <typename Request>
absl::StatusOr<v1::InformationEvent> Append(storage::Txn& txn, const base::Actor& actor,
                                            absl::string_view method, v1::InformationEventKind kind,
                                            const Request& request,
                                            const std::string& subject = "") {
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
  event.set_periodical(request.periodical());
  event.set_issue(request.issue());
  event.set_subject(subject);
  event.set_item_count(CountOf(request.item_count()));
  event.set_date(request.date());
  event.set_document(request.document());
  event.set_author(actor.responsible());
  ZGC_RETURN_IF_ERROR(CheckDate(item, event.date(), checks));
  ZGC_RETURN_IF_ERROR(CheckBodyOn(txn, event, checks));
  ZGC_RETURN_IF_ERROR(CheckCount(txn, item, event, checks));
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  return InformationEventKind().Create(txn, std::move(event));
}

}  // namespace

// It is not corrected: one that is wrong is voided and entered anew.
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

absl::StatusOr<absl::btree_map<std::string, int32_t>> AdoptedBy(const storage::Reader& reader,
                                                                const v1::InformationItem& item) {
  absl::btree_map<std::string, int32_t> counts;
  ZGC_RETURN_IF_ERROR(ForEachEvent(reader, item.name(), [&](const v1::InformationEvent& event) {
    if (event.kind() != v1::INFORMATION_EVENT_KIND_ADOPTION) return true;
    int32_t& count = counts[event.body()];
    count = std::min(count + event.item_count(), item.item_count());
    return true;
  }));
  return counts;
}

absl::StatusOr<int32_t> MostEvents(const storage::Reader& reader, const v1::InformationItem& item) {
  absl::btree_map<std::string, int32_t> counts;
  int32_t most = 0;
  ZGC_RETURN_IF_ERROR(ForEachEvent(reader, item.name(), [&](const v1::InformationEvent& event) {
    int32_t& count = counts[item.item_count() > 1 ? OfSeveral(event) : OfOne(event)];
    count += event.item_count();
    most = std::max(most, count);
    return true;
  }));
  return most;
}

absl::StatusOr<v1::InformationEvent> AdoptInformation(storage::Txn& txn, const base::Actor& actor,
                                                      const v1::AdoptInformationRequest& request) {
  return Append(txn, actor, "AdoptInformation", v1::INFORMATION_EVENT_KIND_ADOPTION, request);
}

absl::StatusOr<v1::InformationEvent> InstructInformation(
    storage::Txn& txn, const base::Actor& actor, const v1::InstructInformationRequest& request) {
  return Append(txn, actor, "InstructInformation", v1::INFORMATION_EVENT_KIND_INSTRUCTION, request,
                request.subject());
}

absl::StatusOr<v1::InformationEvent> RecordInstructionFollowUp(
    storage::Txn& txn, const base::Actor& actor,
    const v1::RecordInstructionFollowUpRequest& request) {
  Checks checks(txn, request);
  if (request.name().empty()) return checks.ToStatus();
  ZGC_ASSIGN_OR_RETURN(const v1::InformationEvent before,
                       GetForUpdate(txn, kInformationEvents, request));
  checks.Expect(before.kind() == v1::INFORMATION_EVENT_KIND_INSTRUCTION, "name",
                absl::StrCat(before.name(), " is no instruction"));
  const auto given = base::ParseReducedDate(before.date());
  if (base::ValidDate(request.date())) {
    if (given.ok()) checks.Ordered(given->first, request.date(), "date");
    checks.Expect(request.date() <= DayOfCommit(txn), "date",
                  absl::StrCat(request.date(), " is after today"));
  }
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  v1::InformationEvent event = before;
  v1::InstructionFollowUp& done = *event.add_follow_ups();
  done.set_date(request.date());
  done.set_text(request.text());
  done.set_author(actor.responsible());
  return InformationEventKind().Update(txn, before, std::move(event));
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
