#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/base/actor.h"
#include "common/figures/figures.h"
#include "common/resource/source_watch.h"
#include "common/storage/page.h"
#include "common/storage/reader.h"
#include "common/storage/txn.h"
#include "services/supervision_reporting/domain/reports/sources_shown.h"
#include "services/supervision_reporting/report/model/report_program.h"
#include "zgc/supervision/v1/publication_service.pb.h"
#include "zgc/supervision/v1/publications.pb.h"
#include "zgc/supervision/v1/published_figures.pb.h"
#include "zgc/supervision/v1/published_tasks.pb.h"

// Publications, without gRPC: what is refused and how is said in
// supervision_reporting/rpc/services.h. Thread-safe as the reader is.
namespace zgc::supervision {

// What is about to be published, as of one revision.
struct RenderedReport {
  SourcesShown shown;
  // Of the sources; 0 is the configured one.
  absl::Duration max_age;
  // All but what the transaction decides: number, name, times and the chain.
  v1::Publication row;
  std::vector<v1::RenderedFile> files;
  // What it cites.
  std::vector<v1::PublishedFigure> cited;
  // The tasks that it covers.
  std::vector<v1::PublishedTask> covered;
  // Digest of what people decided on.
  std::string decided_sha256;
};

absl::StatusOr<RenderedReport> RenderToPublish(const storage::Reader& reader,
                                               const figures::FigureBook& book,
                                               resource::SourceWatch& sources,
                                               const base::Actor& actor,
                                               const v1::PublishReportRequest& request,
                                               const ReportProgram& program = {});
absl::StatusOr<v1::Publication> PublishReport(storage::Txn& txn, resource::SourceWatch& sources,
                                              const v1::PublishReportRequest& request,
                                              const RenderedReport& rendered);
// With how they stand as of the revision of the reader.
absl::StatusOr<v1::Publication> GetPublication(const storage::Reader& reader,
                                               const figures::FigureBook& book,
                                               const v1::GetPublicationRequest& request);
absl::StatusOr<std::string> ListPublications(const storage::Reader& reader,
                                             const figures::FigureBook& book,
                                             const v1::ListPublicationsRequest& request,
                                             const storage::Page& page,
                                             v1::ListPublicationsResponse& response);

}  // namespace zgc::supervision
