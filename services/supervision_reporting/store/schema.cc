#include "services/supervision_reporting/store/schema.h"

#include "common/figures/book_schema.h"

namespace zgc::supervision {

storage::Schema SupervisionSchema() {
  storage::Schema schema;
  schema.name = "supervision_reporting";
  schema.version = 1;
  schema.columns = {kCalendars.column(),
                    kMatters.column(),
                    kExtensions.column(),
                    kEscalations.column(),
                    kLightOverrides.column(),
                    kProposals.column(),
                    kInformationItems.column(),
                    kInformationEvents.column(),
                    kWorkActivities.column(),
                    kSources.column(),
                    kSourceFigures.column(),
                    kSourceIndicators.column(),
                    kSourcePlans.column(),
                    kSourceTasks.column(),
                    kSourceOrganisations.column(),
                    kSourcePolicyDocuments.column(),
                    kOpenMattersByDeadline.column(),
                    kReportTemplates.column(),
                    kReportItems.column(),
                    kFindingExplanations.column(),
                    kPublications.column(),
                    kPublicationFiles.column(),
                    kPublicationsByTemplate.column()};
  for (const storage::Column& column : figures::BookColumns()) schema.columns.push_back(column);
  return schema;
}

}  // namespace zgc::supervision
