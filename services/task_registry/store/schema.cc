#include "services/task_registry/store/schema.h"

#include "common/figures/book_schema.h"
#include "common/records/records_schema.h"

namespace zgc::tasks {

storage::Schema TaskRegistrySchema() {
  return records::WithRecords({
      .name = "task_registry",
      .columns = storage::Columns(
          kOrganisations, kPolicyDocuments, kActivities, kPlans, kTasks, kMilestones,
          kChangeRequests, kProgressReports, kDuties, kPlanKinds, kInstructions,
          kPolicyDocumentsByNumber, kTasksByNumber, kTasksByParent, kMilestonesByTask,
          kProgressReportsOf, kDutiesByTask, kTasksByPlan, kFollowedFigures, kFigureSources,
          kWantedIndicators, kWantedNames, kFollowedFiguresOf, figures::BookColumns()),
  });
}

}  // namespace zgc::tasks
