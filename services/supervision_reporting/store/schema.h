#pragma once

#include <string>

#include "common/resource/checks.h"
#include "common/resource/dated_rules.h"
#include "common/resource/duties.h"
#include "common/resource/lifecycle.h"
#include "common/resource/masks.h"
#include "common/resource/rows.h"
#include "common/resource/schema.h"
#include "common/resource/steps.h"
#include "common/storage/store.h"
#include "zgc/figures/v1/figures.pb.h"
#include "zgc/figures/v1/indicator_versions.pb.h"
#include "zgc/figures/v1/indicators.pb.h"
#include "zgc/figures/v1/observations.pb.h"
#include "zgc/parks/v1/agreements.pb.h"
#include "zgc/records/v1/corrections.pb.h"
#include "zgc/supervision/v1/calendars.pb.h"
#include "zgc/supervision/v1/errata.pb.h"
#include "zgc/supervision/v1/escalations.pb.h"
#include "zgc/supervision/v1/information.pb.h"
#include "zgc/supervision/v1/information_bodies.pb.h"
#include "zgc/supervision/v1/light_rules.pb.h"
#include "zgc/supervision/v1/matter_parts.pb.h"
#include "zgc/supervision/v1/matter_rules.pb.h"
#include "zgc/supervision/v1/matters.pb.h"
#include "zgc/supervision/v1/proposal_rules.pb.h"
#include "zgc/supervision/v1/proposals.pb.h"
#include "zgc/supervision/v1/publications.pb.h"
#include "zgc/supervision/v1/published_figures.pb.h"
#include "zgc/supervision/v1/published_tasks.pb.h"
#include "zgc/supervision/v1/reports.pb.h"
#include "zgc/supervision/v1/scores.pb.h"
#include "zgc/supervision/v1/sources.pb.h"
#include "zgc/tasks/v1/duties.pb.h"
#include "zgc/tasks/v1/milestones.pb.h"
#include "zgc/tasks/v1/organisations.pb.h"
#include "zgc/tasks/v1/plans.pb.h"
#include "zgc/tasks/v1/policy_documents.pb.h"
#include "zgc/tasks/v1/tasks.pb.h"

// What supervision_reporting keeps. Ids of columns are permanent: records 10 to
// 19, what is read from other services 20 to 29 and 34 to 36, lookups 30 to 39, reports 40
// to 55, rules and bodies 100 to 109.
namespace zgc::supervision {

// The words of every schema and of the rules over it.
using resource::ActorsOf;
using resource::ApplyUpdate;
using resource::CheckDays;
using resource::Checks;
using resource::CheckStepDay;
using resource::DatedRules;
using resource::DayOfCommit;
using resource::DayOr;
using resource::Evidence;
using resource::Exists;
using resource::GetForUpdate;
using resource::GetRow;
using resource::IllegalTransition;
using resource::Insert;
using resource::IsInForce;
using resource::LastStepBy;
using resource::LastStepTo;
using resource::Lifecycle;
using resource::Lookup;
using resource::NameOf;
using resource::NotFound;
using resource::RequireAnother;
using resource::Rows;
using resource::Save;
using resource::SetTime;
using resource::StateOn;
using resource::StepDetails;
using resource::Steps;
using resource::Takes;
using resource::Texts;

inline constexpr Rows<v1::Calendar> kCalendars{{.id = 10, .name = "calendars", .in_feed = true}};
inline constexpr Rows<v1::Matter> kMatters{{.id = 11, .name = "matters", .in_feed = true}};
inline constexpr Rows<v1::Extension> kExtensions{{.id = 12, .name = "extensions", .in_feed = true}};
inline constexpr Rows<v1::Escalation> kEscalations{
    {.id = 13, .name = "escalations", .in_feed = true}};
inline constexpr Rows<v1::LightOverride> kLightOverrides{
    {.id = 14, .name = "lightOverrides", .in_feed = true}};
inline constexpr Rows<v1::Proposal> kProposals{{.id = 15, .name = "proposals", .in_feed = true}};
inline constexpr Rows<v1::InformationItem> kInformationItems{
    {.id = 16, .name = "informationItems", .in_feed = true}};
inline constexpr Rows<v1::InformationEvent> kInformationEvents{
    {.id = 17, .name = "events", .in_feed = true}};
inline constexpr Rows<v1::WorkActivity> kWorkActivities{
    {.id = 18, .name = "workActivities", .in_feed = true}};
inline constexpr Rows<v1::MatterPart> kMatterParts{{.id = 19, .name = "parts", .in_feed = true}};
inline constexpr Rows<v1::ProposalRuleSet> kProposalRuleSets{
    {.id = 100, .name = "proposalRuleSets", .in_feed = true}};
inline constexpr Rows<v1::InformationBody> kInformationBodies{
    {.id = 101, .name = "informationBodies", .in_feed = true}};
inline constexpr Rows<v1::InformationPeriodical> kInformationPeriodicals{
    {.id = 102, .name = "informationPeriodicals", .in_feed = true}};
inline constexpr Rows<v1::ScoreRule> kScoreRules{
    {.id = 103, .name = "scoreRules", .in_feed = true}};
inline constexpr Rows<v1::LightRuleSet> kLightRuleSets{
    {.id = 104, .name = "lightRuleSets", .in_feed = true}};
inline constexpr Rows<v1::MatterRuleSet> kMatterRuleSets{
    {.id = 108, .name = "matterRuleSets", .in_feed = true}};

// A row of another service. What is read from others is not in this service's
// feed: their own feeds carry it.
struct SourceKey {
  std::string service;
  std::string name;
  void Encode(storage::KeyWriter& out) const { out.String(service).String(name); }
  bool Decode(storage::KeyReader& in) { return in.String(&service) && in.String(&name); }
};
template <typename Row>
using SourceRows = storage::Table<SourceKey, Row>;

// How far each source has been applied, by "sources/{service}".
inline constexpr Rows<v1::Source> kSources{{.id = 20, .name = "sources", .history = true}};
inline constexpr SourceRows<figures::v1::Figure> kSourceFigures{
    {.id = 21, .name = "source_figures", .history = true}};
inline constexpr SourceRows<figures::v1::Indicator> kSourceIndicators{
    {.id = 22, .name = "source_indicators", .history = true}};
inline constexpr SourceRows<tasks::v1::Plan> kSourcePlans{
    {.id = 23, .name = "source_plans", .history = true}};
inline constexpr SourceRows<tasks::v1::Task> kSourceTasks{
    {.id = 24, .name = "source_tasks", .history = true}};
inline constexpr SourceRows<tasks::v1::Organisation> kSourceOrganisations{
    {.id = 25, .name = "source_organisations", .history = true}};
inline constexpr SourceRows<tasks::v1::PolicyDocument> kSourcePolicyDocuments{
    {.id = 26, .name = "source_policy_documents", .history = true}};

inline constexpr SourceRows<tasks::v1::Milestone> kSourceMilestones{
    {.id = 34, .name = "source_milestones", .history = true}};
inline constexpr SourceRows<tasks::v1::Duty> kSourceDuties{
    {.id = 35, .name = "source_duties", .history = true}};
inline constexpr SourceRows<parks::v1::Agreement> kSourceAgreements{
    {.id = 36, .name = "source_agreements", .history = true}};

// What says why figures of other services changed.
inline constexpr SourceRows<records::v1::Correction> kSourceCorrections{
    {.id = 27, .name = "source_corrections", .history = true}};
inline constexpr SourceRows<figures::v1::Observation> kSourceObservations{
    {.id = 28, .name = "source_observations", .history = true}};
inline constexpr SourceRows<figures::v1::IndicatorVersion> kSourceIndicatorVersions{
    {.id = 29, .name = "source_indicator_versions", .history = true}};
// When one of those came into effect here, the newest first: see resource::kReasons.
struct SourceReasonAt {
  int64_t revision = 0;
  std::string service;
  std::string name;
  // Whether it is all that this revision took over: its commit and no other.
  int64_t alone = 0;
  void Encode(storage::KeyWriter& out) const {
    out.IntDescending(revision).String(service).String(name).Int(alone);
  }
  bool Decode(storage::KeyReader& in) {
    return in.IntDescending(&revision) && in.String(&service) && in.String(&name) && in.Int(&alone);
  }
};
inline constexpr storage::Index<SourceReasonAt> kSourceReasons{
    {.id = 32, .name = "source_reasons", .history = true}};

// Leads from a figure of another service to those that have taken its place. What was so once
// stays, since a correction of a correction is found through it.
inline constexpr Lookup<SourceKey> kReplacedSourceFigures{
    {.id = 31, .name = "replaced_source_figures", .history = true}};

// What is watched, by deadline: empty first. Of things of other services as well.
// To be done.
inline constexpr int64_t kWatchedOpen = 0;
// Of these, what is urgent or was returned: it may not be green however far its deadline is.
inline constexpr int64_t kWatchedMarked = 1;
// Done.
inline constexpr int64_t kWatchedDone = 2;
// What waits for an answer, by the day since when.
inline constexpr int64_t kWatchedWaiting = 3;
struct WatchedKey {
  int64_t list = kWatchedOpen;
  std::string day;
  // Full.
  std::string name;
  void Encode(storage::KeyWriter& out) const { out.Int(list).String(day).String(name); }
  bool Decode(storage::KeyReader& in) {
    return in.Int(&list) && in.String(&day) && in.String(&name);
  }
};
inline constexpr storage::Index<WatchedKey> kWatched{
    {.id = 30, .name = "watched", .history = true, .derived = true}};
// How it follows from the rows: the domain says that, in watchlist/watched_index.cc.
storage::Derived WatchedIndex();

// The matters whose deadline a calendar of the year may move.
struct CalendarYear {
  int64_t year = 0;
  void Encode(storage::KeyWriter& out) const { out.Int(year); }
  bool Decode(storage::KeyReader& in) { return in.Int(&year); }
};
inline constexpr Lookup<CalendarYear> kMattersByCalendarYear{
    {.id = 33, .name = "matters_by_calendar_year", .history = true}};

inline constexpr Rows<v1::ReportTemplate> kReportTemplates{
    {.id = 40, .name = "reportTemplates", .in_feed = true}};
// By full name, so that the items of a template lie together.
inline constexpr Rows<v1::ReportItem> kReportItems{{.id = 41, .name = "items", .in_feed = true}};
inline constexpr Rows<v1::FindingExplanation> kFindingExplanations{
    {.id = 42, .name = "findingExplanations", .in_feed = true}};
inline constexpr Rows<v1::Publication> kPublications{
    {.id = 43, .name = "publications", .in_feed = true}};

// A file of a publication.
struct FileKey {
  std::string publication;
  std::string file;
  void Encode(storage::KeyWriter& out) const { out.String(publication).String(file); }
  bool Decode(storage::KeyReader& in) { return in.String(&publication) && in.String(&file); }
};
// The bytes as they were published. Never changed, so without history.
inline constexpr storage::Table<FileKey, v1::RenderedFile> kPublicationFiles{
    {.id = 44, .name = "publication_files"}};
// Written with their publication and never changed.
inline constexpr Rows<v1::PublishedFigure> kPublishedFigures{
    {.id = 45, .name = "published_figures", .history = true}};
inline constexpr Rows<v1::PublishedTask> kPublishedTasks{
    {.id = 47, .name = "published_tasks", .history = true}};
inline constexpr Rows<v1::Erratum> kErrata{{.id = 46, .name = "errata", .in_feed = true}};
inline constexpr Lookup<NameOf<v1::ReportTemplate>> kPublicationsByTemplate{
    {.id = 50, .name = "publications_by_template", .history = true}};
// Leads from the full name of a figure to what cites it.
inline constexpr Lookup<NameOf<figures::v1::Figure>> kPublishedByFigure{
    {.id = 51, .name = "published_by_figure", .history = true}};
inline constexpr Lookup<NameOf<figures::v1::Figure>> kReportItemsByFigure{
    {.id = 52, .name = "report_items_by_figure", .history = true}};
// Leads from a publication to the next edition.
inline constexpr Lookup<NameOf<v1::Publication>> kNextPublications{
    {.id = 53, .name = "next_publications", .history = true}};

// With the columns of the figure book and of corrections.
storage::Schema SupervisionSchema();

}  // namespace zgc::supervision
