#include "services/park_region/domain/kinds.h"

#include "common/records/evidence.h"
#include "services/park_region/domain/agreements/agreements.h"
#include "services/park_region/domain/demands/demands.h"
#include "services/park_region/domain/enterprises/enterprises.h"
#include "services/park_region/domain/enterprises/registrations.h"
#include "services/park_region/domain/parks/park_events.h"
#include "services/park_region/domain/parks/parks.h"
#include "services/park_region/domain/projects/projects.h"
#include "services/park_region/domain/qualifications/qualification_kinds.h"
#include "services/park_region/domain/qualifications/qualifications.h"
#include "services/park_region/domain/regions/regions.h"
#include "services/park_region/domain/spaces/spaces.h"
#include "services/park_region/store/schema.h"

namespace zgc::parks {

const records::Kinds& ParkRegionKinds() {
  static const auto* const kinds = new records::Kinds(
      {&RegionKind(), &ParkKind(), &ParkEventKind(), &EnterpriseKind(), &RegistrationKind(),
       &ProjectKind(), &AgreementKind(), &SpaceKind(), &DemandKind(), &QualificationKindKind(),
       &EnterpriseQualificationKind(), &records::EvidenceKind()},
      {{v1::Import::descriptor(),
        "what it has created is corrected, or it is taken back as a whole",
        {"/zgc.parks.v1.ImportService/TakeBackImport"}},
       {v1::ImportBatch::descriptor(),
        "it is a part of an import, which is taken back as a whole",
        {"/zgc.parks.v1.ImportService/TakeBackImport"}}});
  return *kinds;
}

}  // namespace zgc::parks
