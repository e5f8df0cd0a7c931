#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>

#include "absl/container/flat_hash_map.h"
#include "absl/types/optional.h"
#include "services/funding_ledger/ledger/position.h"

namespace zgc::funding {

// Ids that the indexes may not hold yet. They are forgotten by generations, which
// costs next to nothing, where to erase each would cost as much as to add it. Not
// thread-safe.
class RecentIds {
 public:
  absl::optional<Position> Find(TransferId id) const {
    for (const Generation& generation : generations_) {
      const auto found = generation.ids.find(id);
      if (found != generation.ids.end()) return found->second;
    }
    return absl::nullopt;
  }
  // One that no older generation holds; later ones are of no earlier revision. If the
  // newest one holds it, nothing is done and the answer is where it stands.
  absl::optional<Position> Add(TransferId id, Position position) {
    Generation& newest = generations_.front();
    const auto [at, is_new] = newest.ids.try_emplace(id, position);
    if (!is_new) return at->second;
    newest.revision = position.revision;
    return absl::nullopt;
  }
  // One that was added since the last Forget.
  void Remove(TransferId id) { generations_.front().ids.erase(id); }
  // What is indexed up to `revision` may be forgotten.
  void Forget(int64_t revision) {
    while (generations_.size() > 1 && generations_.back().revision <= revision) {
      generations_.pop_back();
    }
    if (generations_.front().ids.size() < kGeneration) return;
    generations_.emplace_front();
    generations_.front().ids.reserve(kGeneration);
  }
  // What Add changes is fetched into the processor's cache.
  void Prefetch(TransferId id) const { generations_.front().ids.prefetch(id); }
  template <typename Visit>
  void ForEach(Visit visit) const {
    for (const Generation& generation : generations_) {
      for (const auto& [id, position] : generation.ids) visit(id);
    }
  }

 private:
  static constexpr size_t kGeneration = 1 << 16;
  struct Generation {
    absl::flat_hash_map<TransferId, Position> ids;
    // Of the last id.
    int64_t revision = 0;
  };
  // The newest first; never empty.
  std::deque<Generation> generations_ = std::deque<Generation>(1);
};

}  // namespace zgc::funding
