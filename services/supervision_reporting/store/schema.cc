#include "services/supervision_reporting/store/schema.h"

#include "common/figures/book_schema.h"
#include "common/records/records_schema.h"

namespace zgc::supervision {

storage::Schema SupervisionSchema() {
  return records::WithRecords({
      .name = "supervision_reporting",
      .columns = storage::Columns(
          kCalendars, kMatters, kExtensions, kEscalations, kLightOverrides, kProposals,
          kInformationItems, kInformationEvents, kWorkActivities, kProposalRuleSets,
          kInformationBodies, kInformationPeriodicals, kScoreRules, kLightRuleSets, kMatterParts,
          kMatterRuleSets, kSources, kSourceFigures, kSourceIndicators, kSourcePlans, kSourceTasks,
          kSourceOrganisations, kSourcePolicyDocuments, kSourceMilestones, kSourceDuties,
          kSourceAgreements, kSourceCorrections, kSourceObservations, kSourceIndicatorVersions,
          kSourceReasons, kReplacedSourceFigures, kWatched, kMattersByCalendarYear,
          kReportTemplates, kReportItems, kFindingExplanations, kPublications, kPublicationFiles,
          kPublishedFigures, kPublishedTasks, kErrata, kPublicationsByTemplate, kPublishedByFigure,
          kReportItemsByFigure, kNextPublications, figures::BookColumns()),
      .derived = WatchedIndex(),
  });
}

}  // namespace zgc::supervision
