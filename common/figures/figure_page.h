#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "common/figures/figures.h"
#include "common/storage/page.h"
#include "common/storage/reader.h"
#include "zgc/figures/v1/figure_service.pb.h"

// Pages of the listed figures of a service, each computed by itself: what a page takes does not
// grow with the number of figures. Thread-safe as the book is.
namespace zgc::figures {

// Whether so many figures are listed, or more.
absl::StatusOr<bool> HasFigures(const storage::Reader& reader, size_t most);

// Adds the page that begins at a figure name; the result is the name that the next one begins at,
// empty at the end. The figures are those of FigureBook::ReadSet.
absl::StatusOr<std::string> ComputePage(const FigureBook& book, const storage::Reader& reader,
                                        const storage::Page& page,
                                        v1::ListFiguresResponse& response);

}  // namespace zgc::figures
