#include "services/park_region/domain/lifecycles.h"

#include <memory>
#include <string>

#include "common/base/digest.h"
#include "common/testing/lifecycle_matrix.h"
#include "services/park_region/domain/agreements/agreements.h"
#include "services/park_region/domain/demands/demands.h"
#include "services/park_region/domain/imports/imports.h"
#include "services/park_region/domain/platforms/assessment_rules.h"
#include "services/park_region/domain/platforms/assessments.h"
#include "services/park_region/domain/platforms/platforms.h"
#include "services/park_region/domain/projects/projects.h"
#include "services/park_region/domain/releases/releases.h"
#include "services/park_region/domain/returns/return_forms.h"
#include "services/park_region/domain/spaces/lettings.h"
#include "services/park_region/domain/spaces/spaces.h"
#include "services/park_region/rpc/services.h"
#include "services/park_region/store/schema.h"

namespace zgc::parks {
namespace {

v1::Project ProjectIn(v1::ProjectState state, const std::string& method) {
  v1::Project project;
  project.set_name("projects/p");
  project.set_park("parks/a");
  project.set_enterprise("enterprises/e");
  // Whatever the state, the last stage leaves one out if it is the first that is recorded.
  if (method != "AdvanceProject") project.add_stage_events()->set_stage(state);
  return project;
}

v1::Agreement AgreementIn(v1::AgreementState) {
  v1::Agreement agreement;
  agreement.set_name("agreements/g");
  agreement.set_signed_date("2019-06");
  agreement.add_duties()->set_duty_id("open");
  agreement.add_duties()->set_duty_id("done");
  agreement.mutable_duties(1)->set_done_date("2019-07-01");
  return agreement;
}

v1::Space SpaceIn(v1::SpaceState state) {
  v1::Space space;
  space.set_name("spaces/s");
  space.set_park("parks/a");
  space.set_area_m2("100");
  space.set_vacant_from("2019-01-01");
  if (state != v1::SPACE_STATE_VACANT) {
    space.set_holder("enterprises/e");
    space.set_held_from("2019-02-01");
  }
  if (state == v1::SPACE_STATE_LET) {
    v1::Letting& letting = *space.add_lettings();
    letting.set_enterprise("enterprises/e");
    letting.set_from_date("2019-02-01");
    letting.set_to_date("2080-12-31");
    v1::Letting& next = *space.add_lettings();
    next.set_enterprise("enterprises/e");
    next.set_from_date("2090-01-01");
    next.set_to_date("2090-12-31");
  }
  return space;
}

v1::Demand DemandIn(v1::DemandState state) {
  v1::Demand demand;
  demand.set_name("demands/d");
  demand.set_enterprise("enterprises/e");
  demand.set_area_m2("50");
  if (state == v1::DEMAND_STATE_MATCHED) demand.set_space("spaces/reserved");
  return demand;
}

v1::Import ImportIn(v1::ImportState, const std::string& method) {
  v1::Import import;
  import.set_name("imports/i");
  import.set_row_count(2);
  import.set_batch_count(1);
  import.set_checked_rows(method == "FinishImportCheck" ? 2 : 1);
  import.set_good_rows(1);
  return import;
}

v1::Platform PlatformIn(v1::PlatformState) {
  v1::Platform platform;
  platform.set_name("platforms/p");
  platform.set_region("regions/r");
  return platform;
}

v1::AssessmentRuleSet RulesIn(v1::AssessmentRuleSetState) {
  v1::AssessmentRuleSet rules;
  rules.set_name("assessmentRuleSets/s");
  rules.set_from_date("2019-01-01");
  return rules;
}

v1::AssessmentCriterion Criterion() {
  v1::AssessmentCriterion criterion;
  criterion.set_criterion_id("c");
  criterion.set_weight("100");
  criterion.set_most("10");
  return criterion;
}

v1::Assessment AssessmentIn(v1::AssessmentState) {
  v1::Assessment assessment;
  assessment.set_name("assessments/a");
  assessment.set_platform("platforms/p");
  assessment.set_year(2019);
  assessment.set_rule_set("assessmentRuleSets/held");
  v1::AssessmentScore& score = *assessment.add_scores();
  score.set_criterion_id("c");
  score.set_assessor("assessor");
  score.set_score("9");
  return assessment;
}

v1::ReturnForm FormIn(v1::ReturnFormState) {
  v1::ReturnForm form;
  form.set_name("returnForms/f");
  form.set_series("monthly");
  form.set_from_date("2019-01-01");
  return form;
}

// Of each another, as a release is of one draft.
v1::ReleaseDraft DraftIn(v1::ReleaseDraftState) {
  v1::ReleaseDraft draft;
  draft.set_name("releaseDrafts/d$");
  draft.set_form("returnForms/other");
  draft.set_month("2019-03");
  return draft;
}

// What the records refer to.
void Prepare(storage::Txn& txn) {
  v1::AssessmentRuleSet rules = RulesIn(v1::ASSESSMENT_RULE_SET_STATE_APPROVED);
  rules.set_name("assessmentRuleSets/held");
  rules.set_state(v1::ASSESSMENT_RULE_SET_STATE_APPROVED);
  rules.set_least_assessors(1);
  rules.set_pass_points("60");
  *rules.add_criteria() = Criterion();
  resource::Save(txn, kAssessmentRuleSets, rules);
  v1::Assessment passed = AssessmentIn(v1::ASSESSMENT_STATE_CONCLUDED);
  passed.set_name("assessments/passed");
  passed.set_state(v1::ASSESSMENT_STATE_CONCLUDED);
  passed.set_points("90");
  resource::Save(txn, kAssessments, passed);
  v1::Enterprise enterprise;
  enterprise.set_name("enterprises/e");
  resource::Save(txn, kEnterprises, enterprise);
  v1::ImportBatch batch;
  batch.set_name(BatchName("imports/i", 1));
  batch.set_number(1);
  v1::ImportRow& row = *batch.add_rows();
  row.set_row(2);
  row.set_record_id("x");
  row.set_outcome(v1::IMPORT_OUTCOME_GOOD);
  v1::Enterprise content;
  content.set_display_name("x");
  row.set_content_sha256(base::Sha256(content.SerializeAsString()));
  resource::Save(txn, kImportBatches, batch);
  v1::ReturnForm form;
  form.set_name("returnForms/other");
  form.set_series("other");
  resource::Save(txn, kReturnForms, form);
  v1::Space space = SpaceIn(v1::SPACE_STATE_RESERVED);
  space.set_name("spaces/reserved");
  space.set_state(v1::SPACE_STATE_RESERVED);
  resource::Save(txn, kSpaces, space);
}

TEST(LifecyclesTest, EveryMethodIsOpenToItsRolesInItsStatesAndToNobodyElse) {
  testing::LifecycleMatrix matrix(
      [&](const std::string& policy) {
        return std::make_unique<rpc::TestServer>(
            "park_region", ParkRegionSchema(),
            [&](rpc::Server& server) { return MakeServices(server.calls()); }, policy);
      },
      &Prepare);
  matrix.Add<v1::Project>(
      ProjectLifecycle(), kProjects, &ProjectIn,
      {{"AdvanceProject",
        "event { stage: PROJECT_STATE_DELIVERED skip_reason: 'r' "
        "document: 'd' }"},
       {"InsertProjectStage", "event { stage: PROJECT_STATE_LEAD document: 'd' }"},
       {"WithdrawProject", "reason: 'r' document: 'd'"},
       {"RecordProjectFollowUp", "follow_up { date: '2019-07-01' role: 'r' content: 'c' }"}});
  matrix.Add<v1::Agreement>(AgreementLifecycle(), kAgreements, &AgreementIn,
                            {{"BeginAgreement", "date: '2019-07-01'"},
                             {"FulfilDuty", "duty_id: 'open' date: '2019-07-01' document: 'd'"},
                             {"ReopenDuty", "duty_id: 'done' reason: 'r'"},
                             {"EndAgreement", "end_date: '2019-12-31' reason: 'r'"}});
  matrix.Add<v1::Space>(
      SpaceLifecycle(), kSpaces, &SpaceIn,
      {{"ReserveSpace", "enterprise: 'enterprises/e' date: '2019-02-01'"},
       {"LetSpace", "enterprise: 'enterprises/e' from_date: '2091-01-01'"},
       {"RenewLetting", "from_date: '2019-02-01' to_date: '2081-12-31'"},
       {"GiveNotice", "from_date: '2019-02-01' date: '2020-01-01' to_date: '2080-06-30'"},
       {"CancelLetting", "from_date: '2090-01-01' reason: 'r'"},
       {"ReleaseSpace", "date: '2019-04-01' reason: 'r'"}});
  matrix.Add<v1::Demand>(
      DemandLifecycle(), kDemands, &DemandIn,
      {{"MatchDemand", "space: 'spaces/reserved'"}, {"CloseDemand", "reason: 'r'"}},
      {.elsewhere = {"ReleaseSpace"}});
  const std::string rows = "rows { row: 2 record_id: 'x' enterprise { display_name: 'x' } }";
  matrix.Add<v1::Import>(ImportLifecycle(), kImports,
                         testing::LifecycleMatrix::ForMethod<v1::Import>(&ImportIn),
                         {{"CheckImportRows", "number: 2 " + rows},
                          {"ApplyImportRows", "number: 1 " + rows},
                          {"TakeBackImport", "reason: 'r'"},
                          {"TakeBackImportRows", "number: 1"}},
                         {.hindered = {"FinishImportCheck"}});
  matrix.Add<v1::Platform>(PlatformLifecycle(), kPlatforms, &PlatformIn,
                           {{"AdmitPlatform", "assessment: 'assessments/passed' reason: 'r'"},
                            {"DelistPlatform", "reason: 'r'"},
                            {"AppealDelisting", "reason: 'r'"},
                            {"UpholdDelisting", "reason: 'r'"},
                            {"ReverseDelisting", "reason: 'r'"}});
  matrix.Add<v1::AssessmentRuleSet>(
      AssessmentRuleSetLifecycle(), kAssessmentRuleSets, &RulesIn,
      {{"RejectAssessmentRuleSet", "reason: 'r'"},
       {"EndAssessmentRuleSet", "until_date: '2019-12-31' reason: 'r'"}});
  matrix.Add<v1::Assessment>(
      AssessmentLifecycle(), kAssessments, &AssessmentIn,
      {{"ScoreAssessment", "criterion_id: 'c' score: '5'"}, {"WithdrawAssessment", "reason: 'r'"}});
  matrix.Add<v1::ReturnForm>(ReturnFormLifecycle(), kReturnForms, &FormIn,
                             {{"RejectReturnForm", "reason: 'r'"},
                              {"EndReturnForm", "until_date: '2019-12-31' reason: 'r'"}});
  matrix.Add<v1::ReleaseDraft>(ReleaseDraftLifecycle(), kReleaseDrafts, &DraftIn,
                               {{"RejectReleaseDraft", "reason: 'r'"}});
  matrix.Run(Lifecycles());
}

TEST(LifecyclesTest, ThePageSaysWhatTheTablesSay) {
  testing::ExpectLifecyclesPage("park_region", Lifecycles());
}

}  // namespace
}  // namespace zgc::parks
