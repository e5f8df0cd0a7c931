#include "services/park_region/rpc/services.h"

#include "common/records/amounts.h"
#include "common/records/record_service.h"
#include "common/rpc/call/method.h"
#include "services/park_region/domain/agreements/agreements.h"
#include "services/park_region/domain/demands/demands.h"
#include "services/park_region/domain/enterprises/enterprises.h"
#include "services/park_region/domain/enterprises/merges.h"
#include "services/park_region/domain/enterprises/registrations.h"
#include "services/park_region/domain/imports/import_rows.h"
#include "services/park_region/domain/imports/imports.h"
#include "services/park_region/domain/kinds.h"
#include "services/park_region/domain/parks/park_events.h"
#include "services/park_region/domain/parks/parks.h"
#include "services/park_region/domain/platforms/assessment_rules.h"
#include "services/park_region/domain/platforms/assessments.h"
#include "services/park_region/domain/platforms/platforms.h"
#include "services/park_region/domain/projects/projects.h"
#include "services/park_region/domain/qualifications/qualification_kinds.h"
#include "services/park_region/domain/qualifications/qualifications.h"
#include "services/park_region/domain/regions/regions.h"
#include "services/park_region/domain/spaces/lettings.h"
#include "services/park_region/domain/spaces/spaces.h"

namespace zgc::parks {

// Whoever may not create an enterprise may neither import nor take back one.
template <typename Request>
std::string CreatesEnterprises(const Request&) {
  return EnterpriseKind().created_by();
}

rpc::Services MakeServices(rpc::Calls& calls) {
  rpc::Services services;
  const auto add = [&](const char* service, const std::vector<rpc::Method>& methods) {
    services.push_back(rpc::MakeService(calls, service, methods));
  };
  add("zgc.parks.v1.RegionService", {rpc::Write(CreateRegion), rpc::Read(GetRegion),
                                     rpc::List(ListRegions), rpc::Write(SupersedeRegion)});
  add("zgc.parks.v1.ParkService",
      {rpc::Write(CreatePark), rpc::Read(GetPark), rpc::List(ListParks), rpc::Write(UpdatePark),
       rpc::Write(JoinZone), rpc::Write(LeaveZone), rpc::Write(CreateParkEvent),
       rpc::Read(GetParkEvent), rpc::List(ListParkEvents)});
  add("zgc.parks.v1.EnterpriseService",
      {rpc::Write(CreateEnterprise), rpc::Read(GetEnterprise), rpc::List(ListEnterprises),
       rpc::Write(UpdateEnterprise), rpc::Write(RenameEnterprise), rpc::Write(MergeEnterprise),
       rpc::Write(UndoEnterpriseMerge),
       rpc::Write(records::WithAmounts(RegistrationKind(), CreateRegistration,
                                       calls.suspect_amount_yuan())),
       rpc::Read(GetRegistration), rpc::List(ListRegistrations)});
  add("zgc.parks.v1.ProjectService",
      {rpc::Write(records::WithAmounts(ProjectKind(), CreateProject, calls.suspect_amount_yuan())),
       rpc::Read(GetProject), rpc::List(ListProjects), rpc::Write(AdvanceProject)});
  add("zgc.parks.v1.AgreementService",
      {rpc::Write(CreateAgreement), rpc::Read(GetAgreement), rpc::List(ListAgreements),
       rpc::Write(BeginAgreement), rpc::Write(FulfilDuty), rpc::Write(ReopenDuty),
       rpc::Write(EndAgreement)});
  add("zgc.parks.v1.SpaceService",
      {rpc::Write(CreateSpace), rpc::Read(GetSpace), rpc::List(ListSpaces),
       rpc::Write(ReserveSpace), rpc::Write(LetSpace), rpc::Write(RenewLetting),
       rpc::Write(GiveNotice), rpc::Write(CancelLetting), rpc::Write(ReleaseSpace)});
  add("zgc.parks.v1.DemandService",
      {rpc::Write(CreateDemand), rpc::Read(GetDemand), rpc::List(ListDemands),
       rpc::Write(MatchDemand), rpc::Write(CloseDemand)});
  add("zgc.parks.v1.QualificationService",
      {rpc::Write(CreateQualificationKind), rpc::Read(GetQualificationKind),
       rpc::List(ListQualificationKinds), rpc::Write(CreateEnterpriseQualification),
       rpc::Read(GetEnterpriseQualification), rpc::List(ListEnterpriseQualifications),
       rpc::Write(RevokeEnterpriseQualification)});
  add("zgc.parks.v1.ImportService",
      {rpc::Write(CreateImport), rpc::Read(GetImport), rpc::List(ListImports),
       rpc::List(ListImportRows),
       rpc::Write(CheckImportRows, CreatesEnterprises<v1::CheckImportRowsRequest>),
       rpc::Write(FinishImportCheck),
       rpc::Write(ApplyImportRows, CreatesEnterprises<v1::ApplyImportRowsRequest>),
       rpc::Write(TakeBackImport),
       rpc::Write(TakeBackImportRows, CreatesEnterprises<v1::TakeBackImportRowsRequest>)});
  add("zgc.parks.v1.PlatformService",
      {rpc::Write(CreatePlatform), rpc::Read(GetPlatform), rpc::List(ListPlatforms),
       rpc::Write(AdmitPlatform), rpc::Write(DelistPlatform), rpc::Write(AppealDelisting),
       rpc::Write(UpholdDelisting), rpc::Write(ReverseDelisting)});
  add("zgc.parks.v1.AssessmentService",
      {rpc::Write(CreateAssessmentRuleSet), rpc::Read(GetAssessmentRuleSet),
       rpc::List(ListAssessmentRuleSets), rpc::Write(ApproveAssessmentRuleSet),
       rpc::Write(RejectAssessmentRuleSet), rpc::Write(EndAssessmentRuleSet),
       rpc::Write(CreateAssessment), rpc::Read(GetAssessment), rpc::List(ListAssessments),
       rpc::Write(ScoreAssessment), rpc::Write(ConcludeAssessment), rpc::Write(WithdrawAssessment),
       rpc::Read(RankPlatforms)});
  services.push_back(records::MakeRecordService(calls, ParkRegionKinds()));
  services.push_back(records::MakeEvidenceService(calls));
  return services;
}

}  // namespace zgc::parks
