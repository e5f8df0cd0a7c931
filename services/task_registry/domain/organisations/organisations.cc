#include "services/task_registry/domain/organisations/organisations.h"

#include "common/base/codes.h"
#include "common/base/time/dates.h"
#include "common/query/list.h"
#include "common/resource/masks.h"
#include "common/resource/rows.h"
#include "services/task_registry/domain/tasks/field_checks.h"
#include "services/task_registry/store/schema.h"
#include "zgc/tasks/v1/organisation_service.pb.h"
#include "zgc/tasks/v1/organisations.pb.h"

namespace zgc::tasks {
namespace {

void CheckMemberships(const v1::Organisation& organisation, Checks& checks) {
  for (int i = 0; i < organisation.memberships_size(); ++i) {
    const v1::OrganisationMembership& one = organisation.memberships(i);
    const std::string field = absl::StrCat("organisation.memberships[", i, "]");
    checks.Expect(one.organisation() != organisation.name(), absl::StrCat(field, ".organisation"),
                  "it is no member of itself");
    const auto from = base::ParseReducedDate(one.from_date());
    const auto to = base::ParseReducedDate(one.to_date());
    checks.Expect(!from.ok() || !to.ok() || from->first <= to->last,
                  absl::StrCat(field, ".to_date"),
                  absl::StrCat(one.to_date(), " is before ", one.from_date()));
  }
}

absl::Status CheckOrganisation(const storage::Reader& reader, const v1::Organisation*,
                               v1::Organisation& organisation, Checks& checks) {
  CheckCount(organisation.member_count(), organisation.member_state(), "organisation.member_count",
             checks);
  if (organisation.item_count() == 0) organisation.set_item_count(1);
  CheckMemberships(organisation, checks);
  if (!organisation.jurisdiction().empty()) {
    const absl::Status code = base::CheckRegionCode(organisation.jurisdiction());
    if (!code.ok()) checks.Add("organisation.jurisdiction", code.message());
  }
  for (int i = 0; i < organisation.integrity_reports_size(); ++i) {
    ZGC_RETURN_IF_ERROR(
        checks.NotAfterToday(reader, organisation.integrity_reports(i).date(),
                             absl::StrCat("organisation.integrity_reports[", i, "].date")));
  }
  return CheckParent(reader, kOrganisations, organisation, "organisation.parent", checks);
}

}  // namespace

const records::KindOf<v1::Organisation>& OrganisationKind() {
  static const auto* const kind = new records::KindOf<v1::Organisation>(
      kOrganisations, {.created_by = "/zgc.tasks.v1.OrganisationService/CreateOrganisation",
                       .field = "organisation",
                       .check = &CheckOrganisation});
  return *kind;
}

absl::StatusOr<v1::Organisation> CreateOrganisation(storage::Txn& txn, const base::Actor&,
                                                    const v1::CreateOrganisationRequest& request) {
  v1::Organisation organisation = request.organisation();
  organisation.set_name(absl::StrCat("organisations/", request.organisation_id()));
  Checks checks(txn, request);
  ZGC_RETURN_IF_ERROR(OrganisationKind().Hold(txn, nullptr, organisation, checks));
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  return OrganisationKind().Create(txn, std::move(organisation));
}

absl::StatusOr<v1::Organisation> UpdateOrganisation(storage::Txn& txn, const base::Actor&,
                                                    const v1::UpdateOrganisationRequest& request) {
  ZGC_ASSIGN_OR_RETURN(v1::Organisation organisation,
                       GetForUpdate(txn, kOrganisations, request.organisation()));
  Checks checks(txn, request);
  ApplyUpdate(txn, request, checks, organisation);
  ZGC_RETURN_IF_ERROR(OrganisationKind().Hold(txn, nullptr, organisation, checks));
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
  return query::List(reader, kOrganisations.column(), request, page, response);
}

}  // namespace zgc::tasks
