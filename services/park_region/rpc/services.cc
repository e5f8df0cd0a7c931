#include "services/park_region/rpc/services.h"

#include "absl/functional/function_ref.h"
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
#include "services/park_region/domain/projects/investments.h"
#include "services/park_region/domain/projects/projects.h"
#include "services/park_region/domain/qualifications/qualification_kinds.h"
#include "services/park_region/domain/qualifications/qualifications.h"
#include "services/park_region/domain/regions/regions.h"
#include "services/park_region/domain/releases/releases.h"
#include "services/park_region/domain/returns/enterprise_returns.h"
#include "services/park_region/domain/returns/return_forms.h"
#include "services/park_region/domain/spaces/lettings.h"
#include "services/park_region/domain/spaces/spaces.h"

namespace zgc::parks {
namespace {

std::vector<rpc::Method> ReleaseMethods(rpc::Calls& calls) {
  return {rpc::WriteAfterReading<v1::CompileReleaseDraftRequest, v1::ReleaseDraft>(
              [&calls](const storage::Reader& reader, const base::Actor&,
                       const v1::CompileReleaseDraftRequest& request) {
                return CompileReturns(reader, calls.store(), request);
              },
              CompileReleaseDraft),
          rpc::Write(CheckReleaseDraft),
          rpc::Write(RejectReleaseDraft),
          rpc::Write(PublishReleaseDraft),
          rpc::Read(GetReleaseDraft),
          rpc::List(ListReleaseDrafts),
          rpc::Read(GetStatisticRelease),
          rpc::List(ListStatisticReleases),
          rpc::Read([&calls](const storage::Reader& reader,
                             const v1::CompareStatisticReleaseRequest& request) {
            return CompareStatisticRelease(reader, calls.store(), request);
          })};
}

// Whoever may not create an enterprise may neither import nor take back one.
template <typename Request>
std::string CreatesEnterprises(const Request&) {
  return EnterpriseKind().created_by();
}

using Add = absl::FunctionRef<void(const char* service, const std::vector<rpc::Method>& methods)>;

// What is imported, assessed, and reported by the month.
void AddTables(rpc::Calls& calls, Add add) {
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
  add("zgc.parks.v1.ReturnService",
      {rpc::Write(CreateReturnForm), rpc::Write(ApproveReturnForm), rpc::Write(RejectReturnForm),
       rpc::Write(EndReturnForm), rpc::Read(GetReturnForm), rpc::List(ListReturnForms),
       rpc::Write(CreateEnterpriseReturn), rpc::Write(CorrectEnterpriseReturn),
       rpc::Write(WithdrawEnterpriseReturn), rpc::Read(GetEnterpriseReturn),
       rpc::List(ListEnterpriseReturns), rpc::List(ListMissingReturns)});
  add("zgc.parks.v1.ReleaseService", ReleaseMethods(calls));
}

}  // namespace

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
       rpc::Read(GetProject), rpc::List(ListProjects), rpc::Write(AdvanceProject),
       rpc::Write(InsertProjectStage), rpc::Write(WithdrawProject),
       rpc::Write(RecordProjectFollowUp), rpc::Write(UpdateProject),
       rpc::Write(records::WithAmounts(InvestmentEntryKind(), CreateInvestmentEntry,
                                       calls.suspect_amount_yuan())),
       rpc::Read(GetInvestmentEntry), rpc::List(ListInvestmentEntries)});
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
  AddTables(calls, add);
  services.push_back(records::MakeRecordService(calls, ParkRegionKinds()));
  services.push_back(records::MakeEvidenceService(calls));
  return services;
}

}  // namespace zgc::parks
