#include "services/park_region/domain/kinds.h"

#include "common/records/evidence.h"
#include "services/park_region/domain/agreements/agreements.h"
#include "services/park_region/domain/demands/demands.h"
#include "services/park_region/domain/enterprises/enterprises.h"
#include "services/park_region/domain/enterprises/registrations.h"
#include "services/park_region/domain/parks/park_events.h"
#include "services/park_region/domain/parks/parks.h"
#include "services/park_region/domain/projects/investments.h"
#include "services/park_region/domain/projects/projects.h"
#include "services/park_region/domain/qualifications/qualification_kinds.h"
#include "services/park_region/domain/qualifications/qualifications.h"
#include "services/park_region/domain/regions/regions.h"
#include "services/park_region/domain/spaces/spaces.h"

namespace zgc::parks {

const records::Kinds& ParkRegionKinds() {
  static const auto* const kinds = new records::Kinds(
      {&RegionKind(), &ParkKind(), &ParkEventKind(), &EnterpriseKind(), &RegistrationKind(),
       &ProjectKind(), &AgreementKind(), &SpaceKind(), &DemandKind(), &QualificationKindKind(),
       &EnterpriseQualificationKind(), &InvestmentEntryKind(), &records::EvidenceKind()});
  return *kinds;
}

}  // namespace zgc::parks
