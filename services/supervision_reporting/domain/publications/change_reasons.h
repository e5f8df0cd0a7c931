#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/figures/figures.h"
#include "common/storage/reader.h"
#include "common/storage/store.h"
#include "services/supervision_reporting/domain/publications/figure_history.h"
#include "zgc/supervision/v1/published_figures.pb.h"

// Why figures are not as they were published (变动原因).
namespace zgc::supervision {

// What came into effect here and in the services that are followed, and which figures it changed:
// those that are another one after the revision of this store that took it in than before it. Reads
// as `reader` does; what it is made of outlives it. Not thread-safe.
class ChangeReasons {
 public:
  // Figures of this service that are computed in all, each at one revision.
  static constexpr int kMostComputed = 50'000;

  // `store` is the one whose snapshot `reader` is.
  ChangeReasons(const storage::Reader& reader, const storage::Store& store,
                const figures::FigureBook& book, int most_computed = kMostComputed)
      : reader_(reader), store_(store), book_(book), most_computed_(most_computed) {}

  // Adds those that came since the figure was said last, by its erratum or in the report that was
  // read at `published_at`, as FigureChange.reasons has them, and how far they explain the change.
  // FIGURES_TOO_MANY if that would compute more than `most_computed` of them.
  absl::Status AddTo(int64_t published_at, v1::FigureChange& change);

 private:
  // That something came into effect.
  struct Event {
    int64_t revision = 0;
    std::string service;
    std::string name;
    bool alone = false;
    // This store had none of the step at this one; 0 while that was not looked for.
    int64_t before = 0;
  };
  // The newest events, at most as many as are looked at, read once.
  absl::Status ReadEvents();
  // Finds Event::before.
  absl::Status FindBefore(Event& event) const;
  class WayBack;
  // Adds what an event says if the figure changed with it, and goes back what it explains.
  absl::Status Add(Event& event, FigureHistory& figure, WayBack& way,
                   v1::FigureChange& change) const;

  const storage::Reader& reader_;
  const storage::Store& store_;
  const figures::FigureBook& book_;
  const int most_computed_;
  int computed_ = 0;
  bool read_ = false;
  std::vector<Event> events_;
};

}  // namespace zgc::supervision
