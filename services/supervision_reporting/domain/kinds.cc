#include "services/supervision_reporting/domain/kinds.h"

#include <string>
#include <vector>

#include "common/records/evidence.h"
#include "services/supervision_reporting/domain/calendars/calendars.h"
#include "services/supervision_reporting/domain/information/information.h"
#include "services/supervision_reporting/domain/information/information_bodies.h"
#include "services/supervision_reporting/domain/information/information_events.h"
#include "services/supervision_reporting/domain/information/work_activities.h"
#include "services/supervision_reporting/domain/matters/matter_terms.h"
#include "services/supervision_reporting/domain/matters/matters.h"
#include "services/supervision_reporting/domain/proposals/proposal_rules.h"
#include "services/supervision_reporting/domain/proposals/proposals.h"
#include "services/supervision_reporting/domain/reports/report_items.h"
#include "services/supervision_reporting/domain/reports/report_templates.h"
#include "services/supervision_reporting/store/schema.h"

namespace zgc::supervision {

namespace {

std::string Of(const char* service, const char* method) {
  return absl::StrCat("/zgc.supervision.v1.", service, "Service/", method);
}

std::vector<records::FixedType> FixedTypes() {
  constexpr char kProof[] = "a publication proves what it said: an erratum says what is right";
  return {
      {v1::Extension::descriptor(),
       "another person decides it, and a later day is asked for by another",
       {Of("Matter", "RejectExtension"), Of("Matter", "RequestExtension")}},
      {v1::MatterPart::descriptor(),
       "its handler, its last day and its end are steps, and another part is handed out",
       {Of("MatterPart", "WaiveMatterPart"), Of("MatterPart", "CreateMatterPart"),
        Of("MatterPart", "TransferMatterPart"), Of("MatterPart", "ChangeMatterPartDeadline")}},
      {v1::Escalation::descriptor(),
       "it follows from what is overdue, by the sweep of the day: it is withdrawn",
       {Of("Watch", "WithdrawEscalation"), Of("Watch", "SweepDeadlines")}},
      {v1::LightOverride::descriptor(),
       "it was signed for its days: another one is signed",
       {Of("Watch", "SignLightOverride")}},
      {v1::ScoreRule::descriptor(),
       "another person approved it, and what it scored stays: it is ended, and another one follows",
       {Of("Score", "EndScoreRule"), Of("Score", "CreateScoreRule")}},
      {v1::LightRuleSet::descriptor(),
       "another person approved it, and a light of an earlier day stays: it is ended, and another "
       "one follows",
       {Of("LightRule", "EndLightRuleSet"), Of("LightRule", "CreateLightRuleSet")}},
      {v1::FindingExplanation::descriptor(),
       "it was signed: another one is signed",
       {Of("Report", "SignFinding")}},
      {v1::Publication::descriptor(),
       kProof,
       {Of("Publication", "DraftErratum"), Of("Publication", "PublishReport")}},
      {v1::PublishedFigure::descriptor(), kProof, {Of("Publication", "DraftErratum")}},
      {v1::PublishedTask::descriptor(), kProof, {Of("Publication", "PublishReport")}},
      {v1::Erratum::descriptor(),
       "another erratum follows it",
       {Of("Publication", "DraftErratum"), Of("Publication", "RejectErratum")}},
      {v1::Source::descriptor(),
       "it says how far another service was read",
       {"/zgc.ops.v1.OperationsService/ResyncSource"}},
  };
}

}  // namespace

const records::Kinds& SupervisionKinds() {
  static const auto* const kinds = new records::Kinds(
      {&CalendarKind(), &MatterKind(), &MatterRuleSetKind(), &ProposalKind(),
       &ProposalRuleSetKind(), &InformationBodyKind(), &InformationPeriodicalKind(),
       &InformationItemKind(), &InformationEventKind(), &WorkActivityKind(), &ReportTemplateKind(),
       &ReportItemKind(), &records::EvidenceKind()},
      FixedTypes());
  return *kinds;
}

}  // namespace zgc::supervision
