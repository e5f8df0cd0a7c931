#pragma once

#include <cstdint>
#include <string>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "common/figures/cells/measure.h"
#include "common/storage/store.h"

// The cells of measures: what their contributions add up to by day, month and year, for every
// combination of their dimensions. A commit changes the cells of the subjects whose rows it
// changes and no other; a period is a fold of a few dozen of them, at any revision since they are
// kept, and a stock the fold of all before its day.
//
// Contributions whose day is not known lie in cells of their own, one for each span of days, so
// that a period counts for certain what lies within it and leaves open what may. A measure of
// distinct subjects has a cell for each calendar month, quarter, half-year and year instead, as
// such counts do not add up; other periods of it are counted from the rows. Of one without days
// there is one cell for all.
namespace zgc::figures {

// How many places and cells are held in memory where all rows are counted: a place has a dozen
// cells at most, and a cell takes some 250 bytes.
inline constexpr size_t kHeldPlaces = 10'000;
inline constexpr size_t kHeldCells = 200'000;

struct VerifiedCells {
  // How many cells are kept.
  int64_t cells = 0;
  // How many differ, or are missing.
  int64_t problems = 0;
  // How many cells of those that differ, and of others that share a part with them, were held in
  // memory at most.
  size_t most_held = 0;
};
// Compares every cell with what the rows of the reader's revision say. Calls `problem` with a line
// for each that differs. FAILED_PRECONDITION if they are not kept there.
//
// Cells fall into parts by their keys. Of each part it adds up what the rows contribute, and takes
// away what is kept, times a number of each key: a part that agrees comes out at nothing, and
// none of its cells is held; one that does not does so by chance less than once in 2^60 times. So
// it reads rows and cells once where all agree. Of the parts that differ it counts the cells one by
// one, at most `most_cells` at a time but those of one part, and the rows again for each time.
// Beside them it holds `most_places` places and one count for each bucket of distinct measures.
absl::StatusOr<VerifiedCells> VerifyCells(const storage::Reader& reader, const Measures& measures,
                                          absl::FunctionRef<void(std::string)> problem,
                                          size_t most_places = kHeldPlaces,
                                          size_t most_cells = kHeldCells);

// Makes the cells of a store anew that has none, see storage::Derived; holds so many places and
// cells in memory.
absl::Status RebuildCells(storage::Store& store, const Measures& measures, size_t most_places,
                          size_t most_cells);

// Whether the reader's store keeps cells, and they follow from all rows of its revision.
bool CellsAreKept(const storage::Reader& reader);

// The schema of a store that keeps the cells of these measures.
storage::Schema KeepingCells(storage::Schema schema, const Measures& measures, int version);

}  // namespace zgc::figures
