#include "services/park_region/store/schema.h"

#include "common/figures/book_schema.h"
#include "common/records/records_schema.h"

namespace zgc::parks {

storage::Schema ParkRegionSchema() {
  return records::WithRecords({
      .name = "park_region",
      .columns = storage::Columns(
          kRegions, kParks, kParkEvents, kEnterprises, kProjects, kRegistrations, kAgreements,
          kSpaces, kDemands, kQualificationKinds, kEnterpriseQualifications, kRegionsByCode,
          kEnterprisesByUscc, kRegistrationsByEnterprise, kSpacesByParent,
          kQualificationsByEnterprise, kQualificationsByCertificate, kReturnForms,
          kEnterpriseReturns, kReleaseDrafts, kStatisticReleases, kReturnsOfEnterprises,
          kReturnsOfMonths, kMonthsOfForms, kOpenDrafts, kReleasesOfMonths, figures::BookColumns()),
  });
}

}  // namespace zgc::parks
