#include "services/task_registry/rpc/services.h"

#include "common/records/record_service.h"
#include "common/rpc/call/method.h"
#include "services/task_registry/domain/activities/activities.h"
#include "services/task_registry/domain/changes/change_requests.h"
#include "services/task_registry/domain/documents/policy_documents.h"
#include "services/task_registry/domain/duties/duties.h"
#include "services/task_registry/domain/instructions/instructions.h"
#include "services/task_registry/domain/kinds.h"
#include "services/task_registry/domain/milestones/milestones.h"
#include "services/task_registry/domain/organisations/organisations.h"
#include "services/task_registry/domain/plans/plan_amendments.h"
#include "services/task_registry/domain/plans/plan_beginnings.h"
#include "services/task_registry/domain/plans/plan_kinds.h"
#include "services/task_registry/domain/plans/plans.h"
#include "services/task_registry/domain/progress/progress_compilations.h"
#include "services/task_registry/domain/progress/progress_reports.h"
#include "services/task_registry/domain/tasks/completions.h"
#include "services/task_registry/domain/tasks/suspensions.h"
#include "services/task_registry/domain/tasks/tasks.h"
#include "zgc/tasks/v1/task_service.pb.h"

namespace zgc::tasks {

rpc::Services MakeServices(rpc::Calls& calls, const figures::FigureBook& book,
                           resource::SourceWatch& sources) {
  rpc::Services services;
  const auto add = [&](const char* service, const std::vector<rpc::Method>& methods) {
    services.push_back(rpc::MakeService(calls, service, methods));
  };
  add("zgc.tasks.v1.OrganisationService",
      {rpc::Write(CreateOrganisation), rpc::Read(GetOrganisation), rpc::List(ListOrganisations),
       rpc::Write(UpdateOrganisation)});
  add("zgc.tasks.v1.PolicyDocumentService",
      {rpc::Write(CreatePolicyDocument), rpc::Read(GetPolicyDocument),
       rpc::List(ListPolicyDocuments), rpc::Write(UpdatePolicyDocument)});
  add("zgc.tasks.v1.ActivityService", {rpc::Write(CreateActivity), rpc::Read(GetActivity),
                                       rpc::List(ListActivities), rpc::Write(UpdateActivity)});
  add("zgc.tasks.v1.PlanService",
      {rpc::Write(CreatePlan), rpc::Write(BeginPlanFrom), rpc::Read(GetPlan), rpc::List(ListPlans),
       rpc::Write(UpdatePlan), rpc::Write(SubmitPlan), rpc::Write(ApprovePlan),
       rpc::Write(ReturnPlan), rpc::Write(AmendPlan), rpc::Write(ApprovePlanAmendment),
       rpc::Write(RejectPlanAmendment), rpc::Write(ClosePlan), rpc::Write(CreatePlanKind),
       rpc::Read(GetPlanKind), rpc::List(ListPlanKinds), rpc::Write(UpdatePlanKind)});
  add("zgc.tasks.v1.TaskService",
      {rpc::Write(CreateTask),
       rpc::Read([&book](const storage::Reader& reader, const v1::GetTaskRequest& request) {
         return GetTask(reader, request, book);
       }),
       rpc::List(ListTasks), rpc::Write(UpdateTask), rpc::Write(SubmitTask),
       rpc::Write(WithdrawTask), rpc::Write(ApproveTask),
       rpc::Write([&book, &sources](storage::Txn& txn, const base::Actor& actor,
                                    const v1::SubmitCompletionRequest& request) {
         return SubmitCompletion(txn, actor, request, book, sources);
       }),
       rpc::Write(AcceptCompletion), rpc::Write(ReturnCompletion), rpc::Write(ResumeTask),
       rpc::Write(CancelTask), rpc::Write(ReopenTask)});
  add("zgc.tasks.v1.DutyService",
      {rpc::Write(CreateDuty), rpc::Read(GetDuty), rpc::List(ListDuties), rpc::Write(UpdateDuty),
       rpc::Write(ReportDuty), rpc::Write(AcceptDuty), rpc::Write(ReturnDuty)});
  add("zgc.tasks.v1.InstructionService",
      {rpc::Write(CreateInstruction), rpc::Read(GetInstruction), rpc::List(ListInstructions),
       rpc::Write(UpdateInstruction), rpc::Write(ReportInstructionAction),
       rpc::Write(CloseInstruction), rpc::Write(ReopenInstruction)});
  add("zgc.tasks.v1.MilestoneService",
      {rpc::Write(CreateMilestone), rpc::Read(GetMilestone), rpc::List(ListMilestones),
       rpc::Write(ReportMilestone), rpc::Write(AcceptMilestone), rpc::Write(RejectMilestone)});
  add("zgc.tasks.v1.ChangeRequestService",
      {rpc::Write(CreateChangeRequest), rpc::Read(GetChangeRequest), rpc::List(ListChangeRequests),
       rpc::Write(ApproveChangeRequest), rpc::Write(RejectChangeRequest)});
  add("zgc.tasks.v1.ProgressService",
      {rpc::Write(CreateProgressReport), rpc::Read(GetProgressReport),
       rpc::List(ListProgressReports), rpc::Write(UpdateProgressReport),
       rpc::Write([&book](storage::Txn& txn, const base::Actor& actor,
                          const v1::SubmitProgressReportRequest& request) {
         return SubmitProgressReport(txn, actor, request, book);
       }),
       rpc::Write(ConfirmProgressReport), rpc::Write(ReturnProgressReport),
       rpc::List(ListMissingProgressReports), rpc::List(CompileProgress)});
  services.push_back(records::MakeRecordService(calls, TaskRegistryKinds()));
  services.push_back(records::MakeEvidenceService(calls));
  return services;
}

}  // namespace zgc::tasks
