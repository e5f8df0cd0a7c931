#pragma once

#include <string>
#include <utility>
#include <vector>

#include "absl/container/btree_map.h"
#include "absl/container/flat_hash_map.h"
#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "common/figures/cells/cell_key.h"
#include "common/figures/cells/measure.h"

// What contributions change in cells: shared by what commits do (cells.cc) and by what is made of
// all rows (rebuild.cc).
namespace zgc::figures {

// By key.
using Deltas = absl::btree_map<std::string, Delta>;

// What contributions have in common that lie in the same cells.
struct Place {
  std::vector<std::string> values;
  std::string first;
  std::string last;
  bool again = false;
  // Of a distinct measure, and whether it is known.
  std::string entity;
  bool named = true;

  friend bool operator==(const Place&, const Place&) = default;
  template <typename H>
  friend H AbslHashValue(H hash, const Place& place) {
    return H::combine(std::move(hash), place.values, place.first, place.last, place.again,
                      place.entity, place.named);
  }
};
using Places = absl::flat_hash_map<Place, Delta>;

// Adds what is contributed at each place, times `sign`. Of a distinct measure it is how often.
void Gather(const Measure& measure, const std::vector<Contribution>& all, int sign, Places& places);
// Adds what lies at each place to its cells.
void Expand(const Measure& measure, const Places& places, Deltas& deltas);

// The cells of all rows of a measure, in parts of some `most` places each. A key may come in
// several of them.
absl::Status ForEachPart(const storage::Reader& reader, const Measure& measure, size_t most,
                         absl::FunctionRef<absl::Status(Deltas)> full);

// What an entity adds to the count of its bucket: it is in it for certain, perhaps, or not.
Delta CountOnce(const Delta& entity);
// Adds the counts that follow from changes of entities: each adds to that of its bucket what has
// become of it. `held` is what there was before.
using Held = absl::FunctionRef<absl::StatusOr<Delta>(const std::string& key)>;
absl::Status AddCounts(Deltas& deltas, Held held);

// The row of a cell.
v1::Cell CellOf(const Delta& sum, int64_t revision);

}  // namespace zgc::figures
