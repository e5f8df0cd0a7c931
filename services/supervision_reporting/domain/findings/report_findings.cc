#include "services/supervision_reporting/domain/findings/report_findings.h"

#include <algorithm>
#include <utility>

#include "absl/strings/escaping.h"
#include "common/base/digest.h"
#include "common/base/error.h"
#include "common/query/list.h"
#include "common/resource/checks.h"
#include "common/resource/rows.h"
#include "services/supervision_reporting/domain/reports/report_files.h"
#include "services/supervision_reporting/domain/reports/report_reader.h"
#include "services/supervision_reporting/domain/reports/sources_shown.h"
#include "services/supervision_reporting/report/compose/labels.h"
#include "services/supervision_reporting/report/findings/blockers.h"
#include "services/supervision_reporting/report/render/render.h"
#include "services/supervision_reporting/store/schema.h"
#include "zgc/ops/v1/operations.pb.h"
#include "zgc/supervision/v1/publications.pb.h"
#include "zgc/supervision/v1/report_service.pb.h"
#include "zgc/supervision/v1/reports.pb.h"

namespace zgc::supervision {
namespace {

// What the reader of a draft has to know of a source.
std::string Caution(const std::string& service, const resource::SourceWatch::State& state) {
  const char* what = state.state == ops::v1::SOURCE_STATE_REFUSED        ? "被拒用"
                     : state.state == ops::v1::SOURCE_STATE_NOT_FOLLOWED ? "没有接入"
                                                                         : "没有及时更新";
  return absl::StrCat("草稿：数据来源“", ServiceLabel(service), "”自",
                      absl::FormatTime("%Y-%m-%d %H:%M:%S", state.since, absl::UTCTimeZone()),
                      "（UTC）起", what, "，所示的数可能已经变化。");
}

// The sources of a report that are not current, also as its cautions. How they stand now says
// nothing of an earlier `revision`; 0 is the newest.
template <typename Response>
absl::Status AddSourceBlockers(Report& report, const storage::Reader& reader,
                               const figures::FigureBook& book, resource::SourceWatch& sources,
                               int64_t revision, Response& response) {
  if (revision != 0) return absl::OkStatus();
  ZGC_ASSIGN_OR_RETURN(const SourcesShown shown,
                       ShownIn(report.input.versions, reader, book, sources));
  for (const auto& [service, here] : shown) {
    const resource::SourceWatch::State state = sources.StateOf(service, here);
    const absl::Status current = resource::SourceWatch::RequireCurrent(service, state);
    if (current.ok()) continue;
    v1::Blocker& blocker = *response.add_blockers();
    blocker.set_kind(v1::BLOCKER_KIND_SOURCE_NOT_CURRENT);
    blocker.set_subject(service);
    blocker.set_description(std::string(current.message()));
    report.input.versions.cautions.push_back(Caution(service, state));
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<v1::CheckReportResponse> CheckReport(const storage::Reader& reader,
                                                    const figures::FigureBook& book,
                                                    resource::SourceWatch& sources,
                                                    const v1::CheckReportRequest& request) {
  const Checks checks(reader, request);
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  ZGC_ASSIGN_OR_RETURN(const auto report,
                       ReadReport(reader, book, request.report_template(), reader.revision()));
  v1::CheckReportResponse response;
  ZGC_RETURN_IF_ERROR(
      AddSourceBlockers(*report, reader, book, sources, request.revision(), response));
  for (v1::Blocker& blocker : FindBlockers(report->model)) {
    *response.add_blockers() = std::move(blocker);
  }
  for (const v1::Finding& finding : report->model.findings) *response.add_findings() = finding;
  const auto& versions = report->input.versions.source_positions;
  response.mutable_source_positions()->insert(versions.begin(), versions.end());
  response.set_revision(reader.revision());
  return response;
}

absl::StatusOr<std::string> ListFindings(const storage::Reader& reader,
                                         const figures::FigureBook& book,
                                         const v1::ListFindingsRequest& request,
                                         const storage::Page& page,
                                         v1::ListFindingsResponse& response) {
  const Checks checks(reader, request);
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  ZGC_ASSIGN_OR_RETURN(const auto report,
                       ReadReport(reader, book, request.report_template(), reader.revision()));
  std::vector<const v1::Finding*> findings;
  for (const v1::Finding& finding : report->model.findings) {
    const bool wanted = request.severity() == v1::FINDING_SEVERITY_UNSPECIFIED ||
                        request.severity() == finding.severity();
    if (wanted && finding.id() >= page.start) findings.push_back(&finding);
  }
  std::sort(findings.begin(), findings.end(),
            [](const auto* a, const auto* b) { return a->id() < b->id(); });
  for (const v1::Finding* finding : findings) {
    if (response.findings_size() == page.size) return finding->id();
    *response.add_findings() = *finding;
  }
  return "";
}

absl::StatusOr<v1::Finding> FindToSign(const storage::Reader& reader,
                                       const figures::FigureBook& book,
                                       resource::SourceWatch& sources,
                                       const v1::SignFindingRequest& request) {
  ZGC_ASSIGN_OR_RETURN(const absl::Duration max_age,
                       resource::AskedMaxAge(request.max_source_age()));
  const Checks checks(reader, request);
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  ZGC_ASSIGN_OR_RETURN(const auto report,
                       ReadReport(reader, book, request.report_template(), reader.revision()));
  ZGC_ASSIGN_OR_RETURN(const SourcesShown shown,
                       ShownIn(report->input.versions, reader, book, sources));
  ZGC_RETURN_IF_ERROR(RequireCurrent(sources, shown, max_age));
  for (const v1::Finding& finding : report->model.findings) {
    if (finding.id() == request.finding()) return finding;
  }
  return NotFound(absl::StrCat("finding ", request.finding(), " of ", request.report_template()));
}

absl::StatusOr<v1::FindingExplanation> SignFinding(storage::Txn& txn, const base::Actor& actor,
                                                   const v1::SignFindingRequest& request,
                                                   const v1::Finding& finding) {
  v1::FindingExplanation row;
  row.set_name(absl::StrCat("findingExplanations/", finding.id()));
  ZGC_ASSIGN_OR_RETURN(auto earlier, kFindingExplanations.Get(txn, {row.name()}));
  if (earlier.has_value()) row = *std::move(earlier);
  row.set_report_template(request.report_template());
  row.set_rule(finding.rule());
  row.set_statement(finding.explanation());
  row.set_text(request.text());
  row.set_signer(actor.responsible());
  if (row.has_create_time()) return Save(txn, kFindingExplanations, std::move(row));
  return Insert(txn, kFindingExplanations, std::move(row));
}

absl::StatusOr<v1::FindingExplanation> GetFindingExplanation(
    const storage::Reader& reader, const v1::GetFindingExplanationRequest& request) {
  return GetRow(reader, kFindingExplanations, request.name());
}

absl::StatusOr<std::string> ListFindingExplanations(
    const storage::Reader& reader, const v1::ListFindingExplanationsRequest& request,
    const storage::Page& page, v1::ListFindingExplanationsResponse& response) {
  return query::List(reader, kFindingExplanations.column(), request, page, response);
}

absl::StatusOr<v1::RenderedFile> RenderReport(const storage::Reader& reader,
                                              const figures::FigureBook& book,
                                              resource::SourceWatch& sources,
                                              const v1::RenderReportRequest& request) {
  const Checks checks(reader, request);
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  ZGC_ASSIGN_OR_RETURN(const auto report,
                       ReadReport(reader, book, request.report_template(), reader.revision()));
  v1::RenderedFile standing;
  ZGC_RETURN_IF_ERROR(
      AddSourceBlockers(*report, reader, book, sources, request.revision(), standing));
  ZGC_ASSIGN_OR_RETURN(ReportFile file, RenderOne(*report, request.file()));
  if (file.content.size() > kMaxPartBytes && !report->input.versions.cautions.empty()) {
    // Its later parts are asked for as of this revision, when they are known no more.
    report->input.versions.cautions.clear();
    ZGC_ASSIGN_OR_RETURN(file, RenderOne(*report, request.file()));
  }
  ZGC_ASSIGN_OR_RETURN(v1::RenderedFile rendered, ToRendered(file, reader.revision()));
  rendered.mutable_blockers()->Swap(standing.mutable_blockers());
  return PartOf(std::move(rendered), request.offset());
}

}  // namespace zgc::supervision
