#include "services/park_region/domain/kinds.h"

#include <string>
#include <vector>

#include "common/records/evidence.h"
#include "services/park_region/domain/agreements/agreements.h"
#include "services/park_region/domain/demands/demands.h"
#include "services/park_region/domain/enterprises/enterprises.h"
#include "services/park_region/domain/enterprises/registrations.h"
#include "services/park_region/domain/parks/park_events.h"
#include "services/park_region/domain/parks/parks.h"
#include "services/park_region/domain/platforms/platforms.h"
#include "services/park_region/domain/projects/investments.h"
#include "services/park_region/domain/projects/projects.h"
#include "services/park_region/domain/qualifications/qualification_kinds.h"
#include "services/park_region/domain/qualifications/qualifications.h"
#include "services/park_region/domain/regions/regions.h"
#include "services/park_region/domain/spaces/spaces.h"
#include "services/park_region/store/schema.h"

namespace zgc::parks {
namespace {

std::string Of(const char* service, const char* method) {
  return absl::StrCat("/zgc.parks.v1.", service, "Service/", method);
}

std::vector<records::FixedType> FixedTypes() {
  return {
      {v1::ReturnForm::descriptor(),
       "another person approved it, and what was reported by it stays: it is ended, and another "
       "one follows",
       {Of("Return", "EndReturnForm"), Of("Return", "CreateReturnForm")}},
      {v1::EnterpriseReturn::descriptor(),
       "it is single data, which corrections would show",
       {Of("Return", "CorrectEnterpriseReturn"), Of("Return", "WithdrawEnterpriseReturn")},
       /*concealed=*/true},
      {v1::ReleaseDraft::descriptor(),
       "it was compiled: it is rejected, and another one is compiled",
       {Of("Release", "RejectReleaseDraft"), Of("Release", "CompileReleaseDraft")}},
      {v1::StatisticRelease::descriptor(),
       "it was released: another one supersedes it",
       {Of("Release", "CompileReleaseDraft")}},
      {v1::Import::descriptor(),
       "what it has created is corrected, or it is taken back as a whole",
       {"/zgc.parks.v1.ImportService/TakeBackImport"}},
      {v1::ImportBatch::descriptor(),
       "it is a part of an import, which is taken back as a whole",
       {"/zgc.parks.v1.ImportService/TakeBackImport"}},
      {v1::AssessmentRuleSet::descriptor(),
       "another person approved it, and what was assessed by it stays: it is ended, and another "
       "one follows",
       {"/zgc.parks.v1.AssessmentService/EndAssessmentRuleSet",
        "/zgc.parks.v1.AssessmentService/CreateAssessmentRuleSet"}},
      {v1::Assessment::descriptor(),
       "each assessor scores again while it is open, and it is withdrawn; what it came to stays",
       {"/zgc.parks.v1.AssessmentService/ScoreAssessment",
        "/zgc.parks.v1.AssessmentService/WithdrawAssessment"}},
  };
}

}  // namespace

const records::Kinds& ParkRegionKinds() {
  static const auto* const kinds =
      new records::Kinds({&RegionKind(), &ParkKind(), &ParkEventKind(), &EnterpriseKind(),
                          &RegistrationKind(), &ProjectKind(), &AgreementKind(), &SpaceKind(),
                          &DemandKind(), &QualificationKindKind(), &EnterpriseQualificationKind(),
                          &PlatformKind(), &InvestmentEntryKind(), &records::EvidenceKind()},
                         FixedTypes());
  return *kinds;
}

}  // namespace zgc::parks
