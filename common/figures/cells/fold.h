#pragma once

#include "absl/status/statusor.h"
#include "absl/types/optional.h"
#include "common/figures/cells/measure.h"
#include "common/storage/reader.h"
#include "zgc/common/v1/period.pb.h"

namespace zgc::figures {

// What a period adds up to, from the cells: of a flow, or of a stock if it has no first day.
// nullopt if they do not say it: the reader's revision is older than they are, or the slice is none
// that has cells, or the period none that a distinct measure keeps. Reads some dozens of cells and
// those of unknown days.
absl::StatusOr<absl::optional<Totals>> ReadCells(const storage::Reader& reader, const Slice& slice,
                                                 const common::v1::Period& period);

}  // namespace zgc::figures
