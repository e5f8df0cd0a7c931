#include "services/supervision_reporting/domain/information/information.h"

#include <utility>

#include "common/base/dates.h"
#include "common/resource/checks.h"
#include "common/resource/duties.h"
#include "common/resource/rows.h"
#include "services/supervision_reporting/domain/counts.h"
#include "services/supervision_reporting/domain/steps.h"
#include "services/supervision_reporting/store/schema.h"
#include "zgc/supervision/v1/information.pb.h"
#include "zgc/supervision/v1/information_service.pb.h"

namespace zgc::supervision {

const Lifecycle& InformationLifecycle() {
  static const auto* const lifecycle = new Lifecycle(
      v1::InformationState_descriptor(),
      {{"SignOffInformationItem", v1::INFORMATION_STATE_DRAFT, v1::INFORMATION_STATE_SIGNED_OFF},
       {"SubmitInformationItem", v1::INFORMATION_STATE_SIGNED_OFF, v1::INFORMATION_STATE_SUBMITTED},
       {"AdoptInformation", v1::INFORMATION_STATE_SUBMITTED, v1::INFORMATION_STATE_SUBMITTED},
       {"InstructInformation", v1::INFORMATION_STATE_SUBMITTED, v1::INFORMATION_STATE_SUBMITTED}});
  return *lifecycle;
}

absl::StatusOr<v1::InformationItem> CreateInformationItem(
    storage::Txn& txn, const base::Actor& actor, const v1::CreateInformationItemRequest& request) {
  v1::InformationItem item = request.information_item();
  item.set_name(absl::StrCat("informationItems/", request.information_item_id()));
  item.set_item_count(CountOf(item.item_count()));
  item.set_state(v1::INFORMATION_STATE_DRAFT);
  item.set_author(actor.responsible());
  item.clear_submitted_date();
  item.clear_steps();
  Checks checks;
  checks.Id(request.information_item_id(), "information_item_id");
  checks.Required(item.title(), "information_item.title");
  CheckCount(item.item_count(), "information_item.item_count", checks);
  if (checks.ReducedDate(item.written_date(), "information_item.written_date")) {
    ZGC_ASSIGN_OR_RETURN(const auto written, base::ParseReducedDate(item.written_date()));
    AddStep(txn, actor, "", InformationLifecycle().NameOf(item.state()), {written.first, "", {}},
            checks, *item.mutable_steps());
  }
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  return Insert(txn, kInformationItems, std::move(item));
}

absl::StatusOr<v1::InformationItem> SignOffInformationItem(
    storage::Txn& txn, const base::Actor& actor, const v1::SignOffInformationItemRequest& request) {
  ZGC_ASSIGN_OR_RETURN(v1::InformationItem item, GetForUpdate(txn, kInformationItems, request));
  ZGC_RETURN_IF_ERROR(
      InformationLifecycle().Check(item.name(), item.state(), "SignOffInformationItem"));
  ZGC_RETURN_IF_ERROR(RequireAnother(actor, item.author(), "wrote", item.name()));
  Checks checks;
  Take(txn, actor, InformationLifecycle(), "SignOffInformationItem", {request.date(), "", {}},
       checks, item);
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  return Save(txn, kInformationItems, std::move(item));
}

absl::StatusOr<v1::InformationItem> SubmitInformationItem(
    storage::Txn& txn, const base::Actor& actor, const v1::SubmitInformationItemRequest& request) {
  ZGC_ASSIGN_OR_RETURN(v1::InformationItem item, GetForUpdate(txn, kInformationItems, request));
  ZGC_RETURN_IF_ERROR(
      InformationLifecycle().Check(item.name(), item.state(), "SubmitInformationItem"));
  item.set_submitted_date(request.submitted_date().empty() ? item.written_date()
                                                           : request.submitted_date());
  Checks checks;
  if (checks.ReducedDate(item.submitted_date(), "submitted_date")) {
    // Known no closer than to a month, it may have been on its last day.
    ZGC_ASSIGN_OR_RETURN(const auto submitted, base::ParseReducedDate(item.submitted_date()));
    Take(txn, actor, InformationLifecycle(), "SubmitInformationItem", {submitted.last, "", {}},
         checks, item);
  }
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
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
  return ListRows(reader, kInformationItems, page, response.mutable_information_items(),
                  [&](const v1::InformationItem& row) {
                    return request.state() == v1::INFORMATION_STATE_UNSPECIFIED ||
                           request.state() == row.state();
                  });
}

}  // namespace zgc::supervision
