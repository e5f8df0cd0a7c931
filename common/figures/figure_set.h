#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "absl/functional/function_ref.h"
#include "common/base/shared_map.h"
#include "common/storage/page.h"
#include "zgc/figures/v1/figure_service.pb.h"
#include "zgc/figures/v1/figures.pb.h"
#include "zgc/figures/v1/indicators.pb.h"

namespace zgc::figures {

// All that a service publishes as numbers at one revision.
struct FigureSet {
  int64_t revision = 0;
  base::SharedMap<v1::Figure> figures;
  base::SharedMap<v1::Indicator> indicators;
  // What it takes in memory beside the set that it was made from, as an estimate.
  size_t bytes = 0;
};

// What changes of a set take in memory.
size_t EstimateBytes(const base::SharedMap<v1::Figure>::Changes& changes);
size_t EstimateBytes(const base::SharedMap<v1::Indicator>::Changes& changes);

// What a reader wants of a set; nothing that is there of others.
struct WantedFigures {
  absl::FunctionRef<bool(const std::string& indicator)> indicator;
  absl::FunctionRef<bool(const v1::Figure&)> figure;
};

// Where the next part of a difference begins.
struct DiffPlace {
  // Indicators, then figures, then the names of figures that are no more.
  int kind = 0;
  std::string name;
};

// Adds the part from `place` on of what turns `old` into `now`, by name, to `part`: some
// `max_bytes` of it and one row at least; moves `place`. The position is left to the caller.
// False if more follow. What the sets share is not compared.
bool DiffPart(const FigureSet& old, const FigureSet& now, const WantedFigures& wanted,
              size_t max_bytes, DiffPlace& place, v1::WatchFiguresResponse& part);
bool DiffPart(const FigureSet& old, const FigureSet& now, size_t max_bytes, DiffPlace& place,
              v1::WatchFiguresResponse& part);

// Adds the page of `figures` that begins at a name; the result is that of the next page.
std::string PageOfFigures(const base::SharedMap<v1::Figure>& figures, const storage::Page& page,
                          v1::ListFiguresResponse& response);

}  // namespace zgc::figures
