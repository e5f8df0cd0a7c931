#include "services/task_registry/domain/lifecycles.h"

#include "services/task_registry/domain/changes/change_requests.h"
#include "services/task_registry/domain/duties/duties.h"
#include "services/task_registry/domain/instructions/instructions.h"
#include "services/task_registry/domain/milestones/milestones.h"
#include "services/task_registry/domain/plans/plans.h"
#include "services/task_registry/domain/progress/progress_reports.h"
#include "services/task_registry/domain/tasks/task_rules.h"

namespace zgc::tasks {

std::vector<const resource::LifecycleTable*> Lifecycles() {
  return {&PlanLifecycle(),       &TaskLifecycle(),          &DutyLifecycle(),
          &MilestoneLifecycle(),  &ChangeRequestLifecycle(), &ProgressReportLifecycle(),
          &InstructionLifecycle()};
}

}  // namespace zgc::tasks
