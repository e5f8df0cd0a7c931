#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "common/base/actor.h"
#include "common/figures/figures.h"
#include "common/resource/source_watch.h"
#include "common/storage/page.h"
#include "common/storage/reader.h"
#include "common/storage/txn.h"
#include "zgc/supervision/v1/publications.pb.h"
#include "zgc/supervision/v1/report_service.pb.h"
#include "zgc/supervision/v1/reports.pb.h"

// Report findings, without gRPC: what is refused and how is said in
// supervision_reporting/rpc/services.h. Thread-safe as the reader is.
namespace zgc::supervision {

// A source that is not current is among the blockers.
absl::StatusOr<v1::CheckReportResponse> CheckReport(const storage::Reader& reader,
                                                    const figures::FigureBook& book,
                                                    resource::SourceWatch& sources,
                                                    const v1::CheckReportRequest& request);
absl::StatusOr<std::string> ListFindings(const storage::Reader& reader,
                                         const figures::FigureBook& book,
                                         const v1::ListFindingsRequest& request,
                                         const storage::Page& page,
                                         v1::ListFindingsResponse& response);

// To sign and to publish take two steps each, since to read and to render a report takes
// far too long for a transaction: the first is made of a snapshot; the second, in the
// transaction, checks that what people decided on still stands (template, items and
// explanations) and is ABORTED if not: then both are done again. What followers have
// taken over meanwhile changes nothing: a publication says of which revision it is.
// What another service followed here may show is current at that time, or nothing is signed
// or published (SOURCE_NOT_CURRENT): both are statements that outlive a mistake of the day.
absl::StatusOr<v1::Finding> FindToSign(const storage::Reader& reader,
                                       const figures::FigureBook& book,
                                       resource::SourceWatch& sources,
                                       const v1::SignFindingRequest& request);
absl::StatusOr<v1::FindingExplanation> SignFinding(storage::Txn& txn, const base::Actor& actor,
                                                   const v1::SignFindingRequest& request,
                                                   const v1::Finding& finding);
absl::StatusOr<v1::FindingExplanation> GetFindingExplanation(
    const storage::Reader& reader, const v1::GetFindingExplanationRequest& request);
absl::StatusOr<std::string> ListFindingExplanations(
    const storage::Reader& reader, const v1::ListFindingExplanationsRequest& request,
    const storage::Page& page, v1::ListFindingExplanationsResponse& response);

// Names the sources that are not current as CheckReport does.
absl::StatusOr<v1::RenderedFile> RenderReport(const storage::Reader& reader,
                                              const figures::FigureBook& book,
                                              resource::SourceWatch& sources,
                                              const v1::RenderReportRequest& request);

}  // namespace zgc::supervision
