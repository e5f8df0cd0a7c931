#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/figures/figures.h"
#include "common/storage/page.h"
#include "common/storage/reader.h"
#include "common/storage/store.h"
#include "zgc/supervision/v1/errata.pb.h"
#include "zgc/supervision/v1/publication_service.pb.h"
#include "zgc/supervision/v1/publications.pb.h"
#include "zgc/supervision/v1/published_figures.pb.h"

// What publications say and what has become of it (数的变动, 任务的变动), read from what was kept
// with them alone. A pure function of the reader's revision. Thread-safe as the reader is.
namespace zgc::supervision {

// All errata of a publication, or the published ones, by number.
absl::StatusOr<std::vector<v1::Erratum>> ErrataOf(const storage::Reader& reader,
                                                  const std::string& publication,
                                                  bool published_only);

// What is not as it was published, by citation, without since when.
absl::StatusOr<std::vector<v1::FigureChange>> ChangesOf(const storage::Reader& reader,
                                                        const figures::FigureBook& book,
                                                        const std::string& publication);
// Whether an erratum has to say so.
bool NeedsErratum(const v1::FigureChange& change);
// Whether the figures that it cites were kept with it.
absl::StatusOr<bool> KeepsFigures(const storage::Reader& reader,
                                  const v1::Publication& publication);

// Sets how a publication stands: Publication.state and the fields after it.
absl::Status SetStanding(const storage::Reader& reader, const figures::FigureBook& book,
                         v1::Publication& publication);

// Also reads `store`, whose snapshot `reader` is, for since when.
absl::StatusOr<std::string> ListPublicationChanges(const storage::Reader& reader,
                                                   const storage::Store& store,
                                                   const figures::FigureBook& book,
                                                   const v1::ListPublicationChangesRequest& request,
                                                   const storage::Page& page,
                                                   v1::ListPublicationChangesResponse& response);
absl::StatusOr<std::string> ListFigureCitations(const storage::Reader& reader,
                                                const figures::FigureBook& book,
                                                const v1::ListFigureCitationsRequest& request,
                                                const storage::Page& page,
                                                v1::ListFigureCitationsResponse& response);

}  // namespace zgc::supervision
