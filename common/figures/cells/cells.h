#pragma once

#include <cstdint>
#include <string>
#include <vector>

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

// Compares every cell with what the rows of the reader's revision say. Adds a line for each that
// differs; the result is how many cells there are. FAILED_PRECONDITION if they are not kept there.
absl::StatusOr<int64_t> VerifyCells(const storage::Reader& reader, const Measures& measures,
                                    std::vector<std::string>& problems);

// Makes the cells of a store anew that has none, see storage::Derived; holds so many places and
// cells in memory.
absl::Status RebuildCells(storage::Store& store, const Measures& measures, size_t most_places,
                          size_t most_cells);

// Whether the reader's store keeps cells, and they follow from all rows of its revision.
bool CellsAreKept(const storage::Reader& reader);

// The schema of a store that keeps the cells of these measures.
storage::Schema KeepingCells(storage::Schema schema, const Measures& measures, int version);

}  // namespace zgc::figures
