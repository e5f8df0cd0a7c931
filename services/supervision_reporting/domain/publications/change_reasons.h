#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/figures/figures.h"
#include "common/storage/reader.h"
#include "common/storage/store.h"
#include "zgc/supervision/v1/published_figures.pb.h"

// Why figures are not as they were published (变动原因).
namespace zgc::supervision {

// What came into effect here and in the services that are followed, and which figures it changed:
// those that are another one after the revision of this store that took it in than before it. Reads
// as `reader` does; what it is made of outlives it. Not thread-safe.
class ChangeReasons {
 public:
  // `store` is the one whose snapshot `reader` is.
  ChangeReasons(const storage::Reader& reader, const storage::Store& store,
                const figures::FigureBook& book)
      : reader_(reader), store_(store), book_(book) {}

  // Adds those that came since the figure was said last, by its erratum or in the report that was
  // read at `published_at`, as FigureChange.reasons has them, and how far they explain the change.
  absl::Status AddTo(int64_t published_at, v1::FigureChange& change);

 private:
  // That something came into effect.
  struct Event {
    int64_t revision = 0;
    std::string service;
    std::string name;
    bool alone = false;
  };
  // The newest events, at most as many as are looked at, read once.
  absl::Status ReadEvents();
  // This store before the step that an event came with.
  absl::StatusOr<storage::Snapshot> Before(const Event& event) const;
  class WayBack;
  // Adds what an event says if the figure changed with it, and goes back what it explains.
  absl::Status Add(const Event& event, WayBack& way, v1::FigureChange& change) const;

  const storage::Reader& reader_;
  const storage::Store& store_;
  const figures::FigureBook& book_;
  bool read_ = false;
  std::vector<Event> events_;
};

}  // namespace zgc::supervision
