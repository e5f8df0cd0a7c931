#include "services/task_registry/store/schema.h"

#include "common/figures/book_schema.h"

namespace zgc::tasks {

storage::Schema TaskRegistrySchema() {
  storage::Schema schema;
  schema.name = "task_registry";
  schema.version = 1;
  schema.columns = {kOrganisations.column(),
                    kPolicyDocuments.column(),
                    kActivities.column(),
                    kPlans.column(),
                    kTasks.column(),
                    kMilestones.column(),
                    kChangeRequests.column(),
                    kProgressReports.column(),
                    kTasksByNumber.column(),
                    kPolicyDocumentsByNumber.column(),
                    kTasksByParent.column(),
                    kMilestonesByTask.column(),
                    kProgressReportsByCorrected.column()};
  for (const storage::Column& column : figures::BookColumns()) schema.columns.push_back(column);
  return schema;
}

}  // namespace zgc::tasks
