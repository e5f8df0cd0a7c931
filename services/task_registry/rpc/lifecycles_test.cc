#include "services/task_registry/domain/lifecycles.h"

#include <memory>
#include <string>

#include "common/figures/figures.h"
#include "common/testing/lifecycle_matrix.h"
#include "services/task_registry/domain/changes/change_requests.h"
#include "services/task_registry/domain/duties/duties.h"
#include "services/task_registry/domain/instructions/instructions.h"
#include "services/task_registry/domain/milestones/milestones.h"
#include "services/task_registry/domain/plans/plans.h"
#include "services/task_registry/domain/progress/progress_reports.h"
#include "services/task_registry/domain/tasks/task_rules.h"
#include "services/task_registry/formulas/formulas.h"
#include "services/task_registry/rpc/services.h"
#include "services/task_registry/store/schema.h"

namespace zgc::tasks {
namespace {

v1::Task TaskIn(v1::TaskState state) {
  v1::Task task;
  task.set_name("tasks/t");
  task.set_plan("plans/p");
  task.set_number("1");
  task.set_title("t");
  task.set_statement("s");
  task.set_lead_department("organisations/a");
  task.set_deadline("2019-12-31");
  if (state == v1::TASK_STATE_COMPLETION_SUBMITTED) {
    task.add_completions()->set_state(v1::COMPLETION_STATE_SUBMITTED);
  }
  return task;
}

v1::Plan PlanIn(v1::PlanState) {
  v1::Plan plan;
  plan.set_name("plans/q");
  plan.set_title("q");
  plan.set_year(2019);
  plan.set_issuer("organisations/a");
  plan.set_from_date("2019-01-01");
  plan.set_to_date("2019-12-31");
  plan.add_amendments()->set_title("new");
  return plan;
}

v1::Milestone MilestoneIn(v1::MilestoneState) {
  v1::Milestone milestone;
  milestone.set_name("milestones/m");
  milestone.set_task("tasks/active");
  milestone.set_title("m");
  milestone.set_due_date("2019-06-30");
  milestone.set_reached_date("2019-06-01");
  return milestone;
}

v1::Duty DutyIn(v1::DutyState) {
  v1::Duty duty;
  duty.set_name("duties/d");
  duty.set_task("tasks/active");
  duty.set_statement("s");
  duty.set_organisation("organisations/a");
  duty.set_deadline("2019-06-30");
  return duty;
}

v1::ChangeRequest ChangeIn(v1::ChangeRequestState) {
  v1::ChangeRequest change;
  change.set_name("changeRequests/c");
  change.set_task("tasks/active");
  change.set_field(v1::CHANGE_FIELD_DEADLINE);
  change.set_old_value("2019-12-31");
  change.set_new_value("2019-11-30");
  change.set_reason("r");
  return change;
}

v1::ProgressReport ReportIn(v1::ProgressReportState) {
  v1::ProgressReport report;
  report.set_name("progressReports/r");
  report.set_task("tasks/active");
  report.set_organisation("organisations/a");
  report.mutable_period()->set_start_date("2019-01-01");
  report.mutable_period()->set_end_date("2019-03-31");
  report.set_done("d");
  return report;
}

v1::Instruction InstructionIn(v1::InstructionState) {
  v1::Instruction instruction;
  instruction.set_name("instructions/i");
  instruction.set_title("i");
  instruction.set_level("l");
  instruction.set_date("2019");
  instruction.add_about("tasks/active");
  return instruction;
}

// What the records refer to.
void Prepare(storage::Txn& txn) {
  v1::Organisation organisation;
  organisation.set_name("organisations/a");
  resource::Save(txn, kOrganisations, organisation);
  v1::Plan plan;
  plan.set_name("plans/p");
  plan.set_to_date("2019-12-31");
  resource::Save(txn, kPlans, plan);
  v1::Task active = TaskIn(v1::TASK_STATE_ACTIVE);
  active.set_name("tasks/active");
  active.set_number("2");
  active.set_state(v1::TASK_STATE_ACTIVE);
  resource::Save(txn, kTasks, active);
}

TEST(LifecyclesTest, EveryMethodIsOpenToItsRolesInItsStatesAndToNobodyElse) {
  figures::FormulaRegistry formulas;
  RegisterFormulas(formulas);
  const figures::FigureBook book("task_registry", formulas);
  resource::SourceWatch sources;
  testing::LifecycleMatrix matrix(
      [&](const std::string& policy) {
        return std::make_unique<rpc::TestServer>(
            "task_registry", TaskRegistrySchema(),
            [&](rpc::Server& server) { return MakeServices(server.calls(), book, sources); },
            policy);
      },
      &Prepare);
  const std::string paper = "reason: 'r' document: 'd'";
  matrix.Add<v1::Task>(TaskLifecycle(), kTasks, &TaskIn,
                       {{"UpdateTask", "task { name: 'tasks/t' title: 'new' }"},
                        {"WithdrawTask", "reason: 'r'"},
                        {"SubmitCompletion", "completion_date: '2019-12-20' evidence: 'e'"},
                        {"ReturnCompletion", "reason: 'r'"},
                        {"ResumeTask", paper},
                        {"CancelTask", paper},
                        {"ReopenTask", "reason: 'r'"}});
  matrix.Add<v1::Plan>(PlanLifecycle(), kPlans, &PlanIn,
                       {{"UpdatePlan", "plan { name: 'plans/q' title: 'new' }"},
                        {"ApprovePlan", "document: 'd'"},
                        {"ReturnPlan", "reason: 'r'"},
                        {"AmendPlan", "title: 'new' reason: 'r'"},
                        {"ApprovePlanAmendment", "document: 'd'"},
                        {"RejectPlanAmendment", "reason: 'r'"}});
  matrix.Add<v1::Duty>(DutyLifecycle(), kDuties, &DutyIn,
                       {{"UpdateDuty", "duty { name: 'duties/d' statement: 'new' }"},
                        {"ReportDuty", "done_date: '2019-06-01' evidence: 'e'"},
                        {"ReturnDuty", "reason: 'r'"}});
  matrix.Add<v1::Milestone>(MilestoneLifecycle(), kMilestones, &MilestoneIn,
                            {{"ReportMilestone", "reached_date: '2019-06-01' evidence: 'e'"},
                             {"AcceptMilestone", "decided_date: '2019-06-02'"},
                             {"RejectMilestone", "decided_date: '2019-06-02' reason: 'r'"}});
  matrix.Add<v1::ChangeRequest>(ChangeRequestLifecycle(), kChangeRequests, &ChangeIn,
                                {{"RejectChangeRequest", "reason: 'r'"}});
  matrix.Add<v1::ProgressReport>(
      ProgressReportLifecycle(), kProgressReports, &ReportIn,
      {{"UpdateProgressReport", "progress_report { name: 'progressReports/r' done: 'new' }"},
       {"ReturnProgressReport", "reason: 'r'"}});
  matrix.Add<v1::Instruction>(
      InstructionLifecycle(), kInstructions, &InstructionIn,
      {{"UpdateInstruction", "instruction { name: 'instructions/i' title: 'new' }"},
       {"ReportInstructionAction", "action { text: 't' }"},
       {"ReopenInstruction", "reason: 'r'"}});
  matrix.Run(Lifecycles());
}

TEST(LifecyclesTest, ThePageSaysWhatTheTablesSay) {
  testing::ExpectLifecyclesPage("task_registry", Lifecycles());
}

}  // namespace
}  // namespace zgc::tasks
