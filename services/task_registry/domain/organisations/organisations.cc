#include "services/task_registry/domain/organisations/organisations.h"

#include "common/resource/masks.h"
#include "common/resource/rows.h"
#include "services/task_registry/domain/tasks/field_checks.h"
#include "services/task_registry/store/schema.h"
#include "zgc/tasks/v1/organisation_service.pb.h"
#include "zgc/tasks/v1/organisations.pb.h"

namespace zgc::tasks {
namespace {

absl::Status CheckOrganisation(const storage::Reader& reader, v1::Organisation& organisation,
                               Checks& checks) {
  checks.Required(organisation.display_name(), "organisation.display_name");
  checks.Expect(v1::OrganisationKind_IsValid(organisation.kind()) &&
                    organisation.kind() != v1::ORGANISATION_KIND_UNSPECIFIED,
                "organisation.kind", "is required");
  if (!organisation.since_date().empty()) {
    checks.ReducedDate(organisation.since_date(), "organisation.since_date");
  }
  CheckCount(organisation.member_count(), organisation.member_state(), "organisation.member_count",
             checks);
  CheckItemCount(organisation, "organisation.item_count", checks);
  CheckTexts(organisation.evidence(), "organisation.evidence", checks);
  return CheckParent(reader, kOrganisations, organisation, "organisation.parent", checks);
}

}  // namespace

absl::StatusOr<v1::Organisation> CreateOrganisation(storage::Txn& txn, const base::Actor&,
                                                    const v1::CreateOrganisationRequest& request) {
  v1::Organisation organisation = request.organisation();
  organisation.set_name(absl::StrCat("organisations/", request.organisation_id()));
  Checks checks;
  checks.Id(request.organisation_id(), "organisation_id");
  ZGC_RETURN_IF_ERROR(CheckOrganisation(txn, organisation, checks));
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  return Insert(txn, kOrganisations, std::move(organisation));
}

absl::StatusOr<v1::Organisation> UpdateOrganisation(storage::Txn& txn, const base::Actor&,
                                                    const v1::UpdateOrganisationRequest& request) {
  ZGC_ASSIGN_OR_RETURN(v1::Organisation organisation,
                       GetForUpdate(txn, kOrganisations, request.organisation()));
  Checks checks;
  ApplyUpdateMask(request.update_mask(), request.organisation(),
                  {"display_name", "display_name_en", "kind", "country", "level", "since_date",
                   "member_count", "member_state", "parent", "item_count", "evidence"},
                  checks, organisation);
  ZGC_RETURN_IF_ERROR(CheckOrganisation(txn, organisation, checks));
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  return Save(txn, kOrganisations, std::move(organisation));
}

absl::StatusOr<v1::Organisation> GetOrganisation(const storage::Reader& reader,
                                                 const v1::GetOrganisationRequest& request) {
  return GetRow(reader, kOrganisations, request.name());
}

absl::StatusOr<std::string> ListOrganisations(const storage::Reader& reader,
                                              const v1::ListOrganisationsRequest& request,
                                              const storage::Page& page,
                                              v1::ListOrganisationsResponse& response) {
  return ListRows(reader, kOrganisations, page, response.mutable_organisations(),
                  [&](const v1::Organisation& row) {
                    return (request.kind() == 0 || request.kind() == row.kind()) &&
                           Takes(request.country(), row.country()) &&
                           Takes(request.parent(), row.parent());
                  });
}

}  // namespace zgc::tasks
