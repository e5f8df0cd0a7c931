#pragma once

#include <string>
#include <vector>

#include "absl/container/btree_map.h"
#include "absl/status/statusor.h"
#include "absl/types/optional.h"
#include "common/base/actor.h"
#include "common/figures/book/figures.h"
#include "common/resource/source_watch.h"
#include "common/storage/page.h"
#include "common/storage/store.h"
#include "zgc/supervision/v1/reports.pb.h"

// The methods of SupervisionReportingService that make reports, without gRPC.
// `book` has this service's own figures; those of others are read from what
// has been applied of them. Errors as in supervision.h. Thread-safe as the
// reader is.
namespace zgc::supervision {

absl::StatusOr<v1::ReportTemplate> CreateReportTemplate(
    storage::Txn& txn, const base::Actor& actor, const v1::CreateReportTemplateRequest& request);
absl::StatusOr<v1::ReportTemplate> GetReportTemplate(const storage::Reader& reader,
                                                     const v1::GetReportTemplateRequest& request);
absl::StatusOr<std::string> ListReportTemplates(const storage::Reader& reader,
                                                const v1::ListReportTemplatesRequest& request,
                                                const storage::Page& page,
                                                v1::ListReportTemplatesResponse& response);
absl::StatusOr<v1::ReportTemplate> UpdateReportTemplate(
    storage::Txn& txn, const base::Actor& actor, const v1::UpdateReportTemplateRequest& request);

absl::StatusOr<v1::ReportItem> CreateReportItem(storage::Txn& txn, const base::Actor& actor,
                                                const v1::CreateReportItemRequest& request);
absl::StatusOr<v1::ReportItem> GetReportItem(const storage::Reader& reader,
                                             const v1::GetReportItemRequest& request);
absl::StatusOr<std::string> ListReportItems(const storage::Reader& reader,
                                            const v1::ListReportItemsRequest& request,
                                            const storage::Page& page,
                                            v1::ListReportItemsResponse& response);
absl::StatusOr<v1::ReportItem> UpdateReportItem(storage::Txn& txn, const base::Actor& actor,
                                                const v1::UpdateReportItemRequest& request);

// The revisions of other services that a report shows; nullopt of one that is being read.
using SourcesShown = absl::btree_map<std::string, absl::optional<int64_t>>;

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

// What is about to be published, as of one revision.
struct RenderedReport {
  SourcesShown shown;
  // Of the sources; 0 is the configured one.
  absl::Duration max_age;
  // All but what the transaction decides: number, name, times and the chain.
  v1::Publication row;
  std::vector<v1::RenderedFile> files;
  // Digest of what people decided on.
  std::string decided_sha256;
};
absl::StatusOr<RenderedReport> RenderToPublish(const storage::Reader& reader,
                                               const figures::FigureBook& book,
                                               resource::SourceWatch& sources,
                                               const base::Actor& actor,
                                               const v1::PublishReportRequest& request);
absl::StatusOr<v1::Publication> PublishReport(storage::Txn& txn, resource::SourceWatch& sources,
                                              const v1::PublishReportRequest& request,
                                              const RenderedReport& rendered);
absl::StatusOr<v1::Publication> GetPublication(const storage::Reader& reader,
                                               const v1::GetPublicationRequest& request);
absl::StatusOr<std::string> ListPublications(const storage::Reader& reader,
                                             const v1::ListPublicationsRequest& request,
                                             const storage::Page& page,
                                             v1::ListPublicationsResponse& response);

// These two also read `store` as of the revision that was published.
absl::StatusOr<v1::RenderedFile> RenderPublication(const storage::Reader& reader,
                                                   const storage::Store& store,
                                                   const figures::FigureBook& book,
                                                   const v1::RenderPublicationRequest& request);
absl::StatusOr<v1::VerifyPublicationResponse> VerifyPublication(
    const storage::Reader& reader, const storage::Store& store, const figures::FigureBook& book,
    const v1::VerifyPublicationRequest& request);

}  // namespace zgc::supervision
