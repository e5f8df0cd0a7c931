#pragma once

#include <string>

#include "common/resource/schema.h"
#include "common/storage/store.h"
#include "zgc/figures/v1/figures.pb.h"
#include "zgc/figures/v1/indicators.pb.h"
#include "zgc/supervision/v1/calendars.pb.h"
#include "zgc/supervision/v1/information.pb.h"
#include "zgc/supervision/v1/matters.pb.h"
#include "zgc/supervision/v1/proposals.pb.h"
#include "zgc/supervision/v1/publications.pb.h"
#include "zgc/supervision/v1/reports.pb.h"
#include "zgc/supervision/v1/sources.pb.h"
#include "zgc/tasks/v1/organisations.pb.h"
#include "zgc/tasks/v1/plans.pb.h"
#include "zgc/tasks/v1/policy_documents.pb.h"
#include "zgc/tasks/v1/tasks.pb.h"

// What supervision_reporting keeps. Ids of columns are permanent: records 10 to
// 19, what is read from other services 20 to 29, lookups 30 to 39, reports 40
// to 55.
namespace zgc::supervision {

using namespace resource;  // NOLINT: the vocabulary of every schema

inline constexpr Rows<v1::Calendar> kCalendars{
    {10, "calendars", true, "zgc.supervision.v1.Calendar"}};
inline constexpr Rows<v1::Matter> kMatters{{11, "matters", true, "zgc.supervision.v1.Matter"}};
inline constexpr Rows<v1::Extension> kExtensions{
    {12, "extensions", true, "zgc.supervision.v1.Extension"}};
inline constexpr Rows<v1::Escalation> kEscalations{
    {13, "escalations", true, "zgc.supervision.v1.Escalation"}};
inline constexpr Rows<v1::LightOverride> kLightOverrides{
    {14, "lightOverrides", true, "zgc.supervision.v1.LightOverride"}};
inline constexpr Rows<v1::Proposal> kProposals{
    {15, "proposals", true, "zgc.supervision.v1.Proposal"}};
inline constexpr Rows<v1::InformationItem> kInformationItems{
    {16, "informationItems", true, "zgc.supervision.v1.InformationItem"}};
inline constexpr Rows<v1::InformationEvent> kInformationEvents{
    {17, "informationEvents", true, "zgc.supervision.v1.InformationEvent"}};
inline constexpr Rows<v1::WorkActivity> kWorkActivities{
    {18, "workActivities", true, "zgc.supervision.v1.WorkActivity"}};

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
inline constexpr Rows<v1::Source> kSources{{20, "sources", true}};
inline constexpr SourceRows<figures::v1::Figure> kSourceFigures{{21, "source_figures", true}};
inline constexpr SourceRows<figures::v1::Indicator> kSourceIndicators{
    {22, "source_indicators", true}};
inline constexpr SourceRows<tasks::v1::Plan> kSourcePlans{{23, "source_plans", true}};
inline constexpr SourceRows<tasks::v1::Task> kSourceTasks{{24, "source_tasks", true}};
inline constexpr SourceRows<tasks::v1::Organisation> kSourceOrganisations{
    {25, "source_organisations", true}};
inline constexpr SourceRows<tasks::v1::PolicyDocument> kSourcePolicyDocuments{
    {26, "source_policy_documents", true}};

// By deadline: the matters that the handler has not reported.
inline constexpr Lookup kOpenMattersByDeadline{{30, "open_matters_by_deadline", true}};

inline constexpr Rows<v1::ReportTemplate> kReportTemplates{
    {40, "reportTemplates", true, "zgc.supervision.v1.ReportTemplate"}};
// By full name, so that the items of a template lie together.
inline constexpr Rows<v1::ReportItem> kReportItems{
    {41, "reportItems", true, "zgc.supervision.v1.ReportItem"}};
inline constexpr Rows<v1::FindingExplanation> kFindingExplanations{
    {42, "findingExplanations", true, "zgc.supervision.v1.FindingExplanation"}};
inline constexpr Rows<v1::Publication> kPublications{
    {43, "publications", true, "zgc.supervision.v1.Publication"}};

// A file of a publication.
struct FileKey {
  std::string publication;
  std::string file;
  void Encode(storage::KeyWriter& out) const { out.String(publication).String(file); }
  bool Decode(storage::KeyReader& in) { return in.String(&publication) && in.String(&file); }
};
// The bytes as they were published. Never changed, so without history.
inline constexpr storage::Table<FileKey, v1::RenderedFile> kPublicationFiles{
    {44, "publication_files", false}};
// By template: its publications.
inline constexpr Lookup kPublicationsByTemplate{{50, "publications_by_template", true}};

// With the columns of the figure book.
storage::Schema SupervisionSchema();

}  // namespace zgc::supervision
