#include "services/supervision_reporting/rpc/services.h"

#include <utility>
#include <vector>

#include "common/records/record_service.h"
#include "common/rpc/call/method.h"
#include "services/supervision_reporting/domain/calendars/calendars.h"
#include "services/supervision_reporting/domain/findings/report_findings.h"
#include "services/supervision_reporting/domain/information/information.h"
#include "services/supervision_reporting/domain/information/information_bodies.h"
#include "services/supervision_reporting/domain/information/information_events.h"
#include "services/supervision_reporting/domain/information/work_activities.h"
#include "services/supervision_reporting/domain/kinds.h"
#include "services/supervision_reporting/domain/matters/deadlines.h"
#include "services/supervision_reporting/domain/matters/extensions.h"
#include "services/supervision_reporting/domain/matters/lights.h"
#include "services/supervision_reporting/domain/matters/matter_endings.h"
#include "services/supervision_reporting/domain/matters/matter_handlings.h"
#include "services/supervision_reporting/domain/matters/matter_parts.h"
#include "services/supervision_reporting/domain/matters/matter_terms.h"
#include "services/supervision_reporting/domain/matters/matters.h"
#include "services/supervision_reporting/domain/proposals/proposal_handlings.h"
#include "services/supervision_reporting/domain/proposals/proposal_replies.h"
#include "services/supervision_reporting/domain/proposals/proposal_rules.h"
#include "services/supervision_reporting/domain/proposals/proposals.h"
#include "services/supervision_reporting/domain/publications/errata.h"
#include "services/supervision_reporting/domain/publications/publication_chain.h"
#include "services/supervision_reporting/domain/publications/publication_changes.h"
#include "services/supervision_reporting/domain/publications/publications.h"
#include "services/supervision_reporting/domain/reports/report_items.h"
#include "services/supervision_reporting/domain/reports/report_templates.h"
#include "services/supervision_reporting/domain/scorecards/score_rules.h"
#include "services/supervision_reporting/domain/scorecards/scorecards.h"
#include "services/supervision_reporting/domain/sources/sources.h"
#include "services/supervision_reporting/domain/watchlist/current_sources.h"
#include "services/supervision_reporting/domain/watchlist/light_overrides.h"
#include "services/supervision_reporting/domain/watchlist/light_rules.h"
#include "services/supervision_reporting/domain/watchlist/queue.h"
#include "services/supervision_reporting/domain/watchlist/sweeps.h"
#include "services/supervision_reporting/domain/watchlist/watch_list.h"
#include "zgc/supervision/v1/calendar_service.pb.h"
#include "zgc/supervision/v1/calendars.pb.h"
#include "zgc/supervision/v1/publication_service.pb.h"
#include "zgc/supervision/v1/publications.pb.h"
#include "zgc/supervision/v1/report_service.pb.h"
#include "zgc/supervision/v1/reports.pb.h"

namespace zgc::supervision {
namespace {

// A change of a calendar. One that only asks counts before its turn to write, as it may take long.
template <typename Request>
rpc::Method ChangeOfCalendar(
    absl::StatusOr<v1::CalendarEffect> (*attempt)(const storage::Reader&, const Request&),
    absl::StatusOr<v1::Calendar> (*change)(storage::Txn&, const base::Actor&, const Request&)) {
  return rpc::WriteAfterReading<Request, v1::Calendar>(
      [attempt](const storage::Reader& reader, const base::Actor&, const Request& request) {
        return attempt(reader, request);
      },
      [change](storage::Txn& txn, const base::Actor& actor, const Request& request,
               const v1::CalendarEffect& effect) -> absl::StatusOr<v1::Calendar> {
        ZGC_ASSIGN_OR_RETURN(v1::Calendar calendar, change(txn, actor, request));
        if (request.validate_only()) *calendar.mutable_effect() = effect;
        return calendar;
      });
}

std::vector<rpc::Method> CalendarMethods() {
  return {ChangeOfCalendar(TryCreateCalendar, CreateCalendar),
          rpc::Read(GetCalendar),
          rpc::List(ListCalendars),
          ChangeOfCalendar(TryUpdateCalendar, UpdateCalendar),
          rpc::Read(ComputeDeadline),
          rpc::Write(RecomputeDeadlines)};
}

std::vector<rpc::Method> MatterMethods() {
  return {rpc::Write(CreateMatter),     rpc::Read(GetMatter),        rpc::List(ListMatters),
          rpc::Write(AssignMatter),     rpc::Write(StartMatter),     rpc::Write(ReportMatter),
          rpc::Write(CloseMatter),      rpc::Write(ReturnMatter),    rpc::Write(RequestExtension),
          rpc::Write(ApproveExtension), rpc::Write(RejectExtension), rpc::Read(GetExtension),
          rpc::List(ListExtensions),    rpc::Read(GetMatterLight)};
}

std::vector<rpc::Method> MatterHandlingMethods() {
  return {rpc::Write(ProposeMatterHandling),
          rpc::Write(DeclineMatter),
          rpc::Write(ReassignMatter),
          rpc::Write(RecordMatterProgress),
          rpc::Write(VerifyMatter),
          rpc::Write(ArchiveMatter),
          rpc::Write(ReopenMatter),
          rpc::Write(ProposeMatterCancellation),
          rpc::Write(ApproveMatterCancellation),
          rpc::Write(RejectMatterCancellation),
          rpc::Write(MergeMatters),
          rpc::Write(SplitMatter)};
}

std::vector<rpc::Method> MatterPartMethods() {
  return {rpc::Write(CreateMatterPart),         rpc::Read(GetMatterPart),
          rpc::List(ListMatterParts),           rpc::Write(SignForMatterPart),
          rpc::Write(ReturnMatterPart),         rpc::Write(TransferMatterPart),
          rpc::Write(RecordMatterPartProgress), rpc::Write(ReportMatterPart),
          rpc::Write(StrikeOffMatterPart),      rpc::Write(ReworkMatterPart),
          rpc::Write(WaiveMatterPart),          rpc::Write(ChangeMatterPartDeadline)};
}

std::vector<rpc::Method> MatterRuleMethods() {
  return {rpc::Write(CreateMatterRuleSet), rpc::Read(GetMatterRuleSet),
          rpc::List(ListMatterRuleSets)};
}

std::vector<rpc::Method> ProposalMethods() {
  return {rpc::Write(CreateProposal),         rpc::Read(GetProposal),
          rpc::List(ListProposals),           rpc::Write(AssignProposal),
          rpc::Write(AcceptProposal),         rpc::Write(AddJointOpinion),
          rpc::Write(DraftProposalReply),     rpc::Write(SignProposalReply),
          rpc::Write(SendProposalReply),      rpc::Write(CloseProposal),
          rpc::Write(RecordDissatisfaction),  rpc::Write(ReturnProposal),
          rpc::Write(ReturnProposalHandling), rpc::Write(RecordCommunication),
          rpc::Write(ReturnProposalReply),    rpc::Write(PublishProposalReply)};
}

std::vector<rpc::Method> ProposalRuleMethods() {
  return {rpc::Write(CreateProposalRuleSet), rpc::Read(GetProposalRuleSet),
          rpc::List(ListProposalRuleSets)};
}

std::vector<rpc::Method> ScoreMethods() {
  return {rpc::Write(CreateScoreRule),  rpc::Read(GetScoreRule),     rpc::List(ListScoreRules),
          rpc::Write(ApproveScoreRule), rpc::Write(RejectScoreRule), rpc::Write(EndScoreRule),
          rpc::Read(ComputeScorecard),  rpc::Read(ComputeRanking)};
}

std::vector<rpc::Method> LightRuleMethods() {
  return {rpc::Write(CreateLightRuleSet), rpc::Read(GetLightRuleSet),
          rpc::List(ListLightRuleSets),   rpc::Write(ApproveLightRuleSet),
          rpc::Write(RejectLightRuleSet), rpc::Write(EndLightRuleSet)};
}

// A list of what is watched, with what is said of lines whose service is not current.
template <typename Request, typename Response>
rpc::Method MarkedList(absl::StatusOr<std::string> (*list)(const storage::Reader&, const Request&,
                                                           const storage::Page&, Response&),
                       resource::SourceWatch& sources) {
  return rpc::List([list, &sources](const storage::Reader& reader, const Request& request,
                                    const storage::Page& page,
                                    Response& response) -> absl::StatusOr<std::string> {
    ZGC_ASSIGN_OR_RETURN(std::string next, list(reader, request, page, response));
    ZGC_RETURN_IF_ERROR(CurrentSources(reader, sources).Mark(response));
    return next;
  });
}

std::vector<rpc::Method> WatchMethods(rpc::Calls& calls, resource::SourceWatch& sources,
                                      SweepLog* log) {
  return {
      MarkedList(ListLights, sources),
      rpc::WriteAfterReading<v1::SweepDeadlinesRequest, v1::SweepDeadlinesResponse>(
          [&calls, &sources](const storage::Reader& reader, const base::Actor&,
                             const v1::SweepDeadlinesRequest& request) {
            return PlanSweep(reader, sources, calls.store().clock().Now(), request);
          },
          [&sources](storage::Txn& txn, const base::Actor& actor,
                     const v1::SweepDeadlinesRequest& request, const SweepPlan& plan) {
            return SweepDeadlines(txn, actor, sources, request, plan);
          },
          [log](const v1::SweepDeadlinesRequest& request, const v1::SweepDeadlinesResponse& part) {
            // That of another day says nothing of today's.
            if (log == nullptr || !request.as_of_date().empty()) return;
            Swept swept;
            swept.Add(part);
            log->Note(swept, !part.unfinished() && part.left_out().empty());
          }),
      rpc::Write(SignLightOverride),
      rpc::List(ListLightOverrides),
      MarkedList(ListQueue, sources),
      rpc::List(ListEscalations),
      rpc::Write(AcknowledgeEscalation),
      rpc::Write(AnswerEscalation),
      rpc::Write(WithdrawEscalation)};
}

std::vector<rpc::Method> InformationBodyMethods() {
  return {rpc::Write(CreateInformationBody),       rpc::Read(GetInformationBody),
          rpc::List(ListInformationBodies),        rpc::Write(EndInformationBody),
          rpc::Write(CreateInformationPeriodical), rpc::Read(GetInformationPeriodical),
          rpc::List(ListInformationPeriodicals),   rpc::Write(EndInformationPeriodical)};
}

std::vector<rpc::Method> InformationMethods() {
  return {rpc::Write(CreateInformationItem), rpc::Read(GetInformationItem),
          rpc::List(ListInformationItems),   rpc::Write(SignOffInformationItem),
          rpc::Write(SubmitInformationItem), rpc::Write(AdoptInformation),
          rpc::Write(InstructInformation),   rpc::Read(GetInformationEvent),
          rpc::List(ListInformationEvents),  rpc::Write(RecordInstructionFollowUp),
          rpc::Write(ReturnInformationItem), rpc::Write(ReviseInformationItem),
          rpc::Write(CreateWorkActivity),    rpc::Read(GetWorkActivity),
          rpc::List(ListWorkActivities)};
}

std::vector<rpc::Method> ReportMethods(const figures::FigureBook& book,
                                       resource::SourceWatch& sources) {
  return {rpc::Read(ListSources),
          rpc::Write(CreateReportTemplate),
          rpc::Read(GetReportTemplate),
          rpc::List(ListReportTemplates),
          rpc::Write(UpdateReportTemplate),
          rpc::Write(CreateReportItem),
          rpc::Read(GetReportItem),
          rpc::List(ListReportItems),
          rpc::Write(UpdateReportItem),
          rpc::Read([&book, &sources](const storage::Reader& reader,
                                      const v1::CheckReportRequest& request) {
            return CheckReport(reader, book, sources, request);
          }),
          rpc::List([&book](const storage::Reader& reader, const v1::ListFindingsRequest& request,
                            const storage::Page& page, v1::ListFindingsResponse& response) {
            return ListFindings(reader, book, request, page, response);
          }),
          rpc::WriteAfterReading<v1::SignFindingRequest, v1::FindingExplanation>(
              [&book, &sources](const storage::Reader& reader, const base::Actor&,
                                const v1::SignFindingRequest& request) {
                return FindToSign(reader, book, sources, request);
              },
              SignFinding),
          rpc::Read(GetFindingExplanation),
          rpc::List(ListFindingExplanations),
          rpc::Read([&book, &sources](const storage::Reader& reader,
                                      const v1::RenderReportRequest& request) {
            return RenderReport(reader, book, sources, request);
          })};
}

std::vector<rpc::Method> PublicationMethods(const figures::FigureBook& book,
                                            resource::SourceWatch& sources, rpc::Calls& calls) {
  return {
      rpc::WriteAfterReading<v1::PublishReportRequest, v1::Publication>(
          [&book, &sources](const storage::Reader& reader, const base::Actor& actor,
                            const v1::PublishReportRequest& request) {
            return RenderToPublish(reader, book, sources, actor, request);
          },
          [&sources](storage::Txn& txn, const base::Actor&, const v1::PublishReportRequest& request,
                     const auto& rendered) {
            return PublishReport(txn, sources, request, rendered);
          }),
      rpc::Read([&book](const storage::Reader& reader, const v1::GetPublicationRequest& request) {
        return GetPublication(reader, book, request);
      }),
      rpc::List([&book](const storage::Reader& reader, const v1::ListPublicationsRequest& request,
                        const storage::Page& page, v1::ListPublicationsResponse& response) {
        return ListPublications(reader, book, request, page, response);
      }),
      rpc::Read([&book, &calls](const storage::Reader& reader,
                                const v1::RenderPublicationRequest& request) {
        return RenderPublication(reader, calls.store(), book, request);
      }),
      rpc::Read([&book, &calls](const storage::Reader& reader,
                                const v1::VerifyPublicationRequest& request) {
        return VerifyPublication(reader, calls.store(), book, request);
      }),
      rpc::List([&book, &calls](
                    const storage::Reader& reader, const v1::ListPublicationChangesRequest& request,
                    const storage::Page& page, v1::ListPublicationChangesResponse& response) {
        return ListPublicationChanges(reader, calls.store(), book, request, page, response);
      }),
      rpc::List([&book](const storage::Reader& reader,
                        const v1::ListFigureCitationsRequest& request, const storage::Page& page,
                        v1::ListFigureCitationsResponse& response) {
        return ListFigureCitations(reader, book, request, page, response);
      })};
}

std::vector<rpc::Method> ErratumMethods(rpc::Calls& calls, const figures::FigureBook& book,
                                        resource::SourceWatch& sources) {
  return {rpc::WriteAfterReading<v1::DraftErratumRequest, v1::Erratum>(
              [&calls, &book, &sources](const storage::Reader& reader, const base::Actor&,
                                        const v1::DraftErratumRequest& request) {
                return ReadToDraft(reader, calls.store(), book, sources, request);
              },
              [&sources](storage::Txn& txn, const base::Actor& actor,
                         const v1::DraftErratumRequest& request, const auto& basis) {
                return DraftErratum(txn, actor, sources, request, basis);
              }),
          rpc::WriteAfterReading<v1::PublishErratumRequest, v1::Erratum>(
              [&book, &sources](const storage::Reader& reader, const base::Actor&,
                                const v1::PublishErratumRequest& request) {
                return ReadToPublish(reader, book, sources, request);
              },
              [&sources](storage::Txn& txn, const base::Actor& actor,
                         const v1::PublishErratumRequest& request, const auto& basis) {
                return PublishErratum(txn, actor, sources, request, basis);
              }),
          rpc::Write(RejectErratum), rpc::Read(GetErratum), rpc::List(ListErrata)};
}

}  // namespace

rpc::Services MakeServices(rpc::Calls& calls, const figures::FigureBook& book,
                           resource::SourceWatch& sources, SweepLog* log) {
  rpc::Services services;
  const auto add = [&](const char* service, const std::vector<rpc::Method>& methods) {
    services.push_back(rpc::MakeService(calls, service, methods));
  };
  add("zgc.supervision.v1.CalendarService", CalendarMethods());
  add("zgc.supervision.v1.MatterService", MatterMethods());
  add("zgc.supervision.v1.MatterHandlingService", MatterHandlingMethods());
  add("zgc.supervision.v1.MatterPartService", MatterPartMethods());
  add("zgc.supervision.v1.MatterRuleService", MatterRuleMethods());
  add("zgc.supervision.v1.ProposalService", ProposalMethods());
  add("zgc.supervision.v1.ProposalRuleService", ProposalRuleMethods());
  add("zgc.supervision.v1.InformationService", InformationMethods());
  add("zgc.supervision.v1.InformationBodyService", InformationBodyMethods());
  add("zgc.supervision.v1.ScoreService", ScoreMethods());
  add("zgc.supervision.v1.LightRuleService", LightRuleMethods());
  add("zgc.supervision.v1.WatchService", WatchMethods(calls, sources, log));
  add("zgc.supervision.v1.ReportService", ReportMethods(book, sources));
  std::vector<rpc::Method> publications = PublicationMethods(book, sources, calls);
  for (rpc::Method& method : ErratumMethods(calls, book, sources)) {
    publications.push_back(std::move(method));
  }
  add("zgc.supervision.v1.PublicationService", publications);
  services.push_back(records::MakeRecordService(calls, SupervisionKinds()));
  services.push_back(records::MakeEvidenceService(calls));
  return services;
}

}  // namespace zgc::supervision
