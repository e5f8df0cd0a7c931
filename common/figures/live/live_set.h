#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "common/figures/figures.h"
#include "common/figures/live/reads.h"
#include "common/storage/store.h"

namespace zgc::figures {

// The set of figures of the newest revision, which moves with the commits: what these have changed
// is compared with what each figure was computed from, and no other is computed again. What it
// makes is what FigureBook::ReadSet would. Of one thread; the sets are anybody's.
class LiveSet {
 public:
  using Set = std::shared_ptr<const FigureSet>;
  // Runs what computes many figures, where that holds up nobody, to its end.
  using RunDear = std::function<void(absl::FunctionRef<void()> work)>;

  // Both outlive it.
  LiveSet(const FigureBook& book, storage::Store& store, RunDear run_dear);

  // The newest state, to advance to.
  storage::Snapshot Read();
  // The set at a state that Read gave, not older than the one before. After an error, which is one
  // of FigureBook::ReadSet's, the next one is made from nothing.
  absl::StatusOr<Set> Advance(const storage::Snapshot& now);

  // How many figures it has computed.
  int64_t computed() const { return computed_; }

 private:
  struct Step;

  absl::StatusOr<Set> Make(const storage::Snapshot& now);
  absl::Status Follow(const storage::ChangedKeys::Keys& keys, bool new_day, Step& step);
  // All of an indicator anew.
  absl::Status RedoIndicator(const std::string& name, Step& step);
  absl::Status RedoObservation(const std::string& name, Step& step);
  // Its listed periods, on a new day: what is there already stays.
  absl::Status ListAnew(const v1::Indicator& indicator, Step& step);
  absl::Status Compute(const v1::Indicator& indicator, const common::v1::Period& period,
                       Step& step);
  absl::Status ComputeAgain(ReadIndex::Who who, Step& step);
  absl::StatusOr<const v1::Indicator*> IndicatorNow(const std::string& name, Step& step);
  void Put(v1::Figure figure, Step& step);
  void Remove(const std::string& figure, Step& step);
  ReadIndex::Who WhoIs(const std::string& figure);

  const FigureBook& book_;
  storage::Store& store_;
  const RunDear run_dear_;
  absl::flat_hash_set<storage::ColumnId> unversioned_;
  std::shared_ptr<storage::ChangedKeys> keys_;
  // Null before the first and after an error.
  Set set_;
  absl::CivilDay day_;
  ReadIndex reads_;
  // Figures by number, and their numbers.
  std::vector<std::string> names_;
  absl::flat_hash_map<std::string, ReadIndex::Who> numbers_;
  std::vector<ReadIndex::Who> unused_;
  int64_t computed_ = 0;
};

}  // namespace zgc::figures
