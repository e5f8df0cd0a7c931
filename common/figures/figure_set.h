#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "absl/container/btree_map.h"
#include "common/storage/page.h"
#include "zgc/figures/v1/figure_service.pb.h"
#include "zgc/figures/v1/figures.pb.h"
#include "zgc/figures/v1/indicators.pb.h"

namespace zgc::figures {

// All that a service publishes as numbers at one revision.
struct FigureSet {
  int64_t revision = 0;
  absl::btree_map<std::string, v1::Figure> figures;
  absl::btree_map<std::string, v1::Indicator> indicators;
};

// Where the next part of a difference begins.
struct DiffPlace {
  // Indicators, then figures, then the names of figures that are no more.
  int kind = 0;
  std::string name;
};

// Adds the part from `place` on of what turns `old` into `now`, by name, to `part`: some
// `max_bytes` of it and one row at least; moves `place`. The position is left to the caller.
// False if more follow.
bool DiffPart(const FigureSet& old, const FigureSet& now, size_t max_bytes, DiffPlace& place,
              v1::WatchFiguresResponse& part);

// Adds the page of `figures` that begins at a name; the result is that of the next page.
std::string PageOfFigures(const absl::btree_map<std::string, v1::Figure>& figures,
                          const storage::Page& page, v1::ListFiguresResponse& response);

}  // namespace zgc::figures
