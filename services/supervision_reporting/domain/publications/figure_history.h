#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/figures/figures.h"
#include "common/storage/reader.h"
#include "common/storage/store.h"
#include "services/supervision_reporting/domain/publications/published_figures.h"

namespace zgc::supervision {

// What a figure was at revisions of this store, as PresentFigure has it. Where it is kept as it
// came from its service, its versions are read once and say between which revisions it is the same;
// a figure of this service is computed for each. Not thread-safe.
class FigureHistory {
 public:
  // From `since` up to the revision of `reader`, a snapshot of `store`. All of them outlive it.
  static absl::StatusOr<FigureHistory> Read(const storage::Reader& reader,
                                            const storage::Store& store,
                                            const figures::FigureBook& book,
                                            const std::string& full_name, int64_t since);

  // Whether it may be another at `to` than at `from`, an earlier revision.
  bool MayDiffer(int64_t from, int64_t to) const;
  absl::StatusOr<MaybeFigure> At(const storage::Reader& then);
  // How often it was computed.
  int computed() const { return computed_; }

 private:
  FigureHistory(const figures::FigureBook& book, std::string full_name)
      : book_(book), full_name_(std::move(full_name)) {}

  const figures::FigureBook& book_;
  const std::string full_name_;
  bool own_ = false;
  // Of one that is kept: the revisions that brought a version, in order.
  std::vector<int64_t> changed_at_;
  // The newest answer.
  int64_t revision_ = 0;
  MaybeFigure figure_;
  int computed_ = 0;
};

}  // namespace zgc::supervision
