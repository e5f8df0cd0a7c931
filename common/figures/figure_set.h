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
  // Estimates of what it takes in memory: by itself, and all that sets took that were made one from
  // the other, up to it, each beside the one before. Sets of one chain share what they have in
  // common.
  size_t bytes = 0;
  size_t chain_bytes = 0;
  // The revision of the first set of its chain.
  int64_t chain = 0;
};

// What a set takes beside an older one that is kept, or by itself if there is none.
size_t BytesBeside(const FigureSet* older, const FigureSet& set);

// What changes of a set take in memory, with the chunks that are copied for them.
size_t EstimateBytes(const base::SharedMap<v1::Figure>::Changes& changes);
size_t EstimateBytes(const base::SharedMap<v1::Indicator>::Changes& changes);
// What a set is larger by once `changes` are in it, of rows alone.
int64_t EstimateGrowth(const base::SharedMap<v1::Figure>& before,
                       const base::SharedMap<v1::Figure>::Changes& changes);
int64_t EstimateGrowth(const base::SharedMap<v1::Indicator>& before,
                       const base::SharedMap<v1::Indicator>::Changes& changes);

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
