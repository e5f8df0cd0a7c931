#include "services/park_region/store/schema.h"

#include "common/figures/book_schema.h"
#include "common/records/records_schema.h"

namespace zgc::parks {

storage::Schema ParkRegionSchema() {
  return records::WithRecords({
      .name = "park_region",
      .columns = storage::Columns(
          kRegions, kParks, kParkEvents, kEnterprises, kProjects, kRegistrations, kAgreements,
          kSpaces, kDemands, kQualificationKinds, kEnterpriseQualifications, kInvestmentEntries,
          kRegionsByCode, kInvestmentsByProject, kEnterprisesByUscc, kRegistrationsByEnterprise,
          kSpacesByParent, kQualificationsByEnterprise, kQualificationsByCertificate,
          figures::BookColumns()),
  });
}

}  // namespace zgc::parks
