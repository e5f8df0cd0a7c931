#include "services/supervision_reporting/domain/information/information.h"

#include <algorithm>
#include <utility>

#include "common/base/time/dates.h"
#include "common/query/list.h"
#include "common/resource/checks.h"
#include "common/resource/rows.h"
#include "services/supervision_reporting/domain/counts.h"
#include "services/supervision_reporting/domain/information/information_events.h"
#include "services/supervision_reporting/domain/transitions.h"
#include "services/supervision_reporting/store/schema.h"
#include "zgc/supervision/v1/information.pb.h"
#include "zgc/supervision/v1/information_service.pb.h"

namespace zgc::supervision {
namespace {

absl::Status CheckItem(const storage::Reader& reader, const v1::InformationItem* before,
                       v1::InformationItem& item, Checks& checks) {
  item.set_item_count(CountOf(item.item_count()));
  if (before == nullptr) return absl::OkStatus();
  const auto written = base::ParseReducedDate(item.written_date());
  if (written.ok() && before->written_date() != item.written_date()) {
    BeginOn(written->first, "information_item.written_date", *item.mutable_steps(), checks);
  }
  ZGC_ASSIGN_OR_RETURN(const int32_t entered, MostEvents(reader, item));
  checks.Expect(entered <= item.item_count(), "information_item.item_count",
                absl::StrCat("its events are of ", entered));
  return absl::OkStatus();
}

bool WasSignedOff(const v1::InformationItem& item) {
  return item.state() == v1::INFORMATION_STATE_SIGNED_OFF ||
         item.state() == v1::INFORMATION_STATE_SUBMITTED;
}

}  // namespace

const records::KindOf<v1::InformationItem>& InformationItemKind() {
  static const auto* const kind = new records::KindOf<v1::InformationItem>(
      kInformationItems,
      {.created_by = "/zgc.supervision.v1.InformationService/CreateInformationItem",
       .field = "information_item",
       .check = &CheckItem,
       .confirmed = &WasSignedOff});
  return *kind;
}

const Lifecycle<v1::InformationItem>& InformationLifecycle() {
  static const auto* const lifecycle = new Lifecycle<v1::InformationItem>({
      {.method = "CreateInformationItem", .to = {v1::INFORMATION_STATE_DRAFT}},
      {.method = "SignOffInformationItem",
       .from = {v1::INFORMATION_STATE_DRAFT},
       .to = {v1::INFORMATION_STATE_SIGNED_OFF},
       .not_by = {"CreateInformationItem", "ReviseInformationItem"}},
      {.method = "ReturnInformationItem",
       .from = {v1::INFORMATION_STATE_DRAFT, v1::INFORMATION_STATE_SIGNED_OFF},
       .to = {v1::INFORMATION_STATE_RETURNED},
       .not_by = {"CreateInformationItem"}},
      {.method = "ReviseInformationItem",
       .from = {v1::INFORMATION_STATE_RETURNED},
       .to = {v1::INFORMATION_STATE_DRAFT},
       .each_counts = true},
      {.method = "SubmitInformationItem",
       .from = {v1::INFORMATION_STATE_SIGNED_OFF},
       .to = {v1::INFORMATION_STATE_SUBMITTED}},
      {.method = "AdoptInformation", .from = {v1::INFORMATION_STATE_SUBMITTED}},
      {.method = "InstructInformation", .from = {v1::INFORMATION_STATE_SUBMITTED}},
  });
  return *lifecycle;
}

absl::StatusOr<v1::InformationItem> CreateInformationItem(
    storage::Txn& txn, const base::Actor& actor, const v1::CreateInformationItemRequest& request) {
  Checks checks(txn, request);
  v1::InformationItem item = request.information_item();
  item.set_name(absl::StrCat("informationItems/", request.information_item_id()));
  ZGC_RETURN_IF_ERROR(InformationItemKind().Hold(txn, nullptr, item, checks));
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  ZGC_ASSIGN_OR_RETURN(const auto written, base::ParseReducedDate(item.written_date()));
  InformationLifecycle().Take(txn, actor, "CreateInformationItem", {written.first, "", {}}, item);
  return InformationItemKind().Create(txn, std::move(item));
}

absl::StatusOr<v1::InformationItem> SignOffInformationItem(
    storage::Txn& txn, const base::Actor& actor, const v1::SignOffInformationItemRequest& request) {
  ZGC_ASSIGN_OR_RETURN(v1::InformationItem item,
                       resource::Begin(txn, actor, kInformationItems, InformationLifecycle(),
                                       "SignOffInformationItem", request));
  Checks checks(txn, request);
  ZGC_RETURN_IF_ERROR(Finish(txn, actor, InformationLifecycle(), "SignOffInformationItem",
                             {request.date(), "", {}}, checks, item));
  return Save(txn, kInformationItems, std::move(item));
}

absl::StatusOr<v1::InformationItem> ReturnInformationItem(
    storage::Txn& txn, const base::Actor& actor, const v1::ReturnInformationItemRequest& request) {
  ZGC_ASSIGN_OR_RETURN(v1::InformationItem item,
                       resource::Begin(txn, actor, kInformationItems, InformationLifecycle(),
                                       "ReturnInformationItem", request));
  Checks checks(txn, request);
  ZGC_RETURN_IF_ERROR(Finish(txn, actor, InformationLifecycle(), "ReturnInformationItem",
                             {request.date(), request.reason(), {}}, checks, item));
  return Save(txn, kInformationItems, std::move(item));
}

absl::StatusOr<v1::InformationItem> ReviseInformationItem(
    storage::Txn& txn, const base::Actor& actor, const v1::ReviseInformationItemRequest& request) {
  ZGC_ASSIGN_OR_RETURN(v1::InformationItem item,
                       resource::Begin(txn, actor, kInformationItems, InformationLifecycle(),
                                       "ReviseInformationItem", request));
  Checks checks(txn, request);
  if (!request.title().empty()) item.set_title(request.title());
  ZGC_RETURN_IF_ERROR(Finish(txn, actor, InformationLifecycle(), "ReviseInformationItem",
                             {request.date(), request.note(), {}}, checks, item));
  return Save(txn, kInformationItems, std::move(item));
}

absl::StatusOr<v1::InformationItem> SubmitInformationItem(
    storage::Txn& txn, const base::Actor& actor, const v1::SubmitInformationItemRequest& request) {
  ZGC_ASSIGN_OR_RETURN(v1::InformationItem item,
                       resource::Begin(txn, actor, kInformationItems, InformationLifecycle(),
                                       "SubmitInformationItem", request));
  Checks checks(txn, request);
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  item.set_submitted_date(request.submitted_date().empty() ? item.written_date()
                                                           : request.submitted_date());
  ZGC_ASSIGN_OR_RETURN(const auto submitted, base::ParseReducedDate(item.submitted_date()));
  const std::string today = DayOfCommit(txn);
  checks.Expect(submitted.first <= today, "submitted_date",
                absl::StrCat(submitted.first, " is after today, ", today));
  // Known no closer than to a month, it may have been on its last day.
  const std::string day = std::min(submitted.last, today);
  const auto* signed_off = LastStepBy(item.steps(), "SignOffInformationItem");
  if (signed_off != nullptr) checks.Ordered(signed_off->date(), day, "submitted_date");
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  InformationLifecycle().Take(txn, actor, "SubmitInformationItem", {day, "", {}}, item);
  return Save(txn, kInformationItems, std::move(item));
}

absl::StatusOr<v1::InformationItem> GetInformationItem(
    const storage::Reader& reader, const v1::GetInformationItemRequest& request) {
  return GetRow(reader, kInformationItems, request.name());
}

absl::StatusOr<std::string> ListInformationItems(const storage::Reader& reader,
                                                 const v1::ListInformationItemsRequest& request,
                                                 const storage::Page& page,
                                                 v1::ListInformationItemsResponse& response) {
  return query::List(reader, kInformationItems.column(), request, page, response);
}

}  // namespace zgc::supervision
