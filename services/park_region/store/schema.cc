#include "services/park_region/store/schema.h"

#include "common/figures/book_schema.h"

namespace zgc::parks {

storage::Schema ParkRegionSchema() {
  storage::Schema schema;
  schema.name = "park_region";
  schema.version = 1;
  schema.columns = {kRegions.column(),           kParks.column(),
                    kParkEvents.column(),        kEnterprises.column(),
                    kProjects.column(),          kRegistrations.column(),
                    kAgreements.column(),        kSpaces.column(),
                    kDemands.column(),           kRegionsByCode.column(),
                    kEnterprisesByUscc.column(), kRegistrationsByEnterprise.column(),
                    kSpacesByParent.column()};
  for (const storage::Column& column : figures::BookColumns()) schema.columns.push_back(column);
  return schema;
}

}  // namespace zgc::parks
