#include "services/park_region/store/schema.h"

#include "common/figures/book_schema.h"
#include "common/records/records_schema.h"
#include "services/park_region/store/enterprise_names.h"

namespace zgc::parks {

storage::Schema ParkRegionSchema() {
  return records::WithRecords({
      .name = "park_region",
      .columns = storage::Columns(
          kRegions, kParks, kParkEvents, kEnterprises, kProjects, kRegistrations, kAgreements,
          kSpaces, kDemands, kQualificationKinds, kEnterpriseQualifications, kPlatforms,
          kAssessmentRuleSets, kAssessments, kAssessmentsByYear, kRegionsByCode, kEnterprisesByUscc,
          kRegistrationsByEnterprise, kSpacesByParent, kQualificationsByEnterprise,
          kQualificationsByCertificate, kImports, kImportBatches, kImportKeys,
          kEnterprisesByNormalName, figures::BookColumns()),
      .derived = EnterpriseNames(),
  });
}

}  // namespace zgc::parks
