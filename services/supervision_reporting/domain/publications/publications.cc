#include "services/supervision_reporting/domain/publications/publications.h"

#include <algorithm>
#include <utility>

#include "common/base/error.h"
#include "common/base/names.h"
#include "common/query/list.h"
#include "common/resource/checks.h"
#include "common/resource/duties.h"
#include "common/resource/rows.h"
#include "services/supervision_reporting/domain/publications/publication_chain.h"
#include "services/supervision_reporting/domain/publications/publication_changes.h"
#include "services/supervision_reporting/domain/publications/published_figures.h"
#include "services/supervision_reporting/domain/publications/published_tasks.h"
#include "services/supervision_reporting/domain/reports/report_files.h"
#include "services/supervision_reporting/domain/reports/report_reader.h"
#include "services/supervision_reporting/domain/reports/sources_shown.h"
#include "services/supervision_reporting/report/findings/blockers.h"
#include "services/supervision_reporting/report/render/content_digests.h"
#include "services/supervision_reporting/store/schema.h"
#include "zgc/common/v1/position.pb.h"
#include "zgc/supervision/v1/publication_service.pb.h"
#include "zgc/supervision/v1/publications.pb.h"
#include "zgc/supervision/v1/reports.pb.h"

namespace zgc::supervision {
namespace {

using namespace common::v1;  // NOLINT: the reasons

// Details of an error travel in trailing metadata, of which clients take 8 KiB.
constexpr size_t kMaxDetailBytes = 4096;

// OK if `shown` holds all that the request asks for.
absl::Status CheckReached(const resource::SourceWatch& sources,
                          const v1::PublishReportRequest& request,
                          const google::protobuf::Map<std::string, common::v1::Position>& shown) {
  const absl::btree_map<std::string, common::v1::Position> wanted(
      request.min_source_positions().begin(), request.min_source_positions().end());
  for (const auto& [service, position] : wanted) {
    const auto found = shown.find(service);
    ZGC_RETURN_IF_ERROR(sources.RequireReached(
        service, found == shown.end() ? common::v1::Position() : found->second, position));
  }
  return absl::OkStatus();
}

// Whether what a publication shows of other services is in the history that they have now.
bool StillInHistory(const resource::SourceWatch& sources, const SourcesShown& shown,
                    const v1::Publication& row) {
  for (const auto& [service, here] : shown) {
    const auto found = row.source_positions().find(service);
    if (found != row.source_positions().end() &&
        !sources.RequireReached(service, found->second, found->second).ok()) {
      return false;
    }
  }
  return true;
}

absl::Status Blocked(const std::string& report_template, const std::vector<v1::Blocker>& blockers) {
  google::rpc::PreconditionFailure failure;
  for (const v1::Blocker& blocker : blockers) {
    auto* violation = failure.add_violations();
    violation->set_type(v1::BlockerKind_Name(blocker.kind()).substr(sizeof("BLOCKER_KIND_") - 1));
    violation->set_subject(
        blocker.item().empty()
            ? blocker.subject()
            : absl::StrCat(blocker.item(), "#", blocker.field(), "@", blocker.offset()));
    violation->set_description(
        blocker.printed().empty()
            ? blocker.description()
            : absl::StrCat("\"", blocker.printed(), "\": ", blocker.description()));
    if (failure.ByteSizeLong() > kMaxDetailBytes) {
      failure.mutable_violations()->RemoveLast();
      break;
    }
  }
  absl::Status status = base::MakeError(
      absl::StatusCode::kFailedPrecondition, ERROR_REASON_PUBLICATION_BLOCKED,
      absl::StrCat(report_template, " cannot be published: ", blockers.size(), " blockers, ",
                   failure.violations_size(), " of them listed here; CheckReport lists all"),
      {{"report_template", report_template}, {"blockers", absl::StrCat(blockers.size())}});
  base::AttachDetail(status, failure);
  return status;
}

// The publisher signed none of the explanations that the report shows.
absl::Status CheckPublisher(const base::Actor& actor, const std::vector<v1::Finding>& findings) {
  for (const v1::Finding& finding : findings) {
    if (!finding.has_signed_explanation()) continue;
    const v1::FindingExplanation& signature = finding.signed_explanation();
    ZGC_RETURN_IF_ERROR(
        resource::RequireAnother(actor, signature.signer(), "signed", signature.name()));
  }
  return absl::OkStatus();
}

std::string NewName(const v1::PublishReportRequest& request, int32_t number) {
  if (!request.publication_id().empty()) {
    return absl::StrCat("publications/", request.publication_id());
  }
  const absl::string_view id = base::IdOf(request.report_template());
  return absl::StrCat("publications/", id, number == 1 ? "" : absl::StrCat("-", number));
}

// Writes the record, its files and what it cites.
absl::StatusOr<v1::Publication> Append(storage::Txn& txn, const RenderedReport& rendered,
                                       v1::Publication row) {
  ZGC_ASSIGN_OR_RETURN(const auto existing, kPublications.Get(txn, {row.name()}));
  if (existing.has_value()) return Exists(row.name());
  for (const v1::RenderedFile& file : rendered.files) {
    *row.add_files() = file.file();
    kPublicationFiles.Put(txn, {row.name(), file.file().name()}, file);
  }
  KeepFigures(txn, row.name(), rendered.cited);
  KeepTasks(txn, row.name(), rendered.covered);
  row.set_revision(txn.revision());
  SetTime(txn, *row.mutable_publish_time());
  row.set_sha256(RecordDigest(row));
  kPublications.Put(txn, {row.name()}, row);
  kPublicationsByTemplate.Add(txn, {row.report_template()}, row.name());
  if (!row.previous().empty()) kNextPublications.Add(txn, {row.previous()}, row.name());
  return row;
}

}  // namespace

absl::StatusOr<RenderedReport> RenderToPublish(const storage::Reader& reader,
                                               const figures::FigureBook& book,
                                               resource::SourceWatch& sources,
                                               const base::Actor& actor,
                                               const v1::PublishReportRequest& request,
                                               const ReportProgram& program) {
  Checks checks(reader, request);
  const std::vector<std::string> followed = sources.services();
  for (const auto& [service, position] : request.min_source_positions()) {
    checks.Expect(std::find(followed.begin(), followed.end(), service) != followed.end(),
                  absl::StrCat("min_source_positions[", service, "]"),
                  "is no service that is followed here: its position would never be reached");
    checks.Expect(!position.incarnation().empty() || position.revision() == 0,
                  absl::StrCat("min_source_positions[", service, "].incarnation"),
                  "is required: a revision alone names no commit");
  }
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  ZGC_ASSIGN_OR_RETURN(const auto report,
                       ReadReport(reader, book, request.report_template(), reader.revision()));
  report->input.versions.program = program;
  RenderedReport rendered;
  ZGC_ASSIGN_OR_RETURN(rendered.max_age, resource::AskedMaxAge(request.max_source_age()));
  const auto& versions = report->input.versions.source_positions;
  ZGC_ASSIGN_OR_RETURN(rendered.shown, ShownIn(report->input.versions, reader, book, sources));
  // First: one that is refused is waited for in vain.
  ZGC_RETURN_IF_ERROR(RequireCurrent(sources, rendered.shown, rendered.max_age));
  v1::Publication& row = rendered.row;
  row.mutable_source_positions()->insert(versions.begin(), versions.end());
  ZGC_RETURN_IF_ERROR(CheckReached(sources, request, row.source_positions()));
  const std::vector<v1::Blocker> blockers = FindBlockers(report->model);
  if (!blockers.empty()) return Blocked(request.report_template(), blockers);
  ZGC_RETURN_IF_ERROR(CheckPublisher(actor, report->model.findings));
  row.set_report_template(request.report_template());
  row.set_report_revision(reader.revision());
  row.set_renderer_version(program.renderer_version);
  row.set_rules_version(program.rules_version);
  row.set_finding_count(static_cast<int32_t>(report->model.findings.size()));
  row.set_figure_count(static_cast<int32_t>(report->model.cited.size()));
  row.set_publisher(actor.responsible());
  rendered.cited = CitedIn(report->model);
  rendered.covered = CoveredBy(report->model);
  row.set_content_sha256(ContentDigest(report->model));
  row.set_records_sha256(RecordsDigest(report->model));
  row.set_findings_sha256(FindingsDigest(report->model));
  for (const ReportFile& file : RenderAll(report->model, report->input.versions)) {
    ZGC_ASSIGN_OR_RETURN(*rendered.files.emplace(rendered.files.end()),
                         ToRendered(file, row.report_revision()));
  }
  ZGC_ASSIGN_OR_RETURN(rendered.decided_sha256,
                       DigestOfDecisions(reader, request.report_template()));
  return rendered;
}

absl::StatusOr<v1::Publication> PublishReport(storage::Txn& txn, resource::SourceWatch& sources,
                                              const v1::PublishReportRequest& request,
                                              const RenderedReport& rendered) {
  // Again, as rendering takes its time.
  ZGC_RETURN_IF_ERROR(RequireCurrent(sources, rendered.shown, rendered.max_age));
  ZGC_ASSIGN_OR_RETURN(const std::string decided,
                       DigestOfDecisions(txn, request.report_template()));
  if (decided != rendered.decided_sha256) {
    return base::MakeError(absl::StatusCode::kAborted, ERROR_REASON_ETAG_MISMATCH,
                           absl::StrCat(request.report_template(),
                                        " was changed while it was rendered: publish it again"));
  }
  ZGC_ASSIGN_OR_RETURN(const auto previous, LatestPublication(txn, request.report_template()));
  const bool same_program = previous.has_value() &&
                            previous->renderer_version() == rendered.row.renderer_version() &&
                            previous->rules_version() == rendered.row.rules_version();
  // What was asked for is here, and makes nothing else of the report.
  if (same_program && previous->content_sha256() == rendered.row.content_sha256() &&
      StillInHistory(sources, rendered.shown, *previous)) {
    return *previous;
  }
  v1::Publication row = rendered.row;
  row.set_number(previous.has_value() ? previous->number() + 1 : 1);
  row.set_name(NewName(request, row.number()));
  if (previous.has_value()) {
    row.set_previous(previous->name());
    row.set_previous_sha256(previous->sha256());
  }
  return Append(txn, rendered, std::move(row));
}

absl::StatusOr<v1::Publication> GetPublication(const storage::Reader& reader,
                                               const figures::FigureBook& book,
                                               const v1::GetPublicationRequest& request) {
  ZGC_ASSIGN_OR_RETURN(v1::Publication row, GetRow(reader, kPublications, request.name()));
  ZGC_RETURN_IF_ERROR(SetStanding(reader, book, row));
  return row;
}

absl::StatusOr<std::string> ListPublications(const storage::Reader& reader,
                                             const figures::FigureBook& book,
                                             const v1::ListPublicationsRequest& request,
                                             const storage::Page& page,
                                             v1::ListPublicationsResponse& response) {
  ZGC_ASSIGN_OR_RETURN(std::string next,
                       query::List(reader, kPublications.column(), request, page, response));
  for (v1::Publication& row : *response.mutable_publications()) {
    ZGC_RETURN_IF_ERROR(SetStanding(reader, book, row));
  }
  return next;
}

}  // namespace zgc::supervision
