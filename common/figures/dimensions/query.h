#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "common/figures/figures.h"
#include "common/storage/page.h"
#include "common/storage/reader.h"
#include "zgc/figures/v1/figure_queries.pb.h"

namespace zgc::figures {

// How many cells and totals a query has at most.
inline constexpr size_t kMostQueried = 10'000;

// A page of what QueryFigures answers; the result is where the next page begins, empty at the end.
// Every cell and total is computed as the figure of its name is. INVALID_ARGUMENT, with the fields,
// for what the indicators do not have. FAILED_PRECONDITION with FIGURES_TOO_MANY beyond the limit.
// A pure function of the reader's revision.
absl::StatusOr<std::string> QueryFigures(const FigureBook& book, const storage::Reader& reader,
                                         const v1::QueryFiguresRequest& request,
                                         const storage::Page& page,
                                         v1::QueryFiguresResponse& response);

}  // namespace zgc::figures
