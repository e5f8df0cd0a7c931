#include "services/task_registry/domain/kinds.h"

#include "common/records/evidence.h"
#include "services/task_registry/domain/activities/activities.h"
#include "services/task_registry/domain/documents/policy_documents.h"
#include "services/task_registry/domain/duties/duties.h"
#include "services/task_registry/domain/instructions/instructions.h"
#include "services/task_registry/domain/milestones/milestones.h"
#include "services/task_registry/domain/organisations/organisations.h"
#include "services/task_registry/domain/plans/plan_kinds.h"
#include "services/task_registry/domain/plans/plans.h"
#include "services/task_registry/domain/progress/progress_reports.h"
#include "services/task_registry/domain/tasks/tasks.h"
#include "zgc/tasks/v1/change_requests.pb.h"
#include "zgc/tasks/v1/targets.pb.h"

namespace zgc::tasks {

const records::Kinds& TaskRegistryKinds() {
  static const auto* const kinds = new records::Kinds(
      {&OrganisationKind(), &PolicyDocumentKind(), &ActivityKind(), &KindOfPlanKinds(), &PlanKind(),
       &TaskKind(), &MilestoneKind(), &DutyKind(), &InstructionKind(), &ProgressReportKind(),
       &records::EvidenceKind()},
      {{v1::ChangeRequest::descriptor(),
        "what it has changed of its task is changed again by another, in the open",
        {"/zgc.tasks.v1.ChangeRequestService/CreateChangeRequest",
         "/zgc.tasks.v1.ChangeRequestService/RejectChangeRequest"}},
       {v1::FollowedFigure::descriptor(),
        "it is read from another service: correct the records or the observation there",
        {"/zgc.records.v1.RecordService/CorrectRecord"}},
       {v1::FigureSource::descriptor(),
        "it says how far another service was read",
        {"/zgc.ops.v1.OperationsService/ResyncSource"}}});
  return *kinds;
}

}  // namespace zgc::tasks
